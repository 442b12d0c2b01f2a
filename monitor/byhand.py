"""An incident that a person opens, from a mention that no rule was alarmed by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.crisis import Hush, Policy, conclude, look, tell
from monitor.errors import VigieError
from monitor.model import Alert, AlertKind, Incident, IncidentState, Level, Target
from monitor.store import Store

RULE = "by hand"
LOOKS_BACK = timedelta(hours=24)


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
