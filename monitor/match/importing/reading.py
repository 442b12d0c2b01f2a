"""From the pieces of a foreign query to its tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NoReturn

from monitor.errors import QueryError
from monitor.match.importing.dialects import Dialect
from monitor.match.importing.foreign import (
    Counted,
    Foreign,
    Group,
    Near,
    Place,
    Range,
    Refused,
    Within,
    Words,
)
from monitor.match.importing.pieces import Piece, pieces

MAX_DEPTH = 12  # as deep as a query of ours may be
_ENDS = frozenset({"close", "OR", "end"})


def read(query: str, dialect: Dialect) -> Foreign:
    """The tree of *query*. Raises QueryError where its own house would not understand it either."""
    reading = _Reading(query, [*pieces(query, dialect), Piece("end", "", Place(len(query), len(query)))])
    tree = reading.either(0)
    if reading.next.kind != "end":
        reading.refuse("this parenthesis closes nothing", reading.next)
    return tree


class _Reading:
    def __init__(self, query: str, found: Sequence[Piece]) -> None:
        self.query = query
        self.found = found
        self.at = 0

    @property
    def next(self) -> Piece:
        return self.found[self.at]

    def take(self) -> Piece:
        piece = self.found[self.at]
        self.at += piece.kind != "end"
        return piece

    def refuse(self, what: str, piece: Piece) -> NoReturn:
        raise QueryError(what, query=self.query, position=piece.place.start, hint="repair it where it was written")

    def either(self, depth: int) -> Foreign:
        parts = [self.both(depth)]
        while self.next.kind == "OR":
            self.take()
            parts.append(self.both(depth))
        return _group("OR", parts)

    def both(self, depth: int) -> Foreign:
        parts = [self.beside(depth)]
        while self.next.kind not in _ENDS:
            if self.next.kind == "AND":
                self.take()
            parts.append(self.beside(depth))
        return _group("AND", parts)

    def beside(self, depth: int) -> Foreign:
        left = self.single(depth)
        while self.next.kind == "near":
            sign = self.take()
            right = self.single(depth)
            place = Place(left.place.start, right.place.end)
            left = Near(place, (left, right), sign.distance, sign.ordered)
        return left

    def single(self, depth: int) -> Foreign:
        if depth > MAX_DEPTH:
            self.refuse(f"more than {MAX_DEPTH} parts stand inside each other here", self.next)
        piece = self.take()
        if piece.kind in ("NOT", "minus"):
            part = self.single(depth + 1)
            return Refused(Place(piece.place.start, part.place.end), part)
        if piece.kind in ("field", "exact", "times"):
            return self._marked(piece, depth)
        return self._trimmed(self._plain(piece, depth))

    def _marked(self, piece: Piece, depth: int) -> Foreign:
        part = self.single(depth + 1)
        place = Place(piece.place.start, part.place.end)
        name = piece.text[:-1].lower() if piece.kind == "field" else ""
        if piece.kind == "times":
            return Counted(place, part)
        if name and name != "raw":
            return Within(place, name, part)
        return replace(part, exact=True, place=place) if isinstance(part, Words) else part

    def _plain(self, piece: Piece, depth: int) -> Foreign:
        if piece.kind == "open":
            return self._inside(piece, depth)
        if piece.kind in ("phrase", "braces"):
            return Words(piece.place, piece.text[1:-1].strip(), quoted=True, exact=piece.kind == "braces")
        if piece.kind == "range":
            low, _, high = piece.text[1:-1].partition(" TO ")
            return Range(piece.place, low.strip(), high.strip())
        if piece.kind != "word":
            self.refuse(f"{piece.text or 'something'} is missing a word here", piece)
        return Words(piece.place, piece.text)

    def _inside(self, piece: Piece, depth: int) -> Foreign:
        if self.next.kind == "close":
            self.refuse("there is nothing between these parentheses", piece)
        inner = self.either(depth + 1)
        if self.next.kind != "close":
            self.refuse("this parenthesis is never closed", piece)
        return replace(inner, place=Place(piece.place.start, self.take().place.end))

    def _trimmed(self, part: Foreign) -> Foreign:
        """*part* with the ~n and ^n that follow it."""
        while self.next.kind in ("tilde", "boost"):
            sign = self.take()
            if sign.kind == "tilde":
                part = _loosened(part, sign)
        return part


def _loosened(part: Foreign, sign: Piece) -> Foreign:
    number = int(sign.text[1:][:3]) if sign.text[1:] else None
    if isinstance(part, Group) and part.operator == "AND" and number is not None:
        return Near(part.place, part.parts, number, ordered=False)
    if not isinstance(part, Words):
        return part
    if part.quoted:
        return replace(part, slop=number)
    return replace(part, loose=True) if number is None else replace(part, fuzzy=number)


def _group(operator: str, parts: list[Foreign]) -> Foreign:
    if len(parts) == 1:
        return parts[0]
    return Group(Place(parts[0].place.start, parts[-1].place.end), operator, tuple(parts))
