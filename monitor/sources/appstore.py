"""App Store: the reviews of an app in one country, by Apple's own feed."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import ClassVar

from monitor.errors import VigieError
from monitor.model import Item, Page, Reply, Request
from monitor.sources import Proof, Terms, feed, items, option

_PAGE = re.compile(r"/page=(\d{1,2})/")
_LAST = 10


@dataclass(frozen=True, slots=True)
class AppStore:
    """The newest reviews of an app in the App Store of one country."""

    terms: ClassVar[Terms] = Terms.AMBER
    formats: ClassVar[str] = "Atom, 50 reviews a page, 10 pages"
    proof: ClassVar[Proof] = Proof.RECORDING

    app: str = option("number of the app, as in its address: .../id1234567890")
    country: str = option("country of the shop, two letters", "fr")

    def __post_init__(self) -> None:
        if not self.app.isdecimal() or not re.fullmatch("[a-z]{2}", self.country):
            raise VigieError("an app is a number and a country two small letters", hint="app: '1234567890'")

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - the newest each time
        return self._ask(1)

    def parse(self, reply: Reply, cursor: str) -> Page:
        page = feed.read(reply)
        # The first entry of an older form is the app itself, which nobody rated.
        reviews = items.finish(_item(item) for item in page.items if item.rating)
        asked = _PAGE.search(reply.request.url)
        number = int(asked.group(1)) if asked else 1
        more = self._ask(number + 1) if reviews and number < _LAST else None
        return replace(page, items=reviews, cursor=cursor, more=more)

    def _ask(self, page: int) -> Request:
        shop = f"https://itunes.apple.com/{self.country}/rss/customerreviews"
        return Request(f"{shop}/page={page}/id={self.app}/sortby=mostrecent/xml", (("accept", feed.ACCEPT),))


def _item(item: Item) -> Item:
    # The longer of its two forms begins with the title once more.
    return replace(item, text=item.text.removeprefix(f"{item.title}\n").strip())
