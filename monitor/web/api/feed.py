"""Mentions and incidents as Atom feeds (RFC 4287), for whoever reads feeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from fastapi import APIRouter, Request
from fastapi.responses import Response

from monitor.errors import QueryError
from monitor.model import Alert, Mention, Target
from monitor.notify import escape, preview
from monitor.text import cut
from monitor.web.pages.filters import filters, wanted
from monitor.web.paint import problem, tongue
from monitor.web.people.gate import Viewer, desk_of

router = APIRouter(prefix="/api/v1")

ATOM = "http://www.w3.org/2005/Atom"


@router.get("/mentions.atom")
async def atom(request: Request, who: Viewer) -> Response:
    """The newest first, whatever the order of the list: who reads feeds waits for what is new."""
    desk = desk_of(request)
    try:
        sought = wanted(replace(filters(request.query_params), order=""), who.name, desk)
    except QueryError as error:
        return problem(400, "The search was not understood", str(error))
    rows = await desk.ask(desk.store.inbox.page, sought, None, 50)
    home = _home(request)
    entries = [_of_mention(row.mention, home) for row in rows]
    return _answer(document(entries, f"{home}/inbox", "vigie", desk.clock()))


@router.get("/incidents.atom")
async def incidents(request: Request, who: Viewer) -> Response:
    """What was told of incidents, the newest first."""
    desk, say = desk_of(request), tongue(request, who)
    home, reader = _home(request), Target("feed", "apprise", "", say.language, say.timezone)
    alerts = await desk.ask(desk.store.incidents.alerts, 50)
    entries = [_of_alert(alert, reader, home) for alert in alerts if not alert.kind.own]
    return _answer(document(entries, f"{home}/incidents", f"vigie · {say('Incidents')}", desk.clock()))


@dataclass(frozen=True, slots=True)
class Entry:
    """*id* is the same for ever."""

    id: str
    page: str
    title: str
    author: str
    at: datetime
    summary: str


def _of_mention(mention: Mention, home: str) -> Entry:
    page, prose = f"{home}/mentions/{mention.id}", mention.item.prose
    title = cut(f"{mention.brand}: {prose}", 120)
    return Entry(page, page, title, mention.item.author or mention.source, mention.seen_at, cut(prose, 1000))


def _of_alert(alert: Alert, reader: Target, home: str) -> Entry:
    page = f"{home}/incidents/{alert.incident.id}"
    title, _, words = preview(alert, reader).partition("\n")
    return Entry(f"{page}#{alert.number}", page, title, "vigie", alert.at, words)


def document(entries: Sequence[Entry], page: str, title: str, now: datetime) -> bytes:
    """The feed. Hostile words are text of elements, in which nothing is markup."""
    feed = Element("feed", xmlns=ATOM)
    _tell(feed, "id", page)
    _tell(feed, "title", title)
    _tell(feed, "updated", max((each.at for each in entries), default=now).isoformat())
    for each in entries:
        entry = SubElement(feed, "entry")
        _tell(entry, "id", each.id)
        _tell(entry, "title", each.title)
        _tell(entry, "updated", each.at.isoformat())
        _tell(SubElement(entry, "author"), "name", each.author)
        SubElement(entry, "link", href=each.page)
        _tell(entry, "summary", each.summary)
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _home(request: Request) -> str:
    return (desk_of(request).scene().link or str(request.base_url)).rstrip("/")


def _answer(written: bytes) -> Response:
    return Response(written, media_type="application/atom+xml; charset=utf-8")


def _tell(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = escape.line(text)
