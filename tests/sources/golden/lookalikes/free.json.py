from monitor.model import Page
from monitor.sources.lookalikes import Lookalikes

SOURCE = Lookalikes(domain="velluno.fr", yours=("velluno.com",))
CURSOR = "9"
PAGE = Page(items=(), cursor="10", drain=True)
