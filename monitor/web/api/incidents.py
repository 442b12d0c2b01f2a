"""Incidents, as JSON: what was called, why, and what was done about it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from monitor.model import Incident
from monitor.store import Dealing, Role, Store
from monitor.web.api.once import once
from monitor.web.pages.dealing import Overtaken, dealt
from monitor.web.paint import problem
from monitor.web.people.gate import Triager, at_least, desk_of

router = APIRouter(prefix="/api/v1")

MOST = 200


class Asked(BaseModel):
    """Something to do about an incident."""

    what: str = Field(description="acknowledge, release, resolve, unresolve, silence, unsilence or judge")
    lasts: str = Field("", alias="for", description="of a silence: 1h, 4h or 24h")
    why: str = Field("", description="of a silence")
    real: str = Field("", description="of a judgement: yes or no")
    note: str = Field("", description="of a judgement: what was learnt")


def told(incident: Incident) -> dict[str, Any]:
    """An incident, with the figures of its last verdict."""
    figures = incident.verdict.figures
    return incident.told | {
        "resolved_by": incident.resolved_by,
        "acknowledged_at": incident.acknowledged_at.isoformat() if incident.acknowledged_at else None,
        "acknowledged_by": incident.acknowledged_by,
        "exercise": incident.exercise,
        "rule": incident.verdict.rule,
        "peak": incident.peak,
        "figures": figures.told,
        "mentions": list(figures.mentions),
    }


@router.get("/incidents", dependencies=[at_least(Role.VIEWER)])
async def incidents(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
    cursor: Annotated[int, Query(ge=0)] = 0,
) -> Response:
    """The newest first; `next` is the cursor of the page after."""
    desk = desk_of(request)
    found = await desk.ask(desk.store.incidents.all, limit + 1, cursor or None)
    following = found[limit - 1].id if len(found) > limit else None
    return JSONResponse({"incidents": [told(each) for each in found[:limit]], "next": following})


@router.get("/incidents/{number}", dependencies=[at_least(Role.VIEWER)])
async def incident(request: Request, number: int) -> Response:
    """One of them, with who was told and what people did."""
    desk = desk_of(request)
    found = await desk.ask(_whole, desk.store, number)
    return JSONResponse(found) if found else problem(404, "Not found", f"There is no incident {number}.")


def _whole(store: Store, number: int) -> dict[str, Any] | None:
    found = store.incidents.get(number)
    if not found:
        return None
    alerts = [
        {
            "kind": alert.kind.value,
            "at": alert.at.isoformat(),
            "told": [{"target": each.target, "state": each.state.value} for each in store.outbox.of(alert.id)],
        }
        for alert in store.incidents.alerts(MOST, number)
    ]
    return told(found) | {"alerts": alerts, "dealings": [_dealing(each) for each in store.dealings.of(number)]}


def _dealing(dealing: Dealing) -> dict[str, Any]:
    until = dealing.until.isoformat() if dealing.until else None
    return {
        "at": dealing.at.isoformat(),
        "who": dealing.who,
        "what": dealing.what,
        "word": dealing.word,
        "until": until,
    }


@router.post("/incidents/{number}/dealings")
async def deal(request: Request, number: int, asked: Asked, who: Triager) -> Response:
    """Do something about it; 409 where somebody else has it in hand."""
    desk, words = desk_of(request), asked.model_dump(by_alias=True)
    now = desk.clock().replace(microsecond=0)
    try:
        return await once(request, who, lambda: (201, _dealing(dealt(desk.store, number, words, who.name, now))))
    except Overtaken as quicker:
        return problem(409, "Somebody was quicker", f"{quicker} has it in hand.")
