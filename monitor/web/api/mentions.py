"""Mentions and acts, as JSON; whole lists as files."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from monitor.errors import QueryError, Stale
from monitor.model import Mention
from monitor.report import export
from monitor.report.export import full
from monitor.report.sheet import sheet
from monitor.store import Act, Claim, Role, Row, Standing, Store, Wanted
from monitor.web.api.once import once
from monitor.web.pages import deeds
from monitor.web.pages.filters import filters, place, placed, wanted
from monitor.web.paint import problem, tongue
from monitor.web.people.gate import Triager, Viewer, at_least, desk_of

router = APIRouter(prefix="/api/v1")

MOST = 200
WHOLE = 100_000  # mentions of one file


class Asked(BaseModel):
    """Something to do. *versions* are those that were seen, in the order of *mentions*; none: whatever it is now."""

    what: str = Field(
        description="assign, open, done, irrelevant, snooze, tag, untag, note, seen, replied, a tone, or what it is: "
        "insult, accusation, both, neither"
    )
    mentions: list[int] = Field(min_length=1, max_length=10_000)
    versions: list[int] | None = None
    word: str = ""
    until: str = ""


def _standing(standing: Standing) -> dict[str, Any]:
    return {
        "status": standing.status.value,
        "assignee": standing.assignee,
        "until": standing.until.isoformat() if standing.until else None,
        "tone": standing.tone,
        "label": standing.finding,
        "answered": standing.answered.isoformat() if standing.answered else None,
        "labels": list(standing.tags),
        "version": standing.version,
    }


def told(row: Row) -> dict[str, Any]:
    """A mention, and where it stands."""
    return full(row.mention) | {"copies": row.copies, "triage": _standing(row.standing)}


@router.get("/mentions")
async def mentions(
    request: Request,
    who: Viewer,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
    cursor: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """A page of the list that the inbox shows under the same words; `next` is the cursor of the one after."""
    desk = desk_of(request)
    try:
        sought = wanted(filters(request.query_params), who.name, desk)
    except QueryError as error:
        return _misunderstood(error)
    look = await desk.ask(desk.store.inbox.look, sought, place(cursor), limit)
    return JSONResponse({"mentions": [told(row) for row in look.rows], "next": placed(look.more)})


@router.get("/mentions/{number}", dependencies=[at_least(Role.VIEWER)])
async def mention(request: Request, number: int) -> Response:
    desk = desk_of(request)
    row = await desk.ask(desk.store.inbox.row, number)
    return JSONResponse(told(row)) if row else problem(404, "Not found", f"There is no mention {number}.")


@router.post("/acts")
async def act(request: Request, asked: Asked, who: Triager) -> Response:
    """Do something on several mentions; 409 where somebody was quicker on all of them."""
    desk = desk_of(request)
    words = {"what": asked.what, "word": asked.word, "until": asked.until or "tomorrow"}
    if asked.versions is not None and len(asked.versions) != len(asked.mentions):
        raise HTTPException(400, "There is one version for each mention, or none at all.")
    versions: list[int] | list[None] = asked.versions or [None] * len(asked.mentions)
    claims = [Claim(*pair) for pair in dict(zip(asked.mentions, versions, strict=True)).items()]
    deed = deeds.deed_of(words, who.name, desk.clock(), tongue(request, who))
    try:
        return await once(request, who, lambda: (201, _done(deeds.do(desk.store, deed, claims, desk.clock()))))
    except Stale as stale:
        return _overtaken(stale)


@router.post("/acts/{number}/undo")
async def undo(request: Request, number: int, who: Triager) -> Response:
    desk = desk_of(request)
    try:
        return await once(request, who, lambda: (201, _done(deeds.undo(desk.store, number, who.name, desk.clock()))))
    except Stale as stale:
        return _overtaken(stale)


@router.get("/acts", dependencies=[at_least(Role.VIEWER)])
async def acts(request: Request, after: Annotated[int, Query(ge=0)] = 0) -> Response:
    """What was done after the act *after*, oldest first: the whole history, page by page."""
    desk = desk_of(request)
    return JSONResponse({"acts": [_done(each) for each in await desk.ask(desk.store.triage.since, after, MOST)]})


@router.get("/export.{form}")
async def export_list(request: Request, form: Literal["csv", "jsonl", "xlsx"], who: Viewer) -> Response:
    """The list under these words, whole."""
    desk = desk_of(request)
    try:
        sought = wanted(filters(request.query_params), who.name, desk)
    except QueryError as error:
        return _misunderstood(error)
    written = await desk.ask(_written, desk.store, sought, form)
    headers = {"content-disposition": f'attachment; filename="mentions.{form}"'}
    return Response(written, media_type=MEDIA[form], headers=headers)


MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _written(store: Store, sought: Wanted, form: str) -> bytes:
    if form == "xlsx":
        table = io.BytesIO()
        sheet(_all(store, sought), table)
        return table.getvalue()
    out = io.StringIO(newline="")
    export(_all(store, sought), out, form)
    return out.getvalue().encode()


def _all(store: Store, sought: Wanted) -> Iterator[Mention]:
    found = (store.mentions.get(number) for number in store.inbox.numbers(sought, WHOLE))
    return (mention for mention in found if mention)


def _done(done: Act) -> dict[str, Any]:
    return {
        "act": done.id,
        "at": done.at.isoformat(),
        "who": done.deed.who,
        "what": done.deed.what.value,
        "word": done.deed.word,
        "until": done.deed.until.isoformat() if done.deed.until else None,
        "undoes": done.undoes,
        "undone": done.undone,
        "mentions": list(done.mentions),
        "stale": list(done.stale),
    }


def _overtaken(stale: Stale) -> Response:
    who = {"who": stale.who, "what": stale.what, "word": stale.word, "at": stale.at.isoformat()}
    return problem(409, "Somebody was quicker", str(stale), mentions=list(stale.mentions), by=who)


def _misunderstood(error: QueryError) -> Response:
    return problem(400, "The search was not understood", str(error), position=error.position)
