"""How long news travels: from its publication to our diary, to a judgement, to whoever is told."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from math import inf

from monitor.model import Alert, Delivery, DeliveryState, Mention

EDGES = (1, 2, 5, 10, 30, 60, 300, 900, 3_600, 14_400, 86_400)  # seconds


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
    """By stage and kind of source. *waiting* are the mentions that were stored and not yet judged: kind, and when."""

    spreads: dict[tuple[str, str], Spread] = field(default_factory=dict)
    waiting: list[tuple[str, datetime]] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)  # of sources

    def stored(self, mentions: Iterable[Mention], now: datetime, *, first: bool) -> None:
        """What was there before we came (*first*) was no news, and says nothing of how soon news is heard."""
        for mention in mentions:
            kind = self.kinds.get(mention.source, "")
            self.waiting.append((kind, now))
            if mention.item.published and not first:
                self._add("stored", kind, (now - mention.item.published).total_seconds())

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
