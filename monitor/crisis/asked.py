"""What every rule of the user's own can be told, and when it is on duty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.crisis.figures import conclude
from monitor.crisis.usual import learn
from monitor.crisis.window import Window, look
from monitor.model import History, Level, Verdict
from monitor.text.zones import zones

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Asked:
    """A rule that somebody wrote: a number, in so much time, by so many. Its `score` is 1 at the bar."""

    name: str = field(default="", metadata={"help": "what messages call this rule"})
    brands: tuple[str, ...] = field(default=(), metadata={"help": "brands it is for; all of them when empty"})
    level: Level = field(default=Level.WARNING, metadata={"help": "how serious it is: warning or crisis"})
    at_least: int = field(default=10, metadata={"help": "never for fewer distinct mentions"})
    within: timedelta = field(default=timedelta(hours=1), metadata={"help": "in how much time"})
    voices: int = field(default=3, metadata={"help": "by at least so many different people or sources"})
    hours: str = field(default="", metadata={"help": "when it is on duty, as 08:00-20:00; always when empty"})
    days: tuple[str, ...] = field(default=(), metadata={"help": "on which days, as mon, tue; on all when empty"})
    timezone: str = field(default="UTC", metadata={"help": "the clock of its hours and days"})

    def __post_init__(self) -> None:
        if self.at_least < 1 or self.voices < 1:
            raise ValueError("at_least and voices count from 1")
        if self.within <= timedelta(0):
            raise ValueError("within must be longer than nothing")
        if self.timezone not in zones():
            raise ValueError(f"timezone: there is no time zone {self.timezone!r}; write Europe/Paris")
        if set(self.days) - set(DAYS):
            raise ValueError(f"days: write {', '.join(DAYS)}")
        _span(self.hours)

    @property
    def window(self) -> timedelta:
        return self.within

    def judge(self, history: History, now: datetime) -> Verdict:
        seen = look(history, now, self.within)
        score = self.score(seen, history) if self.on_duty(now) else 0.0
        heard = len(seen.negatives) >= self.at_least and seen.voices >= self.voices
        level = self.level if score >= 1 and heard else Level.CALM
        verdict = conclude(history, self.name, level, seen, learn(history, now, self.within))
        return replace(verdict, figures=replace(verdict.figures, score=score if level else min(score, 0.99)))

    def score(self, seen: Window, history: History) -> float:
        raise NotImplementedError

    def on_duty(self, now: datetime) -> bool:
        here = now.astimezone(ZoneInfo(self.timezone))
        start, end = _span(self.hours)
        clock = here.time()
        night = start >= end
        awake = (clock >= start or clock < end) if night else start <= clock < end
        day = here - timedelta(days=1) if night and clock < end and start != end else here
        return awake and (not self.days or DAYS[day.weekday()] in self.days)


def _span(hours: str) -> tuple[time, time]:
    """Both ends; equal when it is always."""
    if not hours:
        return time(0), time(0)
    try:
        start, end = (time.fromisoformat(part.strip()) for part in hours.split("-"))
    except ValueError:
        raise ValueError(f"hours: {hours!r} is no span of a day; write 08:00-20:00") from None
    return start, end


def rates(history: History, start: datetime, end: datetime, *, everything: bool = False) -> Mapping[datetime, int]:
    """What the whole hours between both counted; silent ones are left out."""
    return {hour.at: hour.total if everything else hour.negatives for hour in history.hours if start <= hour.at < end}
