"""Counts of the last days in buckets, and their sums over every window, kept up to date as mentions come and go."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

CHANNELS = 11
WEIGHT, OTHERS, TOLD, SOLE, RAW, INSULTS, ACCUSATIONS, NEW, KNOWN, NEW_OTHERS, KNOWN_OTHERS = range(CHANNELS)
EMPTY = array("i", [0] * CHANNELS)
UNIT = 4  # weights are counted in quarters of a mention, so that what leaves a window is exactly what came in

Counts = Sequence[tuple[int, int]]  # channel and number


@dataclass(slots=True)
class Ring:
    """*windows* are counted in buckets of *step* seconds, shortest first; the last bucket is number *head* since 1970.

    The channels are the weight of the negative voices (in quarters), all other voices, the distinct negatives, those
    of them that nobody copied and whose author had not spoken, all negatives whatever they repeat, what insults and
    accusations weigh of the first (in quarters as well), and how many named authors are new or known: of the sole
    negatives, and of all other voices.
    """

    step: int
    windows: tuple[int, ...]
    head: int = 0
    cells: array[int] = field(default_factory=lambda: array("i"))  # bucket by bucket, round and round
    sums: list[list[int]] = field(default_factory=list)  # by channel, then window

    def __post_init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self.cells = array("i", [0]) * (CHANNELS * self.windows[-1])
        self.sums = [[0] * len(self.windows) for _ in range(CHANNELS)]

    def of(self, place: int) -> tuple[int, ...]:
        """The counts of the window that stands there, by channel."""
        return tuple([sums[place] for sums in self.sums])

    def roll(self, head: int) -> None:
        """Let time pass until bucket *head*."""
        if head - self.head >= self.windows[-1]:
            self._clear()
            self.head = head
        while self.head < head:
            self.head += 1
            for place, width in enumerate(self.windows):
                gone = self.bucket(self.head - width)
                if gone != EMPTY:
                    for channel, count in enumerate(gone):
                        self.sums[channel][place] -= count
            cell = self._cell(self.head)
            self.cells[cell : cell + CHANNELS] = EMPTY

    def bucket(self, number: int) -> array[int]:
        """The counts of one bucket, by channel."""
        cell = self._cell(number)
        return self.cells[cell : cell + CHANNELS]

    def _cell(self, number: int) -> int:
        return CHANNELS * (number % self.windows[-1])

    def add(self, bucket: int, counts: Counts) -> None:
        """Count in a *bucket* of the past; what is older than the ring is not counted."""
        age = self.head - bucket
        if not 0 <= age < self.windows[-1]:
            return
        cell = self._cell(bucket)
        first = bisect_right(self.windows, age)
        for channel, count in counts:
            self.cells[cell + channel] += count
            sums = self.sums[channel]
            for place in range(first, len(sums)):
                sums[place] += count
