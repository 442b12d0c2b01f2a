"""The life of an incident, and the few moments of it that are news.

open -> escalating -> calming -> resolved -> reopened. What is news for whom is decided next door, in `telling`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from monitor.crisis.story import is_another, moved_on, tells
from monitor.model import AlertKind, Incident, IncidentState, Level, Verdict

RARER = 1.5


@dataclass(frozen=True, slots=True)
class Policy:
    """How soon, how often and how long. A crisis rings at once, whatever was told before."""

    stay: float = field(default=0.9, metadata={"help": "open until the alarm is under this share of its bar"})
    calm_for: timedelta = field(default=timedelta(hours=2), metadata={"help": "calm for so long, it is over"})
    min_open: timedelta = field(default=timedelta(minutes=30), metadata={"help": "never over sooner than this"})
    longest: timedelta = field(default=timedelta(days=10), metadata={"help": "after so long, it has become the usual"})
    escalate_factor: float = field(default=2.0, metadata={"help": "so many times what was last told is news again"})
    escalate_every: timedelta = field(
        default=timedelta(hours=2), metadata={"help": "and not sooner after it than this"}
    )
    cooldown: timedelta = field(
        default=timedelta(hours=6), metadata={"help": "so long after the end, only something bigger opens again"}
    )
    follow_up: timedelta = field(
        default=timedelta(days=7), metadata={"help": "so long after the end, the same story is the same incident"}
    )
    repeat: timedelta = field(
        default=timedelta(hours=24), metadata={"help": "told again after so long, if nobody acknowledged; 0: never"}
    )
    refresh: timedelta = field(
        default=timedelta(hours=1), metadata={"help": "how old the numbers of a message that can be edited may get"}
    )
    max_alerts_per_day: int = field(
        default=4,
        metadata={"help": "messages of one incident to one target in 24 hours; the rest is for the digest"},
    )

    def __post_init__(self) -> None:
        if self.escalate_factor <= 1:
            raise ValueError("escalate_factor must be more than 1")
        if self.max_alerts_per_day < 1:
            raise ValueError("max_alerts_per_day counts from 1")
        if not 0 < self.stay <= 1:
            raise ValueError("stay is a share: more than 0, at most 1")


@dataclass(frozen=True, slots=True)
class Step:
    """What an incident has become, and what news of it there is, if any."""

    incident: Incident | None
    told: AlertKind | None


def choose(past: Sequence[Incident], verdict: Verdict, policy: Policy) -> Incident | None:
    """Which of the brand's *past* incidents, the newest first, goes on in *verdict*: the one that lives; else the one
    whose story this is; else the newest."""
    living = next((each for each in past if each.lives), None)
    if living or verdict.level is Level.CALM:
        return living or next(iter(past), None)
    return next((each for each in past if _is_follow_up(each, verdict, policy)), next(iter(past), None))


def step(incident: Incident | None, verdict: Verdict, policy: Policy) -> Step:
    """What *verdict* makes of *incident*, which is the one that `choose` chose.

    The same verdict twice is no news the second time.
    """
    if incident is None or not incident.lives:
        return _open(incident, verdict, policy)
    if verdict.at - incident.began_at >= policy.longest:
        return _over(incident, verdict)
    if verdict.level > Level.CALM:
        return _flare(incident, verdict, policy)
    if verdict.figures.score >= policy.stay:
        calm_since = verdict.at if incident.state is IncidentState.CALMING else None
        return Step(replace(incident, calm_since=calm_since), None)
    return _calm(incident, verdict, policy)


def acknowledge(incident: Incident, who: str, at: datetime) -> Incident:
    """Somebody is on it: nobody else is looked for, nothing is repeated. The first one stays the one."""
    if incident.acknowledged_at:
        return incident
    return replace(incident, acknowledged_at=at, acknowledged_by=who)


def close(incident: Incident, who: str, at: datetime) -> Incident:
    """Somebody says that it is over; only something bigger, or later than the cooldown, opens it again."""
    if not incident.lives:
        return incident
    return replace(
        incident, state=IncidentState.RESOLVED, resolved_at=at, resolved_by=who, was=incident.state, resumed_by=""
    )


def settle(incident: Incident) -> Incident:
    """Nobody can take back any more that it is over, so that nobody has to wait for that."""
    return replace(incident, was=None)


def resume(incident: Incident, who: str) -> Incident:
    """Somebody takes back that it is over: it is what it was. One that ended by itself, or has come back
    since, stays as it is."""
    if incident.was is None:
        return incident
    return replace(incident, state=incident.was, was=None, resolved_at=None, resolved_by="", resumed_by=who)


def _open(last: Incident | None, verdict: Verdict, policy: Policy) -> Step:
    if verdict.level is Level.CALM or (last and _is_echo(last, verdict, policy)):
        return Step(last, None)
    if last and _is_follow_up(last, verdict, policy):
        return Step(_again(last, verdict), AlertKind.REOPENED)
    opened = Incident(
        brand=verdict.brand,
        state=IncidentState.OPEN,
        level=verdict.level,
        opened_at=verdict.at,
        told_at=verdict.at,
        verdict=verdict,
        peak=verdict.figures.negatives,
    )
    return Step(opened, AlertKind.OPENED)


def _again(last: Incident, verdict: Verdict) -> Incident:
    """The same incident in a new life, in which nobody has acknowledged it yet."""
    return replace(
        moved_on(last, verdict),
        state=IncidentState.REOPENED,
        level=verdict.level,
        told_at=verdict.at,
        reopened_at=verdict.at,
        news=AlertKind.REOPENED,
        peak=max(last.peak, verdict.figures.negatives),
        calm_since=None,
        resolved_at=None,
        resolved_by="",
        was=None,
        resumed_by="",
        acknowledged_at=None,
        acknowledged_by="",
    )


def _is_follow_up(last: Incident, verdict: Verdict, policy: Policy) -> bool:
    recent = last.resolved_at is not None and verdict.at - last.resolved_at < policy.follow_up
    return recent and tells(last, verdict.figures)


def _is_echo(last: Incident, verdict: Verdict, policy: Policy) -> bool:
    """Whether this is the tail of what was over a moment ago, and neither something graver nor another story."""
    recent = last.resolved_at is not None and verdict.at - last.resolved_at < policy.cooldown
    graver = verdict.level > last.level or verdict.figures.negatives >= policy.escalate_factor * last.peak
    return recent and not graver and not is_another(last, verdict.figures)


def _calm(incident: Incident, verdict: Verdict, policy: Policy) -> Step:
    since = incident.calm_since or verdict.at
    calming = replace(incident, state=IncidentState.CALMING, calm_since=since)
    if verdict.at - since < policy.calm_for or verdict.at - incident.began_at < policy.min_open:
        return Step(calming, None)
    return _over(calming, verdict)


def _over(incident: Incident, verdict: Verdict) -> Step:
    resolved = replace(
        incident,
        state=IncidentState.RESOLVED,
        told_at=verdict.at,
        resolved_at=verdict.at,
        news=AlertKind.RESOLVED,
    )
    return Step(resolved, AlertKind.RESOLVED)


def _flare(incident: Incident, verdict: Verdict, policy: Policy) -> Step:
    seen = replace(incident, calm_since=None, peak=max(incident.peak, verdict.figures.negatives))
    if _is_worse(incident, verdict, policy):
        worse = replace(
            moved_on(seen, verdict),
            state=IncidentState.ESCALATING,
            level=max(incident.level, verdict.level),
            told_at=verdict.at,
            news=AlertKind.ESCALATED,
            graver=verdict.level > incident.level,
        )
        return Step(worse, AlertKind.ESCALATED)
    state = IncidentState.OPEN if incident.state is IncidentState.CALMING else incident.state
    seen = replace(seen, state=state)
    if _is_unheeded(incident, verdict, policy):
        again = replace(moved_on(seen, verdict), told_at=verdict.at, news=AlertKind.REMINDED)
        return Step(again, AlertKind.REMINDED)
    return Step(seen, None)


def _is_worse(incident: Incident, verdict: Verdict, policy: Policy) -> bool:
    if verdict.level > incident.level:
        return True
    if verdict.at - incident.told_at < policy.escalate_every:
        return False
    now, told = verdict.figures, incident.verdict.figures
    rarer = now.score >= RARER * told.score  # ratios of two windows say less than how rare both are
    return rarer and now.ratio >= policy.escalate_factor * max(1.0, told.ratio)


def _is_unheeded(incident: Incident, verdict: Verdict, policy: Policy) -> bool:
    return (
        policy.repeat > timedelta(0)
        and incident.acknowledged_at is None
        and verdict.at - incident.told_at >= policy.repeat
    )
