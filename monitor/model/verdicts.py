"""Whether a brand is in trouble: what a judge is shown, and what it says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from monitor.model.watched import Level


@dataclass(frozen=True, slots=True)
class Sample:
    """What a judge needs to know of one mention. *at* is when it was said, *seen_at* when we heard it; *weight* is
    that of its source, *rating* its stars between 0 and 1; *flags* are the names of the rules whose query it matches.
    """

    id: int
    at: datetime
    source: str
    author: str
    fingerprint: str
    prose: str
    sentiment: float
    negative: bool
    insult: bool
    accusation: bool
    weight: float = 1.0
    reach: int | None = None
    rating: float | None = None
    seen_at: datetime | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Hour:
    """One whole hour of a brand's past: its start, all mentions, and the distinct negative ones."""

    at: datetime
    total: int
    negatives: int


@dataclass(frozen=True, slots=True)
class History:
    """A brand's past as a judge sees it. *samples* reach back as far as the longest window, oldest first; *hours* are
    whole hours, oldest first, silent ones left out; before *since* nothing is known (which is not zero)."""

    brand: str
    since: datetime
    samples: tuple[Sample, ...]
    hours: tuple[Hour, ...]


class Cause(StrEnum):
    """What a verdict rests on, so that it can be told in the right words."""

    CROWD = "crowd"  # more complaints than usual, or more than a number
    RATINGS = "ratings"  # more bad ratings than usual
    SINGLE = "single"  # one accusation that very many will read
    MATCH = "match"  # mentions that the reader asked to be told of


@dataclass(frozen=True, slots=True)
class Figures:
    """The numbers behind a verdict, all of one brand and one window that ends at the verdict's time.

    *negatives* are distinct: copies of one text count once (*copies* says how many were folded). *usual* is the
    number of negatives expected in such a window, *low* and *high* its band. Shares are of all mentions, 0..1.
    *mentions* are the ids that made the verdict, the loudest first.

    *score* says how alarmed the rule is: 1 is its bar. *loudest* is the source of the mention that reaches most,
    *reach* how many people that is. *silent* are sources that are out, *confidence* (0..1) what is left without them,
    *planned* the event of the calendar that raised what is usual. *families* are the fingerprints of the mentions
    that made the verdict, by which a story is known again.
    """

    window: timedelta
    negatives: int
    usual: float
    low: float
    high: float
    total: int
    usual_share: float | None
    authors: int
    sources: int
    copies: int = 0
    insults: int = 0
    accusations: int = 0
    began: datetime | None = None
    themes: tuple[str, ...] = ()
    mentions: tuple[int, ...] = ()
    score: float = 0.0
    reach: int | None = None
    loudest: str = ""
    confidence: float = 1.0
    silent: tuple[str, ...] = ()
    planned: str = ""
    families: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """Share of negatives among all mentions of the window."""
        return self.negatives / self.total if self.total else 0.0

    @property
    def ratio(self) -> float:
        """How many times the usual; against at least one, so that a first mention is not an explosion."""
        return self.negatives / max(self.usual, 1.0)

    @property
    def told(self) -> dict[str, object]:
        """What programs are told of them; the window in seconds."""
        return {
            "negatives": self.negatives,
            "usual": round(self.usual, 2),
            "low": round(self.low, 2),
            "high": round(self.high, 2),
            "window_seconds": int(self.window.total_seconds()),
            "authors": self.authors,
            "sources": self.sources,
            "insults": self.insults,
            "accusations": self.accusations,
            "themes": list(self.themes),
        }


@dataclass(frozen=True, slots=True)
class Verdict:
    """What we now think of a brand, and the rule and the figures that made us think so."""

    brand: str
    at: datetime
    level: Level
    rule: str
    figures: Figures
    cause: Cause = Cause.CROWD


@dataclass(frozen=True, slots=True)
class Planned:
    """Something of the calendar that makes people talk: so many times as much as usual, from *start* to *end*; again
    after *every* so long, the last time before *until*."""

    name: str
    start: datetime
    end: datetime
    factor: float = 3.0
    brands: tuple[str, ...] = ()
    every: timedelta | None = None
    until: datetime | None = None

    def between(self, start: datetime, end: datetime) -> tuple[tuple[datetime, datetime], ...]:
        """The spans of it that reach into the time between both."""
        first = max(0, (start - self.end) // self.every + 1) if self.every else 0
        found = []
        for number in range(first, first + 1000):
            shift = number * self.every if self.every else timedelta(0)
            if self.start + shift >= end or (self.until and self.start + shift > self.until):
                break
            if self.end + shift > start:
                found.append((self.start + shift, self.end + shift))
            if not self.every:
                break
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Terms:
    """Under which a rule judged: its *name*, its *level*, the *false_alarms* a month that it may raise, what of the
    calendar was *planned*, and which sources were *silent*."""

    name: str
    level: Level
    false_alarms: float
    planned: tuple[Planned, ...] = ()
    silent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """From what a verdict can be reached once more: what the detector knew (*state*), and on which *terms*."""

    state: bytes = field(repr=False)
    terms: Terms
