"""Which sources speak, and which have fallen silent: of what nobody asks or nobody answers, nothing is to be heard."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from monitor.crisis.detector.habits import Habits

BROKEN = 0.01  # of the time, a source is
UNSURE = 0.05  # a source that is hardly silent is not
FADE, FORGOTTEN = 0.9, 0.05  # a day
CHANCE, PATCHY, PSEUDO_GAPS = 2.0, 4.0, 10.0
LEAST = 0.05  # of what is usually said can always be heard


@dataclass(slots=True)
class Source:
    """*count* of its mentions and when the *last* one was heard; *gaps* and *squares*: sums of what was expected of it
    between two of them, and of its square. All fade but *last*."""

    last: int
    count: float = 0.0
    gaps: float = 0.0
    squares: float = 0.0

    @property
    def patch(self) -> float:
        """Mentions expected of the gap in which a moment falls: two where they come by chance, one by one, and more
        where they come in heaps."""
        return max(CHANCE, (self.squares + PATCHY * PSEUDO_GAPS) / (self.gaps + PSEUDO_GAPS))


@dataclass(slots=True)
class Sources:
    """The *total* of their counts, and by name. *silent*: what share of all is said by those that have likely fallen
    silent, and since when they are; None when it has to be looked up."""

    total: float = 0.0
    named: dict[str, Source] = field(default_factory=dict)
    silent: tuple[tuple[float, int], ...] | None = None

    def hear(self, name: str, now: int, habits: Habits | None) -> None:
        """A mention of a source; *habits* are None as long as they tell nothing."""
        source = self.named.get(name)
        if source is None:
            source = self.named[name] = Source(now)
        elif habits and now > source.last:
            gap = self._expected(source, now, habits)
            if _broken(source, gap) < 0.5:
                source.gaps += gap
                source.squares += gap * gap
        source.count += 1
        self.total += 1
        source.last = max(source.last, now)
        self.silent = None

    def pass_time(self) -> None:
        self.silent = None

    def rest(self) -> None:
        """A day has passed."""
        for source in self.named.values():
            source.count, source.gaps, source.squares = FADE * source.count, FADE * source.gaps, FADE * source.squares
        self.named = {name: source for name, source in self.named.items() if source.count > FORGOTTEN}
        self.total = sum(source.count for source in self.named.values())
        self.silent = None

    def audible(self, start: int, end: int, now: int, habits: Habits) -> float:
        """The share of what is usually said between both that can be heard, as far as sources have not fallen silent
        by *now*: that is looked up once, until somebody speaks or `pass_time` is told."""
        if self.silent is None:
            self.silent = tuple(self._silent(now, habits))
        lost = sum(share * max(0, end - max(start, last)) for share, last in self.silent)
        return max(LEAST, 1 - lost / (end - start)) if lost else 1.0

    def part(self, names: Sequence[str]) -> float:
        """How much of what is said these say."""
        heard = sum(self.named[name].count for name in names if name in self.named)
        return heard / self.total if self.total else 0.0

    def fallen(self, now: int, habits: Habits) -> tuple[str, ...]:
        """The names of those that are broken, more likely than not."""
        broken = ((name, _broken(one, self._expected(one, now, habits))) for name, one in self.named.items())
        return tuple(name for name, likely in broken if likely >= 0.5)

    def _silent(self, now: int, habits: Habits) -> Iterator[tuple[float, int]]:
        for source in self.named.values():
            broken = _broken(source, self._expected(source, now, habits))
            if broken >= UNSURE:
                yield broken * source.count / self.total, source.last

    def _expected(self, source: Source, now: int, habits: Habits) -> float:
        """Of the source since it was last heard."""
        if now <= source.last:
            return 0.0
        return source.count / self.total * habits.between(source.last, now)


def _broken(source: Source, expected: float) -> float:
    """How likely a source is broken that says nothing where so much was *expected* of it."""
    return BROKEN / (BROKEN + (1 - BROKEN) * math.exp(-2 * expected / source.patch))
