"""The incidents: what was called, why, and who was told of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from monitor.model import Target
from monitor.notify import preview
from monitor.store import Store
from monitor.web.pages import portrait
from monitor.web.pages.filters import Filters
from monitor.web.pages.plot import HEIGHT, LEFT, WIDTH, plot
from monitor.web.paint import paint, tongue
from monitor.web.people.gate import Viewer, desk_of

router = APIRouter()

STATES = {"open": "Open", "escalating": "Escalating", "calming": "Calming", "resolved": "Resolved"}
LEVELS = {0: "Calm", 1: "Warning", 2: "Crisis"}
DELIVERIES = {
    "waiting": "Waiting",
    "sending": "Being sent",
    "sent": "Sent",
    "unknown": "Perhaps sent",
    "failed": "Failed",
}
KINDS = {"opened": "Opened", "escalated": "Escalated", "resolved": "Resolved", "test": "Test"}
SHOWN = 12  # mentions behind an incident
HOUR = timedelta(hours=1)
AROUND = timedelta(days=3)


@router.get("/incidents")
async def incidents(request: Request, who: Viewer) -> Response:
    desk = desk_of(request)
    found = await desk.ask(desk.store.incidents.all, 100)
    return paint(request, who, "incidents", incidents=found, states=STATES, levels=LEVELS)


@router.get("/incidents/{number}")
async def incident(request: Request, number: int, who: Viewer) -> Response:
    desk = desk_of(request)
    values = await desk.ask(_told, desk.store, number, desk.clock())
    if values is None:
        raise HTTPException(404, "There is no such incident; its retention may have ended.")
    say = tongue(request, who)
    reader = Target("page", "apprise", "", say.language, say.timezone)
    words: dict[str, Any] = {"states": STATES, "levels": LEVELS, "deliveries_said": DELIVERIES, "kinds": KINDS}
    frame: dict[str, Any] = {"width": WIDTH, "height": HEIGHT, "left": LEFT}
    messages = [(alert, preview(alert, reader), deliveries) for alert, deliveries in values.pop("told")]
    return paint(
        request,
        who,
        "incident",
        messages=messages,
        portrait=portrait,
        country=desk.scene().country,
        filters=Filters(),
        **frame,
        **words,
        **values,
    )


def _told(store: Store, number: int, now: datetime) -> dict[str, Any] | None:
    found = store.incidents.get(number)
    if not found:
        return None
    end = min(now, (found.resolved_at or now) + AROUND / 3).replace(minute=0, second=0, microsecond=0) + HOUR
    since = max(found.opened_at - AROUND, end - timedelta(days=14)).replace(minute=0, second=0, microsecond=0)
    course = store.survey.course(found.brand, since, end, 3600)
    behind = filter(None, map(store.inbox.row, found.verdict.figures.mentions[:SHOWN]))
    return {
        "incident": found,
        "figures": found.verdict.figures,
        "course": course,
        "plot": plot(course, since, end, HOUR),
        "rows": tuple(behind),
        "told": [(alert, store.outbox.of(alert.id)) for alert in store.incidents.alerts(50, number)],
    }
