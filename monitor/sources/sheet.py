"""History from a file: the rows of a CSV table, or a JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.errors import ParseError
from monitor.model import Item, Reply, Request
from monitor.sources import answers, items
from monitor.sources.json_http import Json
from monitor.text import cut, one_line, tables

_HERE = "https://import.invalid/"
# How exports call their columns, in English and French; the first that is there counts.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "review_id", "comment_id", "reference", "identifiant"),
    "title": ("title", "headline", "subject", "titre", "sujet", "objet"),
    "text": ("text", "body", "content", "comment", "review", "message", "texte", "contenu", "commentaire", "avis"),
    "author": ("author", "name", "user", "username", "reviewer", "auteur", "nom", "pseudo"),
    "published": ("published", "date", "created_at", "created", "at", "time", "publication", "publie_le"),
    "updated": ("updated", "updated_at", "edited", "modifie_le"),
    "link": ("url", "link", "permalink", "lien", "adresse"),
    "language": ("language", "lang", "langue"),
    "rating": ("rating", "stars", "score", "note", "etoiles"),
    "thread": ("thread", "thread_id", "topic", "fil"),
    "parent": ("parent", "parent_id", "in_reply_to"),
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one file, a thousand at most."""

    rows: tuple[Mapping[str, object], ...]

    def items(self, at: datetime, best: float) -> tuple[Item, ...]:
        """What the rows say; *best* is the most stars that can be given."""
        body = json.dumps([_renamed(row) for row in self.rows]).encode()
        reply = Reply(Request(_HERE), _HERE, 200, (), body, at)
        reader = Json(url=_HERE, best=best, **{name: name for name in _NAMES})  # type: ignore[arg-type]
        return reader.parse(reply, "").items


def sheets(data: bytes, name: str) -> Iterator[Sheet]:
    """The rows of a file called *name*, a thousand a sheet. Raises ParseError for what is neither CSV nor JSONL."""
    rows = tuple(_lines(data, name) if answers.looks_like_json(data) else _table(data, name))
    if not rows:
        raise ParseError(f"{name} has no rows", hint="a first line with the names of the columns, then one row a line")
    for start in range(0, len(rows), items.MOST):
        yield Sheet(rows[start : start + items.MOST])


def _lines(data: bytes, name: str) -> Iterator[Mapping[str, object]]:
    for number, line in enumerate(data.splitlines(), 1):
        try:
            row = json.loads(line) if line.strip() else {}
        except (ValueError, RecursionError) as error:
            raise ParseError(f"{name}:{number} is no JSON: {cut(one_line(str(error)), 80)}", hint=_JSONL) from error
        if not isinstance(row, dict):
            raise ParseError(f"{name}:{number} is no JSON object", hint=_JSONL)
        if row:
            yield row


_JSONL = "a JSON object a line, as `vigie export --format jsonl` writes them"


def _table(data: bytes, name: str) -> Iterator[Mapping[str, object]]:
    text = answers.decode(data)
    try:
        _prove(tables.columns(text), name)
        yield from (row for _, row in tables.rows(text))
    except tables.Broken as error:
        raise ParseError(f"{name}:{error.line} is broken CSV: {error}", hint="open and export it again") from error


def _prove(columns: Iterable[str], name: str) -> None:
    known = {each for names in _NAMES.values() for each in names}
    if not known & {_plain(column) for column in columns if column}:
        hint = f"name them in the first line: {', '.join(names[0] for names in _NAMES.values())}"
        raise ParseError(f"{name} has no column that we know", hint=hint)


def _renamed(row: Mapping[str, object]) -> dict[str, object]:
    """A row under our own names."""
    told = {_plain(key): value for key, value in row.items()}
    return {ours: _first(told, names) for ours, names in _NAMES.items()}


def _first(row: Mapping[str, object], names: tuple[str, ...]) -> object:
    return next((row[name] for name in names if row.get(name) not in (None, "")), None)


def _plain(column: str) -> str:
    return "_".join(column.strip().lower().replace("é", "e").replace("è", "e").split())
