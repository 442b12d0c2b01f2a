"""What ending an incident does, and who will be told of it: said before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from monitor.crisis import GRACE, Hush, Policy, close, settle, tell
from monitor.model import DeliveryState, Incident, Target
from monitor.store import Store
from monitor.web.tongue import Tongue

TOLD = {
    DeliveryState.WAITING: "Will be told that it is over: {names}.",
    DeliveryState.HELD: "Will be told later, once silences and quiet hours have ended: {names}.",
    DeliveryState.FOLDED: "Will read of it in the digest only: {names}.",
}

UNDONE = "Undo it within {n} seconds and nobody hears of it; undo it within a day and they are told that it goes on."

Told = dict[DeliveryState, list[str]]  # targets, by what becomes of their message


def concerned(
    store: Store, number: int, targets: Sequence[Target], policy: Policy, now: datetime
) -> tuple[Incident, Told] | None:
    """The incident, and who would be told of its end now; None where there is none that lives."""
    incident = store.incidents.get(number)
    if not incident or not incident.lives:
        return None
    told: Told = {fate: [] for fate in TOLD}
    hush, known = Hush(store.orders.silences(now)), store.incidents.told(number)
    ended = settle(close(incident, "", now))
    for each in tell(ended, incident.verdict, targets, known, policy, hush, now):
        told[each.fate].append(each.target)
    return incident, told


def question(incident: Incident, told: Told, say: Tongue) -> str:
    """Whether it is meant, a line for each thing to know."""
    first = say("This ends the incident of {brand}.", brand=incident.brand)
    who = [say(TOLD[fate], names=", ".join(names)) for fate, names in told.items() if names]
    undone = say(UNDONE if who else "It can be undone for a day.", n=say.number(GRACE.total_seconds()))
    return "\n".join((first, *(who or [say("Nobody will be told.")]), undone, say("Do you mean it?")))
