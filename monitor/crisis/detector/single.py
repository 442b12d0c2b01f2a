"""One accusation that very many will read, when nothing like it was heard for a season."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

DAY = 86400
SEASON = 90 * DAY
READERS = 1_000_000  # below, no single mention is a crisis
OUTDONE = 3.0  # times the loudest of the season
EXPECTED = 0.5  # that many or more a season, and it is one of those
# Of the natural logarithm of an accusation's readers: mean and variance until the brand's own are known.
MEAN, VARIANCE, PSEUDO = math.log(1000), 4.0, 10.0


@dataclass(slots=True)
class Loud:
    """*record*: when the loudest accusation was made, and its readers; *sums* of the accusations, of the logarithms of
    their readers and of their squares."""

    since: int = 0
    record: tuple[int, float] = (0, 0.0)
    sums: list[float] = field(default_factory=lambda: [0.0, 0.0, 0.0])

    def hear(self, at: int, reach: float) -> None:
        if reach >= self.record[1] or at - self.record[0] > SEASON:
            self.record = (at, reach)
        loud = math.log(max(reach, 1.0))
        for place, part in enumerate((1.0, loud, loud * loud)):
            self.sums[place] += part

    def expected(self, reach: float, now: int) -> float:
        """How many accusations of that reach, or more, a season has (log-normal)."""
        count = self.sums[0] + PSEUDO
        mean = (self.sums[1] + PSEUDO * MEAN) / count
        variance = (self.sums[2] + PSEUDO * (VARIANCE + MEAN * MEAN)) / count - mean * mean
        tail = 0.5 * math.erfc((math.log(reach) - mean) / math.sqrt(2 * max(variance, 0.1)))
        known = now - self.since
        return tail * (self.sums[0] / max(DAY, known) + 1 / max(7 * DAY, known)) * SEASON

    def is_rare(self, reach: float, now: int) -> bool:
        far = OUTDONE * max(1.0, 7 * DAY / max(1, now - self.since))  # a record of three days is soon broken
        return reach >= max(READERS, far * self.record[1]) and self.expected(reach, now) < EXPECTED
