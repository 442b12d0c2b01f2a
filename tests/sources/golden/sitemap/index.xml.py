from monitor.model import Page, Request
from monitor.sources.sitemap import Sitemap

SOURCE = Sitemap(url="https://gazette.example/sitemap.xml")
PAGE = Page(
    items=(),
    more=Request(
        url="https://gazette.example/sitemap-news-2.xml",
        headers=(
            (
                "accept",
                "application/xml, text/xml;q=0.9, */*;q=0.1",
            ),
        ),
    ),
)
