"""A plain number of complaints, by more than a few people."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.crisis.figures import conclude
from monitor.crisis.usual import learn
from monitor.crisis.window import look
from monitor.model import History, Level, Verdict


@dataclass(frozen=True, slots=True)
class Threshold:
    """What the reader counts is what the rule counts: here, an insult weighs no more than another complaint."""

    name: str = field(default="threshold", metadata={"help": "what messages call this rule"})
    brands: tuple[str, ...] = field(default=(), metadata={"help": "brands it is for; all of them when empty"})
    level: Level = field(default=Level.WARNING, metadata={"help": "how serious it is: warning or crisis"})
    at_least: int = field(default=10, metadata={"help": "distinct negative mentions that set it off"})
    within: timedelta = field(default=timedelta(hours=1), metadata={"help": "in how much time"})
    voices: int = field(default=3, metadata={"help": "by at least so many different people or sources"})

    def __post_init__(self) -> None:
        if self.at_least < 1 or self.voices < 1:
            raise ValueError("at_least and voices count from 1")
        if self.within <= timedelta(0):
            raise ValueError("within must be longer than nothing")

    @property
    def window(self) -> timedelta:
        return self.within

    def judge(self, history: History, now: datetime) -> Verdict:
        seen = look(history, now, self.within)
        reached = len(seen.negatives) >= self.at_least and seen.voices >= self.voices
        level = self.level if reached else Level.CALM
        return conclude(history, self.name, level, seen, learn(history, now, self.within))
