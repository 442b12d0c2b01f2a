"""How late mentions are heard, and so how much of a window has been heard by its end."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass, field

from monitor.crisis.detector.habits import DAY

TARDY, PSEUDO_TARDY = 15 * 60, 20.0  # seconds that a mention is usually late, until so many were heard
LATEST = DAY // 2  # what comes later was held back somewhere, and says nothing about how late others are


@dataclass(slots=True)
class Late:
    """How late mentions come, for sources are asked now and then: *number* and *seconds* of those that were later than
    one of the *widths* (in seconds) and no later than the next."""

    widths: tuple[int, ...]
    number: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        if not self.number:
            self.number, self.seconds = [0.0] * len(self.widths), [0.0] * len(self.widths)

    def learn(self, late: int) -> None:
        if late > LATEST:
            return
        place = bisect_left(self.widths, late)
        self.number[place] += 1
        self.seconds[place] += late
        if self.number[0] > 1000 or self.number[place] > 1000:
            self.number = [count / 2 for count in self.number]
            self.seconds = [count / 2 for count in self.seconds]

    def heard(self, place: int) -> float:
        """How much of what is said in that window has been heard by its end."""
        width = self.widths[place]
        usually = 1 - TARDY / width * (1 - math.exp(-width / TARDY))
        heard = sum(self.number[: place + 1]) - sum(self.seconds[: place + 1]) / width
        return (heard + PSEUDO_TARDY * usually) / (sum(self.number) + PSEUDO_TARDY)
