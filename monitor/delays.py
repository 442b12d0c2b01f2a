"""How long news travels: from its publication to our diary, to a judgement, to whoever is told."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from math import inf

from monitor.model import Alert, Delivery, DeliveryState, Mention

SOURCES = 2_000  # that are kept apart; beyond, only their kind is counted
SLOWEST = 10  # of them, that are told by name

EDGES = (0.1, 0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3_600, 14_400, 86_400)  # seconds


@dataclass(slots=True)
class Spread:
    """A histogram: how often each of EDGES was not exceeded, one bucket more for what was slower, and the sum."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(EDGES) + 1))
    total: float = 0.0

    def add(self, seconds: float) -> None:
        self.counts[bisect_left(EDGES, seconds)] += 1
        self.total += seconds

    def buckets(self) -> list[tuple[str, float]]:
        """As Prometheus wants them: each edge with all that did not exceed it."""
        told, count = [], 0
        for edge, more in zip((*EDGES, inf), self.counts, strict=True):
            count += more
            told.append(("+Inf" if edge == inf else str(float(edge)), float(count)))
        return told


@dataclass(slots=True)
class Delays:
    """By stage and kind of source. *sources* tell how many mentions of each took how long to be stored, in all;
    *waiting* are the mentions that were stored and not yet judged: kind, and when."""

    spreads: dict[tuple[str, str], Spread] = field(default_factory=dict)
    waiting: list[tuple[str, datetime]] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)  # of sources
    sources: dict[str, tuple[int, float]] = field(default_factory=dict)

    def stored(self, mentions: Iterable[Mention], now: datetime, *, first: bool) -> None:
        """What was there before we came (*first*) was no news, and says nothing of how soon news is heard."""
        for mention in mentions:
            kind = self.kinds.get(mention.source, "")
            self.waiting.append((kind, now))
            if mention.item.published and not first:
                seconds = max(0.0, (now - mention.item.published).total_seconds())
                self._add("stored", kind, seconds)
                count, total = self.sources.get(mention.source, (0, 0.0))
                if count or len(self.sources) < SOURCES:
                    self.sources[mention.source] = count + 1, total + seconds

    def slowest(self) -> dict[str, float]:
        """The mean delay of the slowest sources, in seconds: few, however many are watched."""
        means = {name: total / count for name, (count, total) in self.sources.items()}
        return {name: means[name] for name in sorted(means, key=means.__getitem__, reverse=True)[:SLOWEST]}

    def judged(self, now: datetime) -> None:
        waiting, self.waiting = self.waiting, []
        for kind, since in waiting:
            self._add("judged", kind, (now - since).total_seconds())

    def delivered(self, delivery: Delivery, now: datetime) -> None:
        """From the newest of the mentions that an alert quotes, as it was published, to its arrival."""
        if delivery.state is not DeliveryState.SENT or not isinstance(delivery.alert, Alert):
            return
        quoted = max(delivery.alert.quotes, key=lambda mention: mention.at, default=None)
        if quoted:
            self._add("delivered", self.kinds.get(quoted.source, ""), (now - quoted.at).total_seconds())

    def _add(self, stage: str, kind: str, seconds: float) -> None:
        self.spreads.setdefault((stage, kind), Spread()).add(max(0.0, seconds))
