"""(incident, what each target was told, silences, quiet hours, the clock) -> what is told to whom, now.

Nothing here is triggered by an event: each time it is asked, it compares what a target knows with what it should
know. A silence that ends, a night that is over, a restart or a target that was added need no case of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.crisis.hours import quiet_until
from monitor.crisis.life import Policy
from monitor.model import (
    AlertKind,
    DeliveryState,
    Hold,
    Incident,
    IncidentState,
    Level,
    Silence,
    Target,
    Telling,
    Told,
    Verdict,
)

DAY = timedelta(days=1)
GRACE = timedelta(seconds=30)  # in which nobody hears yet that it is over, and whoever said so can take it back


@dataclass(frozen=True, slots=True)
class Hush:
    """What keeps everybody from hearing of an incident: silences that people ordered, and the crisis of the brand's
    owner, in which it is one more detail."""

    silences: tuple[Silence, ...] = ()
    greater: Incident | None = None


def tell(
    incident: Incident,
    verdict: Verdict,
    targets: Sequence[Target],
    told: Iterable[Told],
    policy: Policy,
    hush: Hush,
    now: datetime,
) -> tuple[Telling, ...]:
    """What is told of *incident*, which now looks like *verdict*. *told* is what was decided before, oldest first,
    without what was held. What is held is said once, when it is news."""
    logs: dict[str, list[Told]] = {target.name: [] for target in targets}
    for each in told:
        logs.setdefault(each.target, []).append(each)
    trouble = incident.lives and incident.state is not IncidentState.CALMING and verdict.level > Level.CALM
    settled = not incident.lives and not (incident.was and now - (incident.resolved_at or now) < GRACE)
    sought = _sought(incident, targets, logs, now) if trouble else frozenset()
    found = []
    for target in targets:
        log = logs[target.name]
        kind = _owed(target, incident, log, now) if trouble or settled or _misled(incident, log) else None
        if kind is None and target.name in sought:
            kind = AlertKind.UNANSWERED
        if kind:
            found.append(_weighed(target, kind, incident, log, policy, hush, now))
        elif target.lives and _is_stale(incident, verdict, log, policy, now):
            found.append(Telling(target.name, AlertKind.UPDATED))
    is_news = now == (incident.resolved_at or incident.told_at)
    return tuple(each for each in found if is_news or each.fate is not DeliveryState.HELD)


def concerns(target: Target, incident: Incident) -> bool:
    """Whether *target* is to be told of *incident* at all, without anybody's escalation."""
    return target.direct and (not target.brands or incident.brand in target.brands) and incident.level >= target.level


def _owed(target: Target, incident: Incident, log: Sequence[Told], now: datetime) -> AlertKind | None:
    """What *target* should know and does not."""
    last = next((each for each in reversed(log) if each.kind is not AlertKind.UPDATED), None)
    if not incident.lives:
        fresh = incident.resolved_at is not None and now - incident.resolved_at <= DAY
        knows = any(each.at >= incident.began_at and not each.folded for each in log)
        return AlertKind.RESOLVED if knows and last and last.kind is not AlertKind.RESOLVED and fresh else None
    if last is None or last.at < incident.began_at:
        known = last is not None or concerns(target, incident)
        return (AlertKind.REOPENED if incident.reopened_at else AlertKind.OPENED) if known else None
    if _misled(incident, log):
        return AlertKind.REOPENED
    heard = last.incident.told_at, last.incident.news
    return incident.news if heard != (incident.told_at, incident.news) else None


def _misled(incident: Incident, log: Sequence[Told]) -> bool:
    """Whether it was told that this life of *incident* is over, which somebody has taken back since."""
    last = next((each for each in reversed(log) if each.kind is not AlertKind.UPDATED), None)
    ended = last is not None and last.kind is AlertKind.RESOLVED and last.at >= incident.began_at
    return incident.lives and ended


def _sought(
    incident: Incident, targets: Sequence[Target], logs: dict[str, list[Told]], now: datetime
) -> frozenset[str]:
    """Whom to wake because somebody was told and nobody has acknowledged for too long."""
    if incident.acknowledged_at:
        return frozenset()
    found = set()
    for target in targets:
        first = next((each.at for each in logs[target.name] if each.at >= incident.began_at), None)
        if target.escalate and first and now - first >= target.escalate.after:
            found.add(target.escalate.to)
    return frozenset(name for name in found if not any(each.at >= incident.began_at for each in logs.get(name, ())))


def _weighed(
    target: Target,
    kind: AlertKind,
    incident: Incident,
    log: Sequence[Told],
    policy: Policy,
    hush: Hush,
    now: datetime,
) -> Telling:
    hold, why = _muted(target, kind, incident, hush, now)
    if hold:
        return Telling(target.name, kind, DeliveryState.HELD, hold, why)
    if not _affordable(kind, incident, log, policy, now):
        why = f"the {policy.max_alerts_per_day} messages of this day are spent"
        return Telling(target.name, kind, DeliveryState.FOLDED, Hold.BUDGET, why)
    return Telling(target.name, kind)


def _muted(target: Target, kind: AlertKind, incident: Incident, hush: Hush, now: datetime) -> tuple[Hold, str]:
    """What keeps *target* from being told now, and in words for the diary."""
    for silence in hush.silences:
        if silence.start <= now < silence.until and silence.brand in ("", incident.brand):
            return Hold.SILENCE, f"silenced by {silence.who} until {silence.until:%Y-%m-%d %H:%M} UTC: {silence.why}"
    greater = hush.greater
    if greater and greater.lives and greater.level >= incident.level and kind is not AlertKind.RESOLVED:
        return Hold.GREATER, f"part of the trouble of {greater.brand} (i{greater.id})"
    until = quiet_until(target, now) if target.quiet and incident.level <= target.quiet.level else None
    return (Hold.QUIET, f"quiet hours until {until:%Y-%m-%d %H:%M} UTC") if until else (Hold.NOTHING, "")


def _affordable(kind: AlertKind, incident: Incident, log: Sequence[Told], policy: Policy, now: datetime) -> bool:
    """One message of the day is kept for the end, and another, until it comes, for the news that it is a crisis."""
    recent = [each for each in log if each.kind is not AlertKind.UPDATED and not each.folded and now - each.at < DAY]
    grave = any(each.incident.level is Level.CRISIS for each in recent)
    graver = incident.level is Level.CRISIS and not grave
    kept = 0 if not recent or graver or kind is AlertKind.RESOLVED else 1 if grave or kind is AlertKind.REOPENED else 2
    return policy.max_alerts_per_day - len(recent) > kept


def _is_stale(incident: Incident, verdict: Verdict, log: Sequence[Told], policy: Policy, now: datetime) -> bool:
    """Whether a message that can be edited shows something that is not so any more."""
    if not log or not incident.lives or log[-1].at < incident.began_at:
        return False
    shown = log[-1]
    calm = IncidentState.CALMING
    if (shown.incident.acknowledged_by, shown.incident.state is calm) != (
        incident.acknowledged_by,
        incident.state is calm,
    ):
        return True
    moved = shown.negatives != verdict.figures.negatives
    return moved and incident.state is not calm and now - shown.at >= policy.refresh
