from monitor.model import Item, Page, Request
from monitor.sources.lookalikes import Lookalikes

SOURCE = Lookalikes(domain="velluno.fr")
PAGE = Page(
    items=(Item(id="velluno.com", url="https://velluno.com", title="velluno.com", text="velluno.com: 192.0.2.14"),),
    cursor="1",
    more=Request(
        url="https://dns.google/resolve?name=velluno.net&type=A",
        headers=(
            (
                "accept",
                "application/dns-json",
            ),
        ),
    ),
    drain=True,
)
