"""When a source speaks: the hours of the day and the days of the week in which something was published there.

With a given number of questions, news is heard soonest where questions are as frequent as the square root of how often
something is said (for a Poisson process: a gap of length g costs g/2 for each of the rate times g things said in it,
and the sum is least where rate times g squared is the same everywhere). So the wait is as long as its share of the
week: through a silent night it is stretched, in a busy hour it is shortened, and in all it asks as often as before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from math import sqrt

DAY, WEEK = 24, 7 * 24  # hours
DOUBT = 24.0  # things said at any hour, which a source that said little is taken to have said
MOST = 480  # things said that are remembered; older ones fade by halves
NARROWEST, WIDEST = 0.25, 3.0  # how much a wait is shortened or stretched, at most
_HOUR = timedelta(hours=1)

Counts = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How many things were said in each hour of the day and on each day of the week (Monday first), in UTC."""

    hours: Counts = (0,) * DAY
    days: Counts = (0,) * 7

    @property
    def known(self) -> bool:
        """Whether enough was said to tell it from chance."""
        return sum(self.hours) >= DOUBT

    def heard(self, moments: Iterable[datetime]) -> Rhythm:
        hours, days = [*self.hours], [*self.days]
        for moment in moments:
            at = moment.astimezone(UTC)
            hours[at.hour] += 1
            days[at.weekday()] += 1
        known = replace(self, hours=tuple(hours), days=tuple(days))
        return known._faded() if sum(hours) > MOST else known

    def _faded(self) -> Rhythm:
        return Rhythm(tuple(each // 2 for each in self.hours), tuple(each // 2 for each in self.days))

    def stretched(self, now: datetime, wait: timedelta) -> timedelta:
        """As long from *now* as takes the source's usual share of the week that *wait* is of a week; *wait* itself
        where too little was said to know a rhythm."""
        if not self.known:
            return wait
        begun, share = now.astimezone(UTC), wait / _HOUR
        hour = begun.weekday() * DAY + begun.hour
        room = 1 - (begun.minute * 60 + begun.second) / 3600  # of this hour
        left, passed, longest = share, 0.0, share * WIDEST
        by_day, by_hour = _paces(self)
        for at in range(hour, hour + int(longest) + 2):
            speed = by_day[at // DAY % 7] * by_hour[at % DAY]
            if left <= room * speed:
                passed += left / speed
                break
            passed, left, room = passed + room, left - room * speed, 1.0
        return min(max(passed, share * NARROWEST), longest) * _HOUR

    def packed(self) -> str:
        return " ".join(map(str, (*self.hours, *self.days))) if any(self.hours) else ""


def unpacked(text: str) -> Rhythm:
    """What `packed` wrote; nothing known where it is anything else."""
    told = text.split()
    digits = "".join(told)
    if len(told) != DAY + 7 or not (digits.isascii() and digits.isdecimal()) or max(map(len, told)) > 5:
        return Rhythm()
    counts = tuple(map(int, told))
    return Rhythm(counts[:DAY], counts[DAY:])


@lru_cache(maxsize=1024)
def _paces(rhythm: Rhythm) -> tuple[Sequence[float], Sequence[float]]:
    """How fast a wait passes in each hour of the week: the product of its day's and its hour's; 1 on the average."""
    said = sum(rhythm.hours)
    near = [rhythm.hours[hour - 1] + 2 * rhythm.hours[hour] + rhythm.hours[(hour + 1) % DAY] for hour in range(DAY)]
    by_hour = [(count / 4 + DOUBT / DAY) / (said + DOUBT) * DAY for count in near]
    by_day = [(count + DOUBT / 7) / (said + DOUBT) * 7 for count in rhythm.days]
    days, hours = [*map(sqrt, by_day)], [*map(sqrt, by_hour)]
    mean = sum(days) * sum(hours) / WEEK
    return [root / mean for root in days], hours
