"""One mention: all of it, where it stands in its thread, what was done with it, and what can be."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from monitor.errors import QueryError
from monitor.legal.docket import grounds
from monitor.sifting import host_of
from monitor.store import Store, Wanted
from monitor.web.pages import portrait, proof
from monitor.web.pages.answering import due, filled, fitting
from monitor.web.pages.deliveries import DELIVERIES
from monitor.web.pages.filters import filters, incident_of, wanted
from monitor.web.pages.inbox import said_of
from monitor.web.pages.incidents import SHOWN
from monitor.web.pages.muting import SPANS
from monitor.web.paint import paint
from monitor.web.people.gate import Viewer, desk_of
from monitor.web.tongue import LANGUAGES

router = APIRouter()


@router.get("/mentions/{number}")
async def mention(request: Request, number: int, who: Viewer) -> Response:
    desk, told = desk_of(request), filters(request.query_params)
    incident = incident_of(request.query_params)
    try:
        sought = wanted(told, who.name, desk)
    except QueryError:
        sought = Wanted()
    scene = desk.scene()
    country = scene.country
    values = await desk.ask(_portrayed, desk.store, number, sought, incident, country)
    if values is None:
        raise HTTPException(404, "There is no such mention; its retention may have ended.")
    return paint(
        request,
        who,
        "mention",
        filters=told,
        incident=incident,
        portrait=portrait,
        said_of=said_of,
        portrait_of=proof,
        country=country,
        within=scene.triage.within,
        due=due,
        answers=[
            (each, filled(each, values["row"].mention, who.name))
            for each in fitting(scene.triage.templates, values["row"].mention)
        ],
        targets=scene.targets,
        host=host_of(values["row"].mention),
        spans=tuple(SPANS),
        languages=LANGUAGES,
        deliveries_said=DELIVERIES,
        letters=proof.KIND if grounds(values["row"].mention) else {},
        **values,
    )


def _portrayed(store: Store, number: int, sought: Wanted, incident: int, country: str) -> dict[str, Any] | None:
    row = store.inbox.row(number)
    if not row:
        return None
    newer, older = _within(store, incident, number) if incident else store.inbox.beside(sought, number)
    return {
        "row": row,
        "newer": newer,
        "older": older,
        "family": store.mentions.family(row.mention, 20),
        "proof": proof.proven(store, row.mention, country),
        "edits": store.mentions.edits(number),
        "acts": store.triage.of(number),
        "people": tuple(account.name for account in store.people.accounts()),
        "tags": store.triage.tags(),
        "labels": store.labels.of(number),
        "handed": store.handovers.of(number),
    }


def _within(store: Store, incident: int, number: int) -> tuple[int | None, int | None]:
    """What stands before and behind a mention on the page of an incident."""
    found = store.incidents.get(incident)
    shown = [each for each in (found.verdict.figures.mentions[:SHOWN] if found else ()) if store.inbox.row(each)]
    if number not in shown:
        return None, None
    at = shown.index(number)
    return (shown[at - 1] if at else None), (shown[at + 1] if at + 1 < len(shown) else None)
