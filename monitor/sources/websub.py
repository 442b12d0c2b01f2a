"""WebSub: a feed that its hub pushes to us, whole, whenever it changes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from monitor.model import Page, Reply, Request
from monitor.sources import Proof, Terms, feed, items, option


@dataclass(frozen=True, slots=True)
class WebSub:
    """A feed that is pushed to us by its hub."""

    terms: ClassVar[Terms] = Terms.GREEN
    formats: ClassVar[str] = "RSS, Atom or JSON Feed, posted by a WebSub hub"
    needs: ClassVar[str] = "a public address of yours that the hub can reach"
    proof: ClassVar[Proof] = Proof.DOCUMENTATION

    url: str = option("address of the feed (the topic)")
    secret: str = option("what the hub signs with", secret=True)

    def hear(self, message: bytes, cursor: str, at: datetime) -> Page:
        """*message* is the body of a delivery whose signature was proven."""
        page = feed.read(Reply(Request(self.url), self.url, 200, (), message, at))
        return replace(page, items=items.finish(page.items), cursor=cursor)
