"""The delivery log: who was told what, how often it was tried, what the other side said."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from monitor.web.paint import paint, to
from monitor.web.people.gate import Admin, Viewer, desk_of

router = APIRouter()

DELIVERIES = {
    "waiting": "Waiting",
    "sending": "Being sent",
    "sent": "Sent",
    "unknown": "Perhaps sent",
    "failed": "Failed",
    "held": "Held back",
    "folded": "In the digest",
    "withdrawn": "Taken back",
}
TOLD = {"alert": "Incident {n}", "digest": "Digest", "handover": "Mention {n}"}


@router.get("/deliveries")
async def deliveries(request: Request, who: Viewer) -> Response:
    """The newest first."""
    desk = desk_of(request)
    log = await desk.ask(desk.store.outbox.log)
    known = {target.name for target in desk.scene().targets}
    return paint(request, who, "deliveries", log=log, deliveries_said=DELIVERIES, told=TOLD, known=known)


@router.post("/deliveries/{number}")
async def again(request: Request, number: int, who: Admin) -> Response:  # noqa: ARG001
    """Send once more what failed, or may not have arrived."""
    desk = desk_of(request)
    if not await desk.write(desk.store.outbox.again, number, desk.clock()):
        raise HTTPException(404, "There is nothing to send again.")
    return to("/deliveries")
