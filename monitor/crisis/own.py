"""Rules of the user's own: a number, an increase, a share, ratings, or any mention like these."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from statistics import pstdev
from typing import Literal

from monitor.crisis.asked import Asked, rates
from monitor.crisis.window import Window
from monitor.model import Cause, History, Level, Sample, Verdict

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Threshold(Asked):
    """A plain number of complaints. What the reader counts is what the rule counts: here, an insult weighs no more
    than another complaint."""

    name: str = field(default="threshold", metadata={"help": "what messages call this rule"})

    def score(self, seen: Window, history: History) -> float:  # noqa: ARG002
        return len(seen.negatives) / self.at_least


@dataclass(frozen=True, slots=True)
class Increase(Asked):
    """So much more than the mean of the last days; as many standard deviations more, where *deviations* are given."""

    name: str = field(default="increase", metadata={"help": "what messages call this rule"})
    percent: float = field(default=200.0, metadata={"help": "so many per cent more than the mean: 200 is three times"})
    deviations: float = field(default=0.0, metadata={"help": "instead: so many standard deviations over the mean"})
    over: timedelta = field(default=timedelta(days=7), metadata={"help": "the mean of how much time before"})
    of: Literal["negatives", "all"] = field(default="negatives", metadata={"help": "what is counted"})

    def __post_init__(self) -> None:
        Asked.__post_init__(self)
        if self.over < self.within:
            raise ValueError("over must not be shorter than within")
        if self.percent <= 0 or self.deviations < 0:
            raise ValueError("percent must be more than 0, deviations not less")

    def score(self, seen: Window, history: History) -> float:
        before = seen.end - self.over
        if history.since > before:
            return 0.0
        every = self.of == "all"
        counts = rates(history, before, seen.end, everything=every)
        blocks = self.over / self.within
        mean = sum(counts.values()) / blocks
        count = seen.total if every else len(seen.negatives)
        bar = mean * (1 + self.percent / 100)
        if self.deviations:
            bar = mean + self.deviations * _deviation(counts.values(), self.over, self.within)
        return count / bar if bar else float(count > 0)


def _deviation(counts: Iterable[int], over: timedelta, within: timedelta) -> float:
    """Of the counts of so much time, from those of hours."""
    said = list(counts)
    silent = [0] * max(0, round(over / HOUR) - len(said))
    return pstdev(said + silent) * math.sqrt(within / HOUR)


@dataclass(frozen=True, slots=True)
class Share(Asked):
    """Too large a part of what is said is negative."""

    name: str = field(default="share", metadata={"help": "what messages call this rule"})
    within: timedelta = field(default=timedelta(hours=2), metadata={"help": "in how much time"})
    at_least: int = field(default=5, metadata={"help": "never for fewer distinct mentions"})
    percent: float = field(default=40.0, metadata={"help": "more than so many per cent of all mentions"})

    def __post_init__(self) -> None:
        Asked.__post_init__(self)
        if not 0 < self.percent <= 100:
            raise ValueError("percent must be more than 0, and at most 100")

    def score(self, seen: Window, history: History) -> float:  # noqa: ARG002
        return 100 * len(seen.negatives) / seen.total / self.percent if seen.total else 0.0


@dataclass(frozen=True, slots=True)
class Rated(Asked):
    """Too many bad ratings, whatever their words say."""

    name: str = field(default="ratings", metadata={"help": "what messages call this rule"})
    at_least: int = field(default=5, metadata={"help": "so many bad ratings"})
    stars: float = field(default=2.0, metadata={"help": "a rating of so many stars of five, or fewer, is bad"})

    def judge(self, history: History, now: datetime) -> Verdict:
        worst = (self.stars - 1) / 4
        rated = (sample for sample in history.samples if sample.rating is not None)
        told = tuple(replace(sample, negative=(sample.rating or 0.0) <= worst) for sample in rated)
        verdict = Asked.judge(self, replace(history, samples=told), now)
        return replace(verdict, cause=Cause.RATINGS)

    def score(self, seen: Window, history: History) -> float:  # noqa: ARG002
        return len(seen.negatives) / self.at_least


@dataclass(frozen=True, slots=True)
class Match(Asked):
    """Any mention like these: with these words, an insult, an accusation, or so many readers. All that is given must
    be true of it."""

    name: str = field(default="match", metadata={"help": "what messages call this rule"})
    at_least: int = field(default=1, metadata={"help": "so many distinct mentions"})
    voices: int = field(default=1, metadata={"help": "by at least so many different people or sources"})
    query: str = field(default="", metadata={"help": "words, as in a brand's query"})
    insult: bool = field(default=False, metadata={"help": "one that insults"})
    accusation: bool = field(default=False, metadata={"help": "one that accuses"})
    negative: bool = field(default=False, metadata={"help": "one that complains"})
    reach: int = field(default=0, metadata={"help": "with at least so many readers"})

    def __post_init__(self) -> None:
        Asked.__post_init__(self)
        if not (self.query or self.insult or self.accusation or self.negative or self.reach):
            raise ValueError("say what a mention must be like: query, insult, accusation, negative or reach")

    def judge(self, history: History, now: datetime) -> Verdict:
        like = tuple(replace(sample, negative=True) for sample in history.samples if self.is_like(sample))
        verdict = Asked.judge(self, replace(history, samples=like), now)
        return replace(verdict, cause=Cause.MATCH)

    def is_like(self, sample: Sample) -> bool:
        return (
            (not self.query or self.name in sample.flags)
            and (not self.insult or sample.insult)
            and (not self.accusation or sample.accusation)
            and (not self.negative or sample.negative)
            and (sample.reach or 0) >= self.reach
        )

    def score(self, seen: Window, history: History) -> float:  # noqa: ARG002
        return len(seen.negatives) / self.at_least


DAY = timedelta(days=1)
# As their help pages describe them, on negatives where the tool lets its user choose; read in 2025.
PRESETS: dict[str, Asked] = {
    "agility": Increase(percent=150, of="all", at_least=1, voices=1),
    "axur": Increase(percent=300, at_least=1, voices=1),
    "kommonpoll": Share(percent=40, at_least=1, voices=1),
    "pivony": Increase(percent=100, over=DAY, at_least=1, voices=1),
    "profilepilot": Rated(stars=1, at_least=5, voices=1),
    "socialmetrix": Increase(within=DAY, deviations=2, at_least=1, voices=1),
    "thirdeye": Increase(percent=50, within=DAY, at_least=1, voices=1),
    "wizikey": Increase(percent=200, within=DAY, at_least=1, voices=1),
}


@dataclass(frozen=True, slots=True)
class Preset:
    """The rule of another tool, for those who are used to it."""

    like: Literal["agility", "axur", "kommonpoll", "pivony", "profilepilot", "socialmetrix", "thirdeye", "wizikey"] = (
        field(metadata={"help": "whose rule it is"})
    )
    name: str = field(default="", metadata={"help": "what messages call this rule; the tool's name when empty"})
    brands: tuple[str, ...] = field(default=(), metadata={"help": "brands it is for; all of them when empty"})
    level: Level = field(default=Level.WARNING, metadata={"help": "how serious it is: warning or crisis"})

    @property
    def rule(self) -> Asked:
        return replace(PRESETS[self.like], name=self.name or self.like, brands=self.brands, level=self.level)

    @property
    def window(self) -> timedelta:
        return self.rule.window

    def judge(self, history: History, now: datetime) -> Verdict:
        return self.rule.judge(history, now)
