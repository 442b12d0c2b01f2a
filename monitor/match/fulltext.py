"""The same query for SQLite's full-text search, which sees words but no signs, and whose syntax nobody can break."""

from __future__ import annotations

import re
import unicodedata

from monitor.match.query import And, Node, Not, Query, Term
from monitor.match.tokens import tokens, unspaced
from monitor.text import words

_WORD = re.compile(r"\w+")


def search_expression(query: Query) -> str:
    """An FTS5 MATCH expression for a table with `tokenize = 'unicode61 remove_diacritics 2'`.

    Full-text search knows no signs and no sentence ends: it finds, and excludes, C&A in "c. a" as well. It finds names
    in Chinese, Japanese and Korean only where they begin what is written without a blank.
    """
    return _side(query, query.root)[0]


def _side(query: Query, node: Node) -> tuple[str, bool]:
    """An expression, and whether it is what *node* asks for (True) or all that it does not ask for (False).

    FTS5 has no "everything but"; only "this but not that". So each half carries its sign up to where there is a this.
    """
    if isinstance(node, Term):
        return _spellings(query.written(node)), True
    if isinstance(node, Not):
        expression, sign = _side(query, node.part)
        return expression, not sign
    sides = [_side(query, part) for part in node.parts]
    asked = [expression for expression, sign in sides if sign]
    refused = [expression for expression, sign in sides if not sign]
    if isinstance(node, And):
        return (_without(_joined("AND", asked), refused), True) if asked else (_joined("OR", refused), False)
    return (_without(_joined("AND", refused), asked), False) if refused else (_joined("OR", asked), True)


def _joined(operator: str, parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"({f' {operator} '.join(parts)})"


def _without(expression: str, refused: list[str]) -> str:
    return f"({expression} NOT {_joined('OR', refused)})" if refused else expression


def _spellings(written: str) -> str:
    """The term folded as we fold, with the ligature of French, and as it is written: the index knows accents only."""
    folded = " ".join(word.text for word in words(written))
    composed = " ".join(_WORD.findall(unicodedata.normalize("NFC", written))).lower()
    ways = [folded, folded.replace("oe", "œ")]
    if not unicodedata.normalize("NFD", composed).isascii():
        ways.append(composed)
    # A name without blanks has no words in the index: what follows it is one token with it.
    star = "*" if unspaced(written[tokens(written)[-1].start]) else ""
    return _joined("OR", [f'"{way}"{star}' for way in dict.fromkeys(ways)])
