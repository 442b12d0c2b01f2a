"""What is usual for a brand at this hour of this kind of day, learned from its whole hours."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import History, Hour

HOUR = timedelta(hours=1)
HALF_LIFE = timedelta(days=21)
MEMORY = timedelta(days=28)
FADING = 0.5 ** (HOUR / HALF_LIFE)
LAG = timedelta(hours=6)  # a crisis that is growing must not teach us that it is usual
PSEUDO_DAYS = 3.0  # how many days of a flat profile a slot must outweigh
# Variance = mean + SPREAD * mean²: what hourly counts of large brands on public data show, and what a brand is
# believed to do until PSEUDO_HOURS of its own traffic say otherwise. Longer windows are steadier, as a power of hours.
SPREAD, PSEUDO_HOURS, LEAST_SPREAD, SPREAD_FADES = 0.30, 10.0, 0.05, -0.27
SHARE, PSEUDO_MENTIONS = 0.2, 5.0


@dataclass(frozen=True, slots=True)
class Past:
    """One hour of the past. *slot* is its hour of the day in UTC, plus 24 on Saturdays and Sundays; *trust* fades."""

    slot: int
    trust: float
    negatives: int
    others: int


@dataclass(frozen=True, slots=True)
class Usual:
    """*rates* are negatives per hour, by slot; *share* is that of negatives among all; *seen* is how many negatives
    taught us so, faded with age."""

    rates: tuple[float, ...]
    spread: float
    share: float
    seen: float

    def expected(self, start: datetime, end: datetime) -> float:
        """Negatives usual between *start* and *end*."""
        total = 0.0
        while start < end:
            step = min(end, _whole(start) + HOUR)
            total += self.rates[_slot(start)] * ((step - start) / HOUR)
            start = step
        return total

    def doubt(self, span: timedelta) -> float:
        """The spread of counts over *span*; wider while little is known of the brand, and of this hour of its day."""
        hours = span / HOUR
        own = self.spread * math.pow(hours, SPREAD_FADES)
        at_this_hour = self.seen / 24 * min(hours, 24)
        return own + 1 / (1 + self.seen) + 1 / (2 + at_this_hour)


def learn(history: History, now: datetime, span: timedelta, warm_up: timedelta = 24 * HOUR) -> Usual | None:
    """What is usual for the brand, learned from whole hours before the window of *span* that ends *now*.

    None while the brand is known for less than *warm_up*. Hours are cut down to what a busy one (the third quartile)
    makes believable, so that last month's storm does not pass for weather.
    """
    past = _past(history, max(history.since, now - MEMORY), _whole(now - max(span, LAG)))
    if not past or now - history.since < warm_up:
        return None
    busy = sorted(hour.negatives for hour in past)[len(past) * 3 // 4]
    bar = busy + 4 * math.sqrt(busy + SPREAD * busy * busy) + 1
    return _fit(past, [min(hour.negatives, bar) for hour in past])


def _past(history: History, since: datetime, until: datetime) -> tuple[Past, ...]:
    """The whole hours between both, the latest first."""
    first = _whole(since) if since == _whole(since) else _whole(since) + HOUR
    known = {hour.at: hour for hour in history.hours}
    silent = Hour(first, 0, 0)
    past, at, trust = [], until - HOUR, 1.0
    while at >= first:
        hour = known.get(at, silent)
        past.append(Past(_slot(at), trust, hour.negatives, max(0, hour.total - hour.negatives)))
        at, trust = at - HOUR, trust * FADING
    return tuple(past)


def _fit(past: Sequence[Past], counts: Sequence[float]) -> Usual:
    said, known = [0.0] * 48, [0.0] * 48
    others = 0.0
    for hour, count in zip(past, counts, strict=True):
        said[hour.slot] += hour.trust * count
        known[hour.slot] += hour.trust
        others += hour.trust * hour.others
    seen = sum(said)
    rates = _rates(said, known)
    return Usual(
        rates=rates,
        spread=_spread(past, counts, rates),
        share=(seen + SHARE * PSEUDO_MENTIONS) / (seen + others + PSEUDO_MENTIONS),
        seen=seen,
    )


def _rates(said: Sequence[float], known: Sequence[float]) -> tuple[float, ...]:
    """Level x hour of the day x kind of day, the last two shrunk to 1; half a mention is added to everything said,
    because a brand that was never blamed is not one that cannot be."""
    level = (sum(said) + 0.5) / sum(known)
    prior = max(2.0, PSEUDO_DAYS * level)
    daily = []
    for hour in range(24):
        near = [((hour + shift) % 24, share) for shift, share in ((-1, 0.25), (0, 0.5), (1, 0.25))]
        heard = sum(share * (said[slot] + said[slot + 24]) for slot, share in near)
        expected = sum(share * (known[slot] + known[slot + 24]) for slot, share in near) * level
        daily.append(level * (heard + prior) / (expected + prior))
    return tuple(rate * (said[slot] + prior) / (known[slot] * rate + prior) for slot, rate in enumerate(daily + daily))


def _spread(past: Sequence[Past], counts: Sequence[float], rates: Sequence[float]) -> float:
    """By moments, shrunk to what is common."""
    excess, scale = SPREAD * PSEUDO_HOURS, PSEUDO_HOURS
    for hour, count in zip(past, counts, strict=True):
        mean = rates[hour.slot]
        excess += hour.trust * ((count - mean) ** 2 - mean)
        scale += hour.trust * mean * mean
    return max(LEAST_SPREAD, excess / scale)


def _slot(at: datetime) -> int:
    return at.hour + (24 if at.weekday() >= 5 else 0)


def _whole(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)
