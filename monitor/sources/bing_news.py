"""Bing News: a search of it as a feed that nobody documents."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from monitor.model import Item, Page, Reply, Request, Rights
from monitor.sources import Proof, Terms, addresses, feed, items, option

_EXCERPT = Rights(share=False)


@dataclass(frozen=True, slots=True)
class BingNews:
    """What the press writes, as Bing News finds it, with the address of each article itself."""

    terms: ClassVar[Terms] = Terms.RED
    formats: ClassVar[str] = "RSS, about 12 entries"
    proof: ClassVar[Proof] = Proof.DOCUMENTATION
    itemwise: ClassVar[bool] = True

    query: str = option("what to look for, as in its search field")
    market: str = option("language and country", "fr-FR")

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - the newest each time
        url = "https://www.bing.com/news/search"
        asked = addresses.ask(url, q=self.query, format="rss", setmkt=self.market, sortBy="date")
        return Request(asked, (("accept", feed.ACCEPT),))

    def parse(self, reply: Reply, cursor: str) -> Page:
        page = feed.read(reply)
        return replace(page, items=items.finish(map(_item, page.items)), cursor=cursor)


def _item(item: Item) -> Item:
    return replace(item, id=items.short(item.url) or item.id, rights=_EXCERPT)
