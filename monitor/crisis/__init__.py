"""History -> verdict; (incident, verdict) -> what is worth someone's sleep."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol

from monitor.crisis.curve import curve
from monitor.crisis.detector import Finding, Watch, begin, dump, load
from monitor.crisis.figures import conclude
from monitor.crisis.hours import digest_due, quiet_until
from monitor.crisis.life import Policy, Step, acknowledge, choose, close, resume, settle, step
from monitor.crisis.own import PRESETS, Increase, Match, Preset, Rated, Share, Threshold
from monitor.crisis.telling import GRACE, Hush, tell
from monitor.crisis.unusual import Unusual, sketch
from monitor.crisis.window import look
from monitor.model import History, Level, Verdict

__all__ = [
    "GRACE",
    "PRESETS",
    "RULES",
    "Finding",
    "Hush",
    "Increase",
    "Match",
    "Plain",
    "Policy",
    "Preset",
    "Rated",
    "Rule",
    "Share",
    "Step",
    "Threshold",
    "Unusual",
    "Watch",
    "acknowledge",
    "alarm",
    "begin",
    "choose",
    "close",
    "conclude",
    "curve",
    "digest_due",
    "dump",
    "judge",
    "load",
    "look",
    "quiet_until",
    "resume",
    "settle",
    "sketch",
    "step",
    "tell",
]

RULES: dict[str, type] = {
    "unusual": Unusual,
    "threshold": Threshold,
    "increase": Increase,
    "share": Share,
    "ratings": Rated,
    "match": Match,
    "preset": Preset,
}


class Rule(Protocol):
    """A frozen dataclass whose fields are its options, for the *brands* it names, or all when it names none. It looks
    back as far as its *window*."""

    @property
    def name(self) -> str: ...

    @property
    def brands(self) -> tuple[str, ...]: ...

    @property
    def window(self) -> timedelta: ...


class Plain(Rule, Protocol):
    """A rule that needs to know what was said within its window, and nothing else."""

    def judge(self, history: History, now: datetime) -> Verdict: ...


def judge(history: History, rules: Iterable[Plain], now: datetime) -> Verdict:
    """The verdict of the plain rule that is most alarmed."""
    verdicts = [rule.judge(history, now) for rule in rules if not rule.brands or history.brand in rule.brands]
    if not verdicts:
        return conclude(history, "", Level.CALM, look(history, now, timedelta(hours=1)), None)
    return max(verdicts, key=alarm)


def alarm(verdict: Verdict) -> tuple[Level, float, timedelta]:
    """What is most alarming comes last; among equals, what looks back furthest."""
    return verdict.level, verdict.figures.score, verdict.figures.window
