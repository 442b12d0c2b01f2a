"""History -> verdict; (incident, verdict) -> what is worth someone's sleep."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol

from monitor.crisis.baseline import Baseline
from monitor.crisis.curve import curve
from monitor.crisis.figures import conclude
from monitor.crisis.hours import digest_due, quiet_until
from monitor.crisis.life import Policy, Step, acknowledge, choose, close, step
from monitor.crisis.story import same_story
from monitor.crisis.telling import Hush, tell
from monitor.crisis.threshold import Threshold
from monitor.crisis.window import look
from monitor.model import History, Level, Verdict

__all__ = [
    "RULES",
    "Baseline",
    "Hush",
    "Policy",
    "Rule",
    "Step",
    "Threshold",
    "acknowledge",
    "choose",
    "close",
    "curve",
    "digest_due",
    "judge",
    "quiet_until",
    "same_story",
    "step",
    "tell",
]

RULES: dict[str, type] = {"threshold": Threshold, "baseline": Baseline}


class Rule(Protocol):
    """A frozen dataclass whose fields are its options. It judges the *brands* it names, or all when it names none,
    by what was said within its *window*."""

    @property
    def name(self) -> str: ...

    @property
    def brands(self) -> tuple[str, ...]: ...

    @property
    def window(self) -> timedelta: ...

    def judge(self, history: History, now: datetime) -> Verdict: ...


def judge(history: History, rules: Iterable[Rule], now: datetime) -> Verdict:
    """The verdict of the rule that is most alarmed; when all are calm, of the one that looks back furthest."""
    verdicts = [rule.judge(history, now) for rule in rules if not rule.brands or history.brand in rule.brands]
    if not verdicts:
        return conclude(history, "", Level.CALM, look(history, now, timedelta(hours=1)), None)
    return max(verdicts, key=_alarm)


def _alarm(verdict: Verdict) -> tuple[Level, float, timedelta]:
    figures = verdict.figures
    return verdict.level, figures.ratio if verdict.level else 0.0, figures.window
