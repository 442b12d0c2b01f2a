"""All kinds of sources side by side: what each hears, how far its terms let us, what it needs, how it was proven."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from monitor.sources import KINDS, STREAMS, Option, facts, kind, options, stream

PULLED, PUSHED = "asked", "pushed"


@dataclass(frozen=True, slots=True)
class Row:
    """One kind. *how* it comes to us: it is asked, or it is pushed."""

    kind: str
    terms: str
    proof: str
    how: str
    hears: str
    formats: str
    needs: str
    options: tuple[Option, ...]


def rows() -> tuple[Row, ...]:
    pulled = (_row(name, kind(name), PULLED) for name in KINDS)
    pushed = (_row(name, stream(name), PUSHED) for name in STREAMS)
    return (*pulled, *pushed)


def _row(name: str, cls: type, how: str) -> Row:
    told = facts(cls)
    hears = (cls.__doc__ or "").strip()
    return Row(name, told.terms, told.proof, how, hears, told.formats, told.needs, options(cls))


def markdown() -> str:
    """The table as docs/sources.md shows it."""
    head = ("kind", "terms", "proven on", "what it hears", "what it reads", "key or right that it needs")
    body = ((f"`{r.kind}`", r.terms, r.proof, r.hears, r.formats, r.needs or "none") for r in rows())
    return "".join(map(_line, (head, ["---"] * len(head), *body)))


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"
