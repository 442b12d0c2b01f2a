"""What the legal desk has on a mention: its captures, the state of its page, its hold, its notices, all its clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from monitor.law import Clock
from monitor.legal.docket import running
from monitor.links import LegalHold, Link, Watched
from monitor.model import Mention
from monitor.store import Notice, Store

SHOWN = 12  # captures on the page, the latest

SAW = {
    "heard": "Heard at its source",
    "seen": "Page captured",
    "same": "Page unchanged",
    "edited": "Page edited",
    "missing": "Page missing",
    "gone": "Page gone",
    "back": "Page back",
    "trouble": "Page could not be looked at",
    "hold": "Legal hold set",
    "release": "Legal hold ended",
    "notice": "Notice",
    "reply": "Right of reply: it was published, or taken away",
}
STATE = {
    "new": "Not looked at yet",
    "present": "Still there",
    "missing": "Missing, not yet for sure",
    "gone": "Gone for good, as far as we see",
}
GROUND = {"insult": "insult", "defamation": "defamation", "disparagement": "disparagement"}
KIND = {"dsa": "Notice to the host (DSA, art. 16)", "formal": "Formal notice", "reply": "Right of reply"}


@dataclass(frozen=True, slots=True)
class Proven:
    """*links* are the latest captures, each with whether its files are still kept; *count* is how many there are."""

    links: tuple[tuple[Link, bool], ...]
    count: int
    page: Watched | None
    hold: LegalHold | None
    notices: tuple[Notice, ...]
    clocks: tuple[Clock, ...]

    @property
    def any(self) -> bool:
        return bool(self.links or self.page or self.hold or self.notices)

    def living(self, now: datetime) -> tuple[Clock, ...]:
        """The clocks that still run."""
        return tuple(clock for clock in self.clocks if clock.left(now) >= 0)


def proven(store: Store, mention: Mention, country: str) -> Proven:
    links = store.chain.summary(mention.id)
    exhibits = store.chain.of(mention.id, files=False)
    return Proven(
        links=links[-SHOWN:],
        count=len(links),
        page=store.pages.get(mention.id),
        hold=store.chain.held(mention.id),
        notices=store.notices.of(mention.id),
        clocks=running(mention, exhibits, [country] if country else []),
    )
