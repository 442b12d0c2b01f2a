"""The life of an incident, and the few moments of it that are worth telling."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

from monitor.model import AlertKind, Incident, IncidentState, Level, Verdict


@dataclass(frozen=True, slots=True)
class Policy:
    """How soon, how often and how long. A crisis rings at once, whatever was told before."""

    calm_for: timedelta = field(default=timedelta(hours=2), metadata={"help": "calm for so long, it is over"})
    min_open: timedelta = field(default=timedelta(minutes=30), metadata={"help": "never over sooner than this"})
    escalate_factor: float = field(default=2.0, metadata={"help": "so many times what was last told is news again"})
    escalate_every: timedelta = field(
        default=timedelta(hours=2), metadata={"help": "and not sooner after it than this"}
    )
    cooldown: timedelta = field(
        default=timedelta(hours=6), metadata={"help": "so long after the end, only something bigger opens again"}
    )
    max_alerts_per_day: int = field(
        default=4, metadata={"help": "messages per incident in 24 hours, its end not counted"}
    )

    def __post_init__(self) -> None:
        if self.escalate_factor <= 1:
            raise ValueError("escalate_factor must be more than 1")
        if self.max_alerts_per_day < 1:
            raise ValueError("max_alerts_per_day counts from 1")


@dataclass(frozen=True, slots=True)
class Step:
    """What an incident has become, and what of it must be told, if anything."""

    incident: Incident | None
    told: AlertKind | None


def step(incident: Incident | None, verdict: Verdict, policy: Policy, sent: int = 0) -> Step:
    """What *verdict* makes of the brand's last *incident*, of which *sent* messages left in the last 24 hours.

    The same verdict twice tells nothing the second time.
    """
    if incident is None or incident.state is IncidentState.RESOLVED:
        return _open(incident, verdict, policy)
    if verdict.level is Level.CALM:
        return _calm(incident, verdict, policy)
    return _flare(incident, verdict, policy, sent)


def _open(last: Incident | None, verdict: Verdict, policy: Policy) -> Step:
    if verdict.level is Level.CALM or (last and _is_echo(last, verdict, policy)):
        return Step(last, None)
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


def _is_echo(last: Incident, verdict: Verdict, policy: Policy) -> bool:
    """Whether this is the tail of what was over a moment ago, and not something graver."""
    recent = last.resolved_at is not None and verdict.at - last.resolved_at < policy.cooldown
    graver = verdict.level > last.level or verdict.figures.negatives >= policy.escalate_factor * last.peak
    return recent and not graver


def _calm(incident: Incident, verdict: Verdict, policy: Policy) -> Step:
    since = incident.calm_since or verdict.at
    calming = replace(incident, state=IncidentState.CALMING, calm_since=since)
    if verdict.at - since < policy.calm_for or verdict.at - incident.opened_at < policy.min_open:
        return Step(calming, None)
    over = replace(calming, state=IncidentState.RESOLVED, told_at=verdict.at, resolved_at=verdict.at)
    return Step(over, AlertKind.RESOLVED)


def _flare(incident: Incident, verdict: Verdict, policy: Policy, sent: int) -> Step:
    seen = replace(incident, calm_since=None, peak=max(incident.peak, verdict.figures.negatives))
    if _is_news(incident, verdict, policy, sent):
        worse = replace(
            seen,
            state=IncidentState.ESCALATING,
            level=max(incident.level, verdict.level),
            told_at=verdict.at,
            verdict=verdict,
        )
        return Step(worse, AlertKind.ESCALATED)
    state = IncidentState.OPEN if incident.state is IncidentState.CALMING else incident.state
    return Step(replace(seen, state=state), None)


def _is_news(incident: Incident, verdict: Verdict, policy: Policy, sent: int) -> bool:
    if verdict.level > incident.level:
        return True
    kept_for_worse = 1 if incident.level < Level.CRISIS else 0
    if sent + kept_for_worse >= policy.max_alerts_per_day or verdict.at - incident.told_at < policy.escalate_every:
        return False
    told = max(1.0, incident.verdict.figures.ratio)
    return verdict.figures.ratio >= policy.escalate_factor * told
