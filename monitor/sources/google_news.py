"""Google News: a search of it as a feed, whose terms allow personal reading only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import ClassVar

from monitor.model import Item, Page, Reply, Request, Rights
from monitor.sources import Proof, Terms, addresses, feed, items, option

_HEADLINE_ONLY = Rights(share=False)


@dataclass(frozen=True, slots=True)
class GoogleNews:
    """The headlines of the press that Google News finds for a search."""

    terms: ClassVar[Terms] = Terms.RED
    formats: ClassVar[str] = "RSS, 100 entries"
    proof: ClassVar[Proof] = Proof.RECORDING
    itemwise: ClassVar[bool] = True

    query: str = option('what to look for, as in its search field: "Ma Marque" when:1d')
    language: str = option("language of the edition", "fr")
    country: str = option("country of the edition", "FR")

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - the newest each time
        edition = f"{self.country}:{self.language}"
        url = "https://news.google.com/rss/search"
        asked = addresses.ask(url, q=self.query, hl=self.language, gl=self.country, ceid=edition)
        return Request(asked, (("accept", feed.ACCEPT),))

    def parse(self, reply: Reply, cursor: str) -> Page:
        page = feed.read(reply)
        return replace(page, items=items.finish(map(_item, page.items)), cursor=cursor, every=timedelta(minutes=10))


def _item(item: Item) -> Item:
    # Its links and identities change from poll to poll; headline and paper are what an article is known by. What
    # stands below a headline are other papers' headlines.
    headline, dash, paper = item.title.rpartition(" - ")
    title, author = (headline, paper) if dash else (item.title, "")
    return replace(item, id=items.digest(title, author), title=title, author=author, text="", rights=_HEADLINE_ONLY)
