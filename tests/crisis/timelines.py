"""Small invented timelines, and what a night watchman would have been told of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from monitor.crisis import Policy, Rule, judge, step
from monitor.model import History, Hour, Incident, Sample

BRAND = "Tramontane"
DAY = datetime(2025, 3, 12, tzinfo=UTC)  # a Wednesday
QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)
_numbers = count(1)


def sample(
    at: datetime,
    *,
    negative: bool = True,
    author: str | None = None,
    text: str | None = None,
    source: str = "forum",
    prose: str = "",
    insult: bool = False,
    accusation: bool = False,
    reach: int | None = None,
) -> Sample:
    number = next(_numbers)
    return Sample(
        id=number,
        at=at,
        source=source,
        author=f"author {number}" if author is None else author,
        fingerprint=f"text {number}" if text is None else text,
        prose=prose,
        sentiment=-0.6 if negative else 0.6,
        negative=negative,
        insult=insult,
        accusation=accusation,
        reach=reach,
    )


def complaints(start: datetime, *counts: int, negative: bool = True) -> tuple[Sample, ...]:
    """So many mentions in each quarter of an hour from *start*, each by somebody else."""
    return tuple(
        sample(start + n * QUARTER + QUARTER * (i + 0.5) / number, negative=negative)
        for n, number in enumerate(counts)
        for i in range(number)
    )


def ordinary(start: datetime, days: int, zone: str = "UTC") -> tuple[Sample, ...]:
    """Ten mentions an hour by day and two by night, of which one in five is negative."""
    return tuple(_hours(start, days, ZoneInfo(zone)))


def _hours(start: datetime, days: int, zone: ZoneInfo) -> Iterator[Sample]:
    for n in range(days * 24):
        at = start + n * HOUR
        number = 10 if 8 <= at.astimezone(zone).hour < 22 else 2
        for i in range(number):
            yield sample(at + HOUR * (i + 0.5) / number, negative=(i + n) % 5 == 0)


def known(samples: Iterable[Sample], since: datetime, now: datetime, span: timedelta = HOUR) -> History:
    """What the diary would tell at *now* about *samples*."""
    told = sorted((one for one in samples if one.at <= now), key=lambda one: one.at)
    recent = tuple(one for one in told if one.at > now - span)
    return History(BRAND, since, recent, tuple(hour for hour in hours(told) if hour.at + HOUR <= now))


def hours(samples: Iterable[Sample]) -> tuple[Hour, ...]:
    totals: dict[datetime, int] = {}
    texts: dict[datetime, set[str]] = {}
    for one in samples:
        at = one.at.replace(minute=0, second=0, microsecond=0)
        totals[at] = totals.get(at, 0) + 1
        texts.setdefault(at, set()).update([one.fingerprint] if one.negative else [])
    return tuple(Hour(at, totals[at], len(texts[at])) for at in sorted(totals))


def watch(
    samples: Sequence[Sample],
    rules: Sequence[Rule],
    *,
    since: datetime,
    start: datetime,
    end: datetime,
    every: timedelta = QUARTER,
    policy: Policy | None = None,
) -> list[str]:
    """Every message from *start* to *end*, as "what, how serious, when": "opened crisis 12 09:45"."""
    everything = hours(samples)
    late = sorted((one for one in samples if one.at > start - 2 * HOUR), key=lambda one: one.at)
    incident: Incident | None = None
    messages: list[str] = []
    now = start
    while now <= end:
        recent = tuple(one for one in late if one.at <= now)
        past = History(BRAND, since, recent, tuple(hour for hour in everything if hour.at + HOUR <= now))
        incident, told = _ask(incident, past, rules, now, policy or Policy())
        if told and incident:
            messages.append(f"{told} {incident.level.name.lower()} {now:%d %H:%M}")
        now += every
    return messages


def _ask(
    incident: Incident | None, past: History, rules: Sequence[Rule], now: datetime, policy: Policy
) -> tuple[Incident | None, str | None]:
    after = step(incident, judge(past, rules, now), policy)
    return after.incident, after.told
