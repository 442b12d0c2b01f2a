"""The workshop of queries: one is said back in plain words, doubted, tried on a text and shown on the archive, before
anybody saves it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from monitor.errors import QueryError
from monitor.match import Facts, Query, explain, find, parse, query_of
from monitor.match.because import because
from monitor.match.costing import cost, cost_in_words
from monitor.match.doubts import Told, told
from monitor.match.filtering import Filter
from monitor.match.french import wrong
from monitor.match.linting import Finding, lint
from monitor.match.previewing import Hit, Preview, flood
from monitor.model import Span
from monitor.searching import previewed
from monitor.store import Store
from monitor.web.pages.portrait import Piece
from monitor.web.paint import paint, tongue
from monitor.web.people.gate import Viewer, desk_of
from monitor.web.tongue import Tongue

router = APIRouter()

LONGEST = 4_000  # characters of a query: an address bears no more
LONGEST_TEXT = 2_000
DAYS = ("7", "28", "90")
MOST = 20_000  # mentions that a page looks at: a few seconds
AROUND = 110  # characters of a hit, on either side of its first place


@dataclass(frozen=True, slots=True)
class Doubted:
    """A doubt in words, and the query with its place marked."""

    pieces: tuple[Piece, ...]
    said: Told


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the query in plain words; whether it is so of the text it is tried on (yes, no), and what makes it."""

    said: str
    so: str = ""
    found: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """Some of what was found, each with its number and what stands around its first place; *count* is of all."""

    title: str
    count: int
    hits: tuple[tuple[int, tuple[Piece, ...]], ...]


@router.get("/queries")
async def queries(request: Request, who: Viewer) -> Response:
    """Nothing is kept of what is asked here: the address says it all."""
    desk, words = desk_of(request), request.query_params
    scene, say = desk.scene(), tongue(request, who)
    brand = next((each for each in scene.watched if each.name == words.get("brand", "")), None)
    saved = query_of(brand, scene.names) if brand else None
    text = words.get("q", "")[:LONGEST].strip() or (saved.text if saved else "")
    tried = words.get("text", "")[:LONGEST_TEXT]
    days = words["days"] if words.get("days") in DAYS else "28"
    shown: dict[str, Any] = {"fault": None, "lines": (), "doubts": (), "found": None, "samples": (), "trial": None}
    status = 200
    if text:
        try:
            asked = saved if saved and saved.text == text else parse(text, scene.names, filters=True)
        except QueryError as error:
            shown["fault"], shown["place"], status = wrong(error, say.language), _faulty(text, error.position), 400
        else:
            shown |= _said(asked, tried, say) | {"trial": _tried(asked, tried)}
            other = saved if saved and saved.text != text else None
            shown |= await desk.ask(_looked_up, desk.store, asked, other, int(days), say)
    brands = tuple(each.name for each in scene.watched)
    form = {"q": text, "brand": brand.name if brand else "", "text": tried, "days": days}
    return paint(request, who, "queries", status, form=form, brands=brands, all_days=DAYS, yaml=_yaml(text), **shown)


def _said(asked: Query, text: str, say: Tongue) -> dict[str, Any]:
    """The query in plain words, each line with whether it is so of *text* if there is one, and its doubts."""
    doubts = tuple(_doubted(asked.text, each, say) for each in lint(asked))
    if text.strip():
        reasons = because(asked, Facts(text=text), say.language)
        lines = tuple(Line(each.said, "yes" if each.holds else "no", _found(text, each.spans)) for each in reasons)
    else:
        lines = tuple(Line(line) for line in explain(asked, language=say.language).splitlines())
    return {"lines": lines, "price": cost_in_words(cost(asked), say.language), "doubts": doubts}


def _found(text: str, spans: tuple[Span, ...]) -> str:
    return ", ".join(dict.fromkeys(text[span.start : span.end] for span in spans[:5]))


def _doubted(text: str, finding: Finding, say: Tongue) -> Doubted:
    return Doubted(_marked(text, ((finding.start, finding.end),), "cue"), told(finding, say.language))


def _looked_up(store: Store, asked: Query, saved: Query | None, days: int, say: Tongue) -> dict[str, Any]:
    """What the archive says of it."""
    other = Filter(saved) if saved else None
    found = previewed(store, Filter(asked), saved=other, days=days, clock=say.zone, most=MOST)
    if not found:
        return {"found": None}
    floods = [_doubted(asked.text, each, say) for each in flood(found, len(asked.text))]
    return {"found": found, "samples": _samples(found), "floods": floods, "top": max(n for _, n in found.days) or 1}


def _samples(found: Preview) -> tuple[Sample, ...]:
    shown = [Sample("Found", found.found, _hits(found.hits))]
    if found.compared:
        shown += [
            Sample("What the change adds", found.added, _hits(found.added_hits)),
            Sample("What the change loses", found.lost, _hits(found.lost_hits)),
        ]
    return tuple(shown)


def _hits(hits: tuple[Hit, ...]) -> tuple[tuple[int, tuple[Piece, ...]], ...]:
    return tuple((hit.mention.id, _around(hit)) for hit in hits)


def _around(hit: Hit) -> tuple[Piece, ...]:
    prose = hit.mention.item.prose
    first = hit.spans[0].start if hit.spans else 0
    start, end = max(0, first - AROUND), first + AROUND
    places = tuple((span.start - start, span.end - start) for span in hit.spans if span.end <= end)
    pieces = _marked(prose[start:end], places, "term")
    before, after = (Piece("…"),) if start else (), (Piece("…"),) if end < len(prose) else ()
    return (*before, *pieces, *after)


def _tried(asked: Query, text: str) -> tuple[bool, tuple[Piece, ...]] | None:
    """Whether it finds *text*, and where; None where there is none to try it on."""
    if not text.strip():
        return None
    spans: tuple[Span, ...] | None = find(asked, Facts(text=text))
    return spans is not None, _marked(text, tuple((span.start, span.end) for span in spans or ()), "term")


def _faulty(text: str, position: int) -> tuple[Piece, ...]:
    """The query, what cannot be read in it marked: from there to the next blank."""
    word = re.compile(r"[^\s()]+|.|$", re.DOTALL).match(text, position)
    return _marked(text, ((position, word.end()),), "cue") if word else (Piece(text),)


def _marked(text: str, places: tuple[tuple[int, int], ...], kind: str) -> tuple[Piece, ...]:
    """*text* in pieces; of places that overlap, the first is marked."""
    pieces: list[Piece] = []
    at = 0
    for start, end in places:
        if start >= at and end > start:
            pieces += [Piece(text[at:start]), Piece(text[start:end], kind)]
            at = end
    return tuple(piece for piece in (*pieces, Piece(text[at:])) if piece.text)


def _yaml(text: str) -> str:
    """The line of the configuration that saves it."""
    return f"query: {json.dumps(' '.join(text.split()), ensure_ascii=False)}" if text else ""
