"""Small invented timelines, and what a night watchman would have been told of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import cast
from zoneinfo import ZoneInfo

from monitor.crisis import Plain, Policy, Rule, Unusual, alarm, begin, choose, judge, step
from monitor.model import History, Hour, Incident, Sample, Verdict

BRAND = "Tramontane"
DAY = datetime(2025, 3, 12, tzinfo=UTC)  # a Wednesday
QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)
LATE = 2000  # of the last heard, no window holds more
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
    rating: float | None = None,
    late: timedelta = timedelta(0),
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
        rating=rating,
        seen_at=at + late,
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
    night = Night(samples, rules, since, policy or Policy())
    messages: list[str] = []
    now = start
    while now <= end:
        told = night.ask(now)
        if told and night.incident:
            messages.append(f"{told} {night.incident.level.name.lower()} {now:%d %H:%M}")
        now += every
    return messages


class Night:
    """A watchman who hears *samples* when they are said, or when they are seen, and judges when he is asked."""

    def __init__(self, samples: Sequence[Sample], rules: Sequence[Rule], since: datetime, policy: Policy) -> None:
        self.samples = sorted(samples, key=lambda one: one.seen_at or one.at)
        self.rules, self.since, self.policy = rules, since, policy
        self.hours = hours(samples)
        self.heard = 0
        self.watch = begin(since, since)
        self.past: list[Incident] = []

    @property
    def incident(self) -> Incident | None:
        return self.past[0] if self.past else None

    def verdict(self, now: datetime) -> Verdict:
        while self.heard < len(self.samples) and seen(self.samples[self.heard]) <= now:
            self.watch.hear(self.samples[self.heard])
            self.heard += 1
        living = self.incident if self.incident and self.incident.lives else None
        self.watch.follow(living.began_at if living else None)
        self.watch.pass_time(int(now.timestamp()))
        return max((self._judge(rule, now) for rule in self.rules), key=alarm)

    def _judge(self, rule: Rule, now: datetime) -> Verdict:
        if not isinstance(rule, Unusual):
            return judge(self._known(now, rule.window), [cast("Plain", rule)], now)
        finding = rule.find(self.watch)
        self.watch.note(finding)
        return rule.judge(self._known(now, rule.span(finding)), now, finding)

    def _known(self, now: datetime, span: timedelta) -> History:
        heard = self.samples[max(0, self.heard - LATE) : self.heard]
        recent = tuple(sorted((one for one in heard if now - span < one.at <= now), key=lambda one: one.at))
        return History(BRAND, self.since, recent, tuple(hour for hour in self.hours if hour.at + HOUR <= now))

    def ask(self, now: datetime) -> str | None:
        verdict = self.verdict(now)
        after = step(choose(self.past, verdict, self.policy), verdict, self.policy)
        if after.incident and after.incident not in self.past:
            kept = after.incident if after.incident.id else replace(after.incident, id=len(self.past) + 1)
            self.past = sorted([kept, *(each for each in self.past if each.id != kept.id)], key=lambda each: -each.id)
        return after.told


def seen(one: Sample) -> datetime:
    return one.seen_at or one.at
