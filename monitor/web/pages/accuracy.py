"""How good the scores are on one's own brand: what people said of mentions, against what had been scored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from math import sqrt
from typing import Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import Response

from monitor.model import TONES, Mention
from monitor.report.export import line
from monitor.store import Counted, Label, Store
from monitor.web.pages import portrait
from monitor.web.paint import paint
from monitor.web.people.gate import Viewer, desk_of

router = APIRouter()

WORDS = {
    "sentiment": TONES,
    "label": ("insult", "accusation", "both", "criticism", "neutral", "praise"),
}
TITLES = {"sentiment": "Tone", "label": "Insult and accusation"}
SURE = 1.96  # standard deviations: nineteen times in twenty
LOTS = 5  # mentions that are drawn for somebody to judge
SINCE = timedelta(days=30)
GROUPS = 12


@dataclass(frozen=True, slots=True)
class Share:
    """*right* of *count*, and between which shares the truth lies, nineteen times in twenty."""

    name: str
    right: int
    count: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Table:
    """A confusion matrix: *cells* by what was scored and what people say."""

    what: str
    words: tuple[str, ...]
    cells: dict[tuple[str, str], int]
    whole: Share
    drawn: Share
    languages: tuple[Share, ...]
    sources: tuple[Share, ...]


def wilson(right: int, count: int) -> tuple[float, float]:
    """The score interval of a share (Wilson, 1927): it stays within 0 and 1, and is honest of few."""
    if not count:
        return 0.0, 1.0
    share, square = right / count, SURE * SURE
    middle = (share + square / (2 * count)) / (1 + square / count)
    half = SURE / (1 + square / count) * sqrt(share * (1 - share) / count + square / (4 * count * count))
    return max(0.0, middle - half), min(1.0, middle + half)


def table_of(what: str, counted: Iterable[Counted]) -> Table:
    told = tuple(counted)
    cells: Counter[tuple[str, str]] = Counter()
    for each in told:
        cells[each.said, each.word] += each.count
    return Table(
        what,
        WORDS[what],
        dict(cells),
        _share("", told),
        _share("", (each for each in told if each.drawn)),
        _shares(told, lambda each: each.language or "?"),
        _shares(told, lambda each: each.source),
    )


def _share(name: str, told: Iterable[Counted]) -> Share:
    found = tuple(told)
    right = sum(each.count for each in found if each.said == each.word)
    count = sum(each.count for each in found)
    return Share(name, right, count, *wilson(right, count))


def _shares(told: tuple[Counted, ...], key: Callable[[Counted], str]) -> tuple[Share, ...]:
    """The largest first."""
    names = Counter[str]()
    for each in told:
        names[key(each)] += each.count
    return tuple(_share(name, (each for each in told if key(each) == name)) for name, _ in names.most_common(GROUPS))


@router.get("/accuracy")
async def accuracy(request: Request, who: Viewer) -> Response:
    desk = desk_of(request)
    values = await desk.ask(_measured, desk.store, desk.clock() - SINCE, drawing=who.may("triage"))
    return paint(request, who, "accuracy", titles=TITLES, portrait=portrait, **values)


def _measured(store: Store, since: Any, *, drawing: bool) -> dict[str, Any]:
    drawn = store.labels.draw("sentiment", since, LOTS) if drawing else ()
    return {
        "tables": [table_of(what, store.labels.counted(what)) for what in WORDS],
        "lots": [row for row in map(store.inbox.row, drawn) if row],
    }


@router.get("/api/v1/labels.jsonl")
async def labels(request: Request, who: Viewer, what: Literal["sentiment", "label"] = "sentiment") -> Response:  # noqa: ARG001
    """Every label with its text, as `vigie eval` reads it."""
    desk = desk_of(request)
    written = await desk.ask(lambda: "".join(_lines(desk.store, what)))
    headers = {"content-disposition": f'attachment; filename="labels-{what}.jsonl"'}
    return Response(written.encode(), media_type="application/x-ndjson", headers=headers)


def _lines(store: Store, what: str) -> Iterator[str]:
    for mention, label in store.labels.all(what):
        if mention.item.rights.share and mention.item.prose:
            yield line(_row(mention, label)) + "\n"


def _row(mention: Mention, label: Label) -> dict[str, Any]:
    return {
        "id": mention.id,
        "text": mention.item.prose,
        "lang": mention.language,
        "target": mention.brand,
        "label" if label.what == "sentiment" else "expected": label.word,
        "said": label.said,
        "by": label.by,
        "at": label.at.isoformat(),
        "source": mention.source,
        "drawn": label.drawn,
    }
