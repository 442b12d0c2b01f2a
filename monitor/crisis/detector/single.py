"""One accusation that very many will read, when nothing like it was heard for a season."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

DAY = 86400
SEASON = 90 * DAY
READERS = 1_000_000  # below, no single mention is a crisis
OUTDONE = 3.0  # times the loudest of the season
EXPECTED = 1.0  # that many or more a season, and it is one of those
TRIED = 14 * DAY  # until so much is known, only what is so much rarer is believed to be rare
# Of the natural logarithm of an accusation's readers: mean and variance until the brand's own are known.
MEAN, VARIANCE, PSEUDO = math.log(1000), 4.0, 10.0


@dataclass(slots=True)
class Loud:
    """*record*: when the loudest accusation was made, and its readers; *sums*, by source, of the accusations, of the
    logarithms of their readers and of their squares."""

    since: int = 0
    record: tuple[int, float] = (0, 0.0)
    sums: dict[str, list[float]] = field(default_factory=dict)

    def hear(self, at: int, reach: float, source: str) -> None:
        if reach >= self.record[1] or at - self.record[0] > SEASON:
            self.record = (at, reach)
        loud = math.log(max(reach, 1.0))
        number, total, squares = self.sums.get(source, (0.0, 0.0, 0.0))
        self.sums[source] = [number + 1, total + loud, squares + loud * loud]

    def expected(self, reach: float, now: int) -> float:
        """How many accusations of that reach, or more, a season has: a newspaper has other readers than a forum, so
        that they are log-normal by source."""
        return sum(self._expected(sums, reach, now - self.since) for sums in self.sums.values())

    def _expected(self, sums: Sequence[float], reach: float, known: int) -> float:
        count = sums[0] + PSEUDO
        mean = (sums[1] + PSEUDO * MEAN) / count
        variance = (sums[2] + PSEUDO * (VARIANCE + MEAN * MEAN)) / count - mean * mean
        tail = 0.5 * math.erfc((math.log(reach) - mean) / math.sqrt(2 * max(variance, 0.1)))
        return tail * (sums[0] / max(DAY, known) + 1 / max(7 * DAY, known)) * SEASON

    def is_rare(self, reach: float, now: int) -> bool:
        known = now - self.since
        far = OUTDONE * max(1.0, 7 * DAY / max(1, known))  # a record of three days is soon broken
        few = EXPECTED * min(1.0, known / TRIED)
        return reach >= max(READERS, far * self.record[1]) and self.expected(reach, now) < few
