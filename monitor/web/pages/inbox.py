"""The inbox: the list that somebody works through, and what has changed in it since he looked."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from monitor.errors import QueryError
from monitor.match.french import wrong
from monitor.store import Act, Row, Store, Wanted
from monitor.web.pages import portrait
from monitor.web.pages.answering import due
from monitor.web.pages.filters import (
    ANY,
    PERIODS,
    SEVERITIES,
    STATUSES,
    Filters,
    filters,
    incident_of,
    place,
    placed,
    wanted,
)
from monitor.web.paint import paint, to, tongue
from monitor.web.people.gate import Triager, Viewer, Visitor, desk_of, form

router = APIRouter()

PAGE = 50
CAPPED = 100  # a list longer than that is long
CHANGES = 50  # acts of others that are told at once

OURS = (
    ("To do", Filters()),
    ("Mine", Filters(assignee="me")),
    ("Nobody’s", Filters(assignee="-")),
    ("Waiting for too long", Filters(overdue="1")),
    ("I am named", Filters(status=ANY, named="1")),
    ("Grave", Filters(severity="grave")),
    ("Snoozed", Filters(status="snoozed")),
    ("Done with", Filters(status="done")),
    ("Set aside", Filters(status=ANY, aside="1")),
)
ORDERS = {
    "": "newest",
    "oldest": "oldest",
    "gravest": "gravest",
    "reach": "most read",
    "deadline": "legal deadline",
}


@router.get("/inbox")
async def inbox(request: Request, who: Viewer) -> Response:
    """A page of the list."""
    desk, told = desk_of(request), filters(request.query_params)
    try:
        sought = wanted(told, who.name, desk)
    except QueryError as error:
        fault = wrong(error, tongue(request, who).language)
        return paint(
            request, who, "inbox", 400, fault=fault, **await desk.ask(_nothing, desk.store, who, told, request)
        )
    values = await desk.ask(_listed, desk.store, who, told, sought, request)
    return paint(request, who, "inbox", fault=None, **values)


def _around(store: Store, who: Visitor, told: Filters, request: Request) -> dict[str, Any]:
    """What stands around every list."""
    scene = desk_of(request).scene()
    return {
        "filters": told,
        "views": _views(store, who, request),
        "brands": scene.brands,
        "sources": scene.sources,
        "tags": store.triage.tags(),
        "people": tuple(account.name for account in store.people.accounts()),
        "statuses": STATUSES,
        "severities": SEVERITIES,
        "periods": tuple(PERIODS),
        "orders": ORDERS,
        "portrait": portrait,
        "country": scene.country,
        "within": scene.triage.within,
        "due": due,
    }


def _nothing(store: Store, who: Visitor, told: Filters, request: Request) -> dict[str, Any]:
    nothing = {"rows": (), "more": None, "tired": False, "among": 0, "first": True, "act": 0, "newest": 0}
    return _around(store, who, told, request) | nothing


def _listed(store: Store, who: Visitor, told: Filters, sought: Wanted, request: Request) -> dict[str, Any]:
    look = store.inbox.look(sought, place(request.query_params.get("before", "")), PAGE)
    return _around(store, who, told, request) | {
        "rows": look.rows,
        "more": placed(look.more),
        "tired": look.tired,
        "among": look.among,
        "first": "before" not in request.query_params,
        "act": store.triage.last(),
        "newest": store.inbox.newest(),
    }


def _views(store: Store, who: Visitor, request: Request) -> tuple[tuple[str, str, int, int], ...]:
    """Name, address, count and number (0: one of ours) of every view."""
    saved = ((view.name, filters(dict(parse_qsl(view.query))), view.id) for view in store.people.views(who.name))
    named = [*((name, told, 0) for name, told in OURS), *saved]
    return tuple((name, told.url(), _count(store, who, told, request), number) for name, told, number in named)


def _count(store: Store, who: Visitor, told: Filters, request: Request) -> int:
    try:
        return store.inbox.count(wanted(told, who.name, desk_of(request)), CAPPED)
    except QueryError:
        return 0  # one that was saved before the language of queries changed


@router.get("/live")
async def live(request: Request, who: Viewer) -> Response:
    """What has changed since a page was made: how many mentions came, and what others did."""
    desk, query = desk_of(request), request.query_params
    act, newest = (int(query[name]) if query.get(name, "").isdecimal() else 0 for name in ("act", "newest"))
    try:
        sought = wanted(filters(query), who.name, desk)
    except QueryError as error:
        return JSONResponse({"error": str(wrong(error, tongue(request, who).language))}, 400)
    return JSONResponse(await desk.ask(_changes, desk.store, who, sought, act, newest, request))


def _changes(store: Store, who: Visitor, sought: Wanted, act: int, newest: int, request: Request) -> dict[str, Any]:
    acts = store.triage.since(act, CHANGES)
    return {
        "arrived": store.inbox.arrived(sought, newest),
        "act": acts[-1].id if acts else act,
        "acts": [_told(store, each, tongue(request, who)) for each in acts if each.deed.who != who.name],
        "counts": [count for _, _, count, _ in _views(store, who, request)],
    }


def _told(store: Store, act: Act, say: Any) -> dict[str, Any]:
    standings = filter(None, map(store.triage.standing, act.mentions))
    return {
        "who": act.deed.who,
        "said": say(said_of(act), who=act.deed.who, word=act.deed.word),
        "mentions": [{"id": each.mention, "version": each.version} for each in standings],
    }


SAID = {
    "assign": "{who} assigned it to {word}",
    "open": "{who} reopened it",
    "done": "{who} marked it as done",
    "irrelevant": "{who} marked it as irrelevant",
    "snooze": "{who} snoozed it",
    "tag": "{who} labelled it {word}",
    "untag": "{who} took off the label {word}",
    "tone": "{who} calls it {word}",
    "judge": "{who} judged it: {word}",
    "note": "{who} wrote: {word}",
    "seen": "{who} has seen it",
    "replied": "{who} replied: {word}",
    "escalate": "{who} handed it over to {word}",
    "mute": "{who} muted {word}",
    "undo": "{who} undid: {word}",
}


def said_of(act: Act) -> str:
    """The sentence of an act, to be filled with who and word."""
    return "{who} gave it back" if act.deed.what == "assign" and not act.deed.word else SAID[act.deed.what]


@router.get("/rows/{number}")
async def row(request: Request, number: int, who: Viewer) -> Response:
    """One line of the list, as it is now."""
    desk = desk_of(request)
    found: Row | None = await desk.ask(desk.store.inbox.row, number)
    if not found:
        return Response(status_code=404)
    scene = desk.scene()
    incident = incident_of(request.query_params)
    shown = {"shown_in": incident} if incident else {"selectable": True}
    return paint(
        request,
        who,
        "row",
        row=found,
        portrait=portrait,
        country=scene.country,
        within=scene.triage.within,
        due=due,
        filters=filters(request.query_params),
        **shown,
    )


@router.post("/views")
async def save_view(request: Request, who: Triager) -> Response:
    """Keep a list under a name."""
    desk, fields = desk_of(request), await form(request)
    name = fields.get("name", [""])[0].strip()[:60]
    told = filters(dict(parse_qsl(fields.get("query", [""])[0])))
    if name:
        await desk.write(desk.store.people.save_view, who.name, name, told.query())
    return to(told.url())


@router.post("/views/{number}/remove")
async def remove_view(request: Request, number: int, who: Triager) -> Response:
    desk = desk_of(request)
    await desk.write(desk.store.people.remove_view, who.name, number)
    return to("/inbox")
