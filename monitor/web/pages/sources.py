"""The sources: how each one is, how often it speaks, when it was asked and when it will be."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

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
WORST = ("gone", "blocked", "failing", "silent", "empty", "new", "ok")


@router.get("/sources")
async def sources(request: Request, who: Viewer) -> Response:
    """The worst first."""
    desk = desk_of(request)
    states = await desk.ask(desk.store.sources.all)
    now = desk.clock()
    ordered = sorted(states, key=lambda state: (WORST.index(state.health_at(now).value), state.name))
    return paint(request, who, "sources", states=ordered, health=HEALTH)
