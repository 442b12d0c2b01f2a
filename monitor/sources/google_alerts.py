"""Google Alerts: the feed that whoever made an alert can ask for."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import ClassVar

from monitor.errors import VigieError
from monitor.model import Page, Reply, Request
from monitor.sources import Proof, Terms, feed, items, option

_FEED = re.compile(r"https://www\.google\.[a-z.]{2,6}/alerts/feeds/\d{1,30}/\d{1,30}")


@dataclass(frozen=True, slots=True)
class GoogleAlerts:
    """What Google finds for an alert of yours, with the address of each article itself."""

    terms: ClassVar[Terms] = Terms.GREEN
    formats: ClassVar[str] = "Atom"
    needs: ClassVar[str] = "an alert of your own at google.com/alerts, delivered to: RSS feed"
    proof: ClassVar[Proof] = Proof.RECORDING
    itemwise: ClassVar[bool] = True

    url: str = option("address of the alert's feed; whoever knows it can read it", secret=True)

    def __post_init__(self) -> None:
        if not _FEED.fullmatch(self.url):
            raise VigieError(
                "this is no feed of Google Alerts", hint="it looks like https://www.google.com/alerts/feeds/123/456"
            )

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - the newest each time
        return Request(self.url, (("accept", feed.ACCEPT),))

    def parse(self, reply: Reply, cursor: str) -> Page:
        page = feed.read(reply)
        return replace(page, items=items.finish(page.items), cursor=cursor)
