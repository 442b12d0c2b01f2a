"""The words, quotes, signs and operators of a foreign query, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from monitor.errors import QueryError
from monitor.match.importing.dialects import Dialect
from monitor.match.importing.foreign import Place

_QUOTES = '"“”„«»＂'
_PIECE = re.compile(
    rf"""
    (?P<remark> <<<.*?(?:>>>|$) )
  | (?P<phrase> [{_QUOTES}][^{_QUOTES}]*[{_QUOTES}] )
  | (?P<braces> \{{[^{{}}]*\}} )
  | (?P<range> \[[^\[\]]*\] )
  | (?P<open> \( ) | (?P<close> \) )
  | (?P<tilde> (?<=[\w*?{_QUOTES})])~\d* )
  | (?P<boost> \^[\d.]+ )
  | (?P<times> (?:atleast)\d+(?=\s*\() )
  | (?P<field> [A-Za-z_]\w*:(?!//)(?=[^\s]) )
  | (?P<minus> [-−–](?=[^\s]) )
  | (?P<exact> \+{{1,2}}(?=[^\s]) )
  | (?P<word> [^\s(){_QUOTES}~^\[\]{{}}]+ )
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)
_NEAR = re.compile(r"(O?)NEAR(?:/(\d{1,4})([fF]?))?")
_SENTENCE = re.compile(r"(O?)SENTENCE")


@dataclass(frozen=True, slots=True)
class Piece:
    """*kind* is that of the pattern above, or AND, OR, NOT, near; *distance* None is the same sentence."""

    kind: str
    text: str
    place: Place
    distance: int | None = None
    ordered: bool = False


def pieces(query: str, dialect: Dialect) -> Iterator[Piece]:
    """Remarks are left out. Raises QueryError for a quote that is never closed."""
    place = 0
    while place < len(query):
        if query[place].isspace() or query[place] in ",;":
            place += 1
            continue
        found = _PIECE.match(query, place)
        if not found:
            raise QueryError(_unread(query[place]), query=query, position=place, hint="repair it where it was written")
        kind, text = found.lastgroup or "word", found.group()
        place = found.end()
        if kind != "remark":
            yield _piece(kind, text, Place(found.start(), found.end()), dialect)


def _unread(char: str) -> str:
    return "this quote is never closed" if char in _QUOTES else f"{char} cannot stand here"


def _piece(kind: str, text: str, place: Place, dialect: Dialect) -> Piece:
    if kind != "word":
        return Piece(kind, text, place)
    told = text.upper() if dialect.any_case else text
    if told in ("AND", "OR", "NOT"):
        return Piece(told, text, place)
    if near := _NEAR.fullmatch(told):
        distance = int(near[2]) if near[2] else dialect.near
        return Piece("near", text, place, distance, ordered=bool(near[1] or near[3]))
    if sentence := _SENTENCE.fullmatch(told):
        return Piece("near", text, place, None, ordered=bool(sentence[1]))
    return Piece("word", text, place)
