"""Trying a source before it is added: what it says now, what of it speaks of the brands, and the lines that add it.

Only where the daemon serves the pages: it alone may ask the network, at public addresses only. Nothing is kept.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from monitor import config
from monitor.aftermath import refusal
from monitor.errors import ConfigError, FetchError, VigieError
from monitor.match.facts import facts_of
from monitor.match.matcher import Matcher
from monitor.model import Item
from monitor.reading import page_of
from monitor.sources import KINDS, Source, kind, options
from monitor.web.desk import Desk
from monitor.web.paint import paint
from monitor.web.people.gate import Triager, Viewer, desk_of, form

router = APIRouter()

SHOWN = 12  # items
LONGEST = 2000  # characters of an address


@dataclass(frozen=True, slots=True)
class Trial:
    """What a source says: its title, how many items, the first of them with the brands that each one names."""

    title: str
    count: int
    items: tuple[tuple[Item, tuple[str, ...]], ...]
    naming: int


@cache
def kinds() -> tuple[str, ...]:
    """Those that need nothing but an address."""
    return tuple(name for name in KINDS if [o.name for o in options(kind(name)) if o.required] == ["url"])


@router.get("/sources/try")
async def asked(request: Request, who: Viewer) -> Response:
    return _page(request, who)


@router.post("/sources/try")
async def try_it(request: Request, who: Triager) -> Response:
    """Ask it once."""
    desk, fields = desk_of(request), await form(request)
    url, chosen = fields.get("url", [""])[-1].strip()[:LONGEST], fields.get("kind", ["feed"])[-1]
    if chosen not in kinds() or not url:
        raise HTTPException(400, "Something has to be written there.")
    if not desk.fetcher:
        raise HTTPException(403, "These pages are served alone, and ask nobody anything.")
    try:
        source = _source(chosen, url)
        trial = await _tried(desk, source)
    except VigieError as error:
        return _page(request, who, 400, url=url, chosen=chosen, fault=_mistakes(error))
    return _page(request, who, url=url, chosen=chosen, trial=trial)


def _page(
    request: Request,
    who: Viewer,
    status: int = 200,
    *,
    url: str = "",
    chosen: str = "feed",
    trial: Trial | None = None,
    fault: Sequence[str] = (),
) -> Response:
    desk = desk_of(request)
    lines = _lines(chosen, url) if trial else ""
    return paint(
        request,
        who,
        "trying",
        status,
        url=url,
        chosen=chosen,
        kinds=kinds(),
        trial=trial,
        fault=fault,
        lines=lines,
        able=desk.fetcher is not None,
    )


def _lines(chosen: str, url: str) -> str:
    """What stands in vigie.yaml then."""
    address = f"  - url: {json.dumps(url, ensure_ascii=False)}"
    return address if chosen == "feed" else f"{address}\n    kind: {chosen}"


def _source(chosen: str, url: str) -> Source:
    """The source, by the same proof as if it stood in vigie.yaml. Raises ConfigError where it could not."""
    text = f"brands: [{{name: try}}]\nsources:\n{_lines(chosen, url)}\n    accept_terms: true\n"
    (source,) = config.parse(text, file="vigie.yaml", environ={}).sources
    return source.source


def _mistakes(error: VigieError) -> tuple[str, ...]:
    """Each, with what to do about it."""
    faults = error.faults if isinstance(error, ConfigError) else ()
    return tuple(str(VigieError(each.what, hint=each.hint)) for each in faults) or (str(error),)


async def _tried(desk: Desk, source: Source) -> Trial:
    """Raises FetchError or ParseError for one that does not say anything."""
    assert desk.fetcher
    reply = await desk.fetcher.fetch(source.request(""), now=desk.clock())
    if said := refusal(reply, source):
        raise FetchError(said)
    page = await asyncio.to_thread(page_of, source, reply, "")  # what a page says is anybody's: no loop waits for it
    return await asyncio.to_thread(_sorted, desk, page.title, page.items)


def _sorted(desk: Desk, title: str, items: Sequence[Item]) -> Trial:
    matcher = Matcher(desk.scene().watched, desk.scene().names)
    told = [(item, tuple(match.brand for match in matcher.match(facts_of(item, "")))) for item in items]
    naming = sum(1 for _, brands in told if brands)
    first = sorted(told, key=lambda each: not each[1])[:SHOWN]
    return Trial(title, len(told), tuple(first), naming)
