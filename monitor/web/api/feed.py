"""A list of mentions as an Atom feed (RFC 4287), for whoever reads feeds."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, tostring

from fastapi import APIRouter, Request
from fastapi.responses import Response

from monitor.errors import QueryError
from monitor.model import Mention
from monitor.notify import escape
from monitor.text import cut
from monitor.web.pages.filters import filters, wanted
from monitor.web.paint import problem
from monitor.web.people.gate import Viewer, desk_of

router = APIRouter(prefix="/api/v1")

ATOM = "http://www.w3.org/2005/Atom"


@router.get("/mentions.atom")
async def atom(request: Request, who: Viewer) -> Response:
    desk = desk_of(request)
    try:
        sought = wanted(filters(request.query_params), who.name, desk)
    except QueryError as error:
        return problem(400, "The search was not understood", str(error))
    rows = await desk.ask(desk.store.inbox.page, sought, None, 50)
    home = (desk.scene().link or str(request.base_url)).rstrip("/")
    written = document((row.mention for row in rows), home, desk.clock().isoformat())
    return Response(written, media_type="application/atom+xml; charset=utf-8")


def document(mentions: Iterable[Mention], home: str, now: str) -> bytes:
    """The feed. Hostile words are text of elements, in which nothing is markup."""
    feed = Element("feed", xmlns=ATOM)
    found = list(mentions)
    _tell(feed, "id", f"{home}/inbox")
    _tell(feed, "title", "vigie")
    _tell(feed, "updated", max((each.seen_at.isoformat() for each in found), default=now))
    for mention in found:
        entry = SubElement(feed, "entry")
        page = f"{home}/mentions/{mention.id}"
        _tell(entry, "id", page)
        _tell(entry, "title", cut(f"{mention.brand}: {mention.item.prose}", 120))
        _tell(entry, "updated", mention.seen_at.isoformat())
        _tell(SubElement(entry, "author"), "name", mention.item.author or mention.source)
        SubElement(entry, "link", href=page)
        _tell(entry, "summary", cut(mention.item.prose, 1000))
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _tell(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = escape.line(text)
