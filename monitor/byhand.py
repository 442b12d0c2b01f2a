"""What a person decides of an incident against the rules: to open one, and that one which was ended goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.crisis import Hush, Policy, conclude, look, resume, tell
from monitor.errors import VigieError
from monitor.model import Alert, AlertKind, Incident, IncidentState, Level, Target
from monitor.store import Store

RULE = "by hand"
LOOKS_BACK = timedelta(hours=24)
UNDOABLE = timedelta(days=1)  # for so long who was told of an end still hears that there is none


def call(
    store: Store, number: int, level: Level, targets: Sequence[Target], policy: Policy, now: datetime
) -> tuple[Incident, bool]:
    """The incident that was opened because of a mention, and True; the one that its brand has already, and False.

    Inside a transaction. Whom it concerns is told as if a rule had called it. Raises VigieError for no mention.
    """
    mention = store.mentions.get(number)
    if not mention:
        raise VigieError(f"there is no mention {number}", hint="its retention may have ended")
    living = next((each for each in store.incidents.recent(mention.brand, now) if each.lives), None)
    if living:
        return living, False
    history = store.past.archive(mention.brand, now - LOOKS_BACK, now, back=timedelta(), weights={})
    verdict = conclude(history, RULE, level, look(history, now, LOOKS_BACK), None)
    others = (each for each in verdict.figures.mentions if each != number)
    verdict = replace(verdict, figures=replace(verdict.figures, mentions=(number, *others), began=mention.at))
    opened = store.incidents.save(
        Incident(mention.brand, IncidentState.OPEN, level, now, now, verdict, verdict.figures.negatives)
    )
    tellings = tell(opened, verdict, targets, (), policy, Hush(store.orders.silences(now), None), now)
    store.incidents.announce(Alert(AlertKind.OPENED, now, opened, verdict, (mention,)), tellings)
    return opened, True


def resumable(store: Store, incident: Incident, now: datetime) -> bool:
    """Whether it can be taken back that *incident* is over: somebody said so within a day, and nothing came of its
    brand since."""
    ended = incident.resolved_at
    fresh = incident.was is not None and ended is not None and now - ended < UNDOABLE
    return fresh and not any(each.lives for each in store.incidents.recent(incident.brand, now))


def go_on(store: Store, incident: Incident, who: str, now: datetime) -> tuple[Incident, tuple[str, ...]]:
    """The incident, which is not over, and the targets that were told it is: the next round tells them. What was not
    sent yet is withdrawn.

    Inside a transaction. Raises VigieError for one that is not `resumable`.
    """
    if not resumable(store, incident, now) or incident.resolved_at is None:
        raise VigieError(
            f"the end of incident i{incident.id} cannot be undone",
            hint="that can be done for a day, to what somebody ended, as long as its brand has no other incident",
        )
    store.incidents.withdraw(incident.id, incident.resolved_at, now)
    resumed = store.incidents.save(resume(incident, who))
    last: dict[str, AlertKind] = {}
    for each in store.incidents.told(incident.id):
        if each.kind is not AlertKind.UPDATED:
            last[each.target] = each.kind
    return resumed, tuple(name for name, kind in last.items() if kind is AlertKind.RESOLVED)
