"""The sources: how each one is, how often it speaks, when it was asked and when it will be."""

from __future__ import annotations

from datetime import datetime, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import Response

from monitor.store import Health, SourceState
from monitor.web.paint import paint
from monitor.web.people.gate import Viewer, desk_of

router = APIRouter()

HEALTH = {
    "new": "New",
    "ok": "Well",
    "empty": "Empty",
    "silent": "Silent",
    "blocked": "Blocked",
    "failing": "Failing",
    "gone": "Gone",
}
BLIND = frozenset({Health.FAILING, Health.BLOCKED, Health.GONE})
WORST = ("gone", "blocked", "failing", "silent", "empty", "new", "ok")


@router.get("/sources")
async def sources(request: Request, who: Viewer) -> Response:
    """The worst first."""
    desk = desk_of(request)
    states = await desk.ask(desk.store.sources.all)
    now = desk.clock()
    ordered = sorted(states, key=lambda state: (WORST.index(state.health_at(now).value), state.name))
    blind = {state.id: minutes for state in states if (minutes := blind_for(state, now))}
    return paint(request, who, "sources", states=ordered, health=HEALTH, blind=blind)


def blind_for(state: SourceState, now: datetime) -> timedelta | None:
    """How long nobody has seen what is said there: since it should have been read and was not; None where it was."""
    if state.health not in BLIND:
        return None
    since = state.page_at + state.interval if state.page_at else state.polled_at
    return now - since if since and now > since else None
