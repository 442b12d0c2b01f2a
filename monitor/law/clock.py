"""From what is proven to the last day: pure arithmetic on calendars."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from monitor.law.periods import Count, Ground, Period, Start, periods


class Told(StrEnum):
    """Who says when something was published, the most telling first."""

    SOURCE = "source"
    PAGE = "page"  # JSON-LD or a meta element of the page itself
    SITEMAP = "sitemap"
    SERVER = "server"  # Last-Modified
    SEEN = "seen"  # by us: it was there at the latest then


@dataclass(frozen=True, slots=True)
class Proof:
    told: Told
    at: datetime


@dataclass(frozen=True, slots=True)
class Clock:
    """One period that runs. *started* is a day of the country; *certain* is False where the publication may be older
    than anything that proves it, so that the last day may be earlier than *last_day*."""

    period: Period
    proof: Proof
    started: date
    last_day: date
    certain: bool

    def left(self, now: datetime) -> int:
        """Whole days after today's; 0 on the last one, negative when it is over."""
        return (self.last_day - now.astimezone(self.period.zone).date()).days


def earliest(proofs: Iterable[Proof]) -> Proof | None:
    return min(proofs, key=lambda proof: (proof.at, list(Told).index(proof.told)), default=None)


def clocks(
    country: str, grounds: Iterable[Ground], proofs: Iterable[Proof], *, known_at: datetime, aggravated: bool = False
) -> tuple[Clock, ...]:
    """The clocks that run for these *grounds*, the one that ends first first. *known_at* is when somebody of the brand
    learned of it. An aggravating ground that gives longer is told beside the ordinary one: whether it holds is for a
    court, and the shorter one is the safe one. None where nothing is proven or the country's law is not known to us."""
    proof, wanted = earliest(proofs), frozenset(grounds)
    if proof is None:
        return ()
    running = (
        _clock(period, proof, known_at)
        for period in periods(country)
        if wanted & frozenset(period.grounds) and (aggravated or not period.aggravated)
    )
    return tuple(sorted(running, key=lambda clock: clock.last_day))


def _clock(period: Period, proof: Proof, known_at: datetime) -> Clock:
    if period.starts is Start.PUBLICATION:
        started, certain = proof.at.astimezone(period.zone).date(), proof.told is not Told.SEEN
    else:
        started, certain = known_at.astimezone(period.zone).date(), True
        if period.starts is Start.END_OF_YEAR:
            started = date(started.year, 12, 31)
    return Clock(period, proof, started, last_day(started, period), certain)


def last_day(started: date, period: Period) -> date:
    """The last day of *period*, until its midnight."""
    end = _later(started, period.months)
    if period.counting is Count.INCLUDED:
        end -= timedelta(days=1)
    if period.weekend and end.weekday() >= calendar.SATURDAY:
        end += timedelta(days=7 - end.weekday())
    return end


def _later(day: date, months: int) -> date:
    """The same day of a later month, or its last one where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
