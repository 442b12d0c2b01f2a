"""The same query for SQLite's full-text search: it finds at least what the query finds, and a second look decides."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from monitor.match.haystack import prose_of
from monitor.match.phrases import phrases
from monitor.match.query import (
    And,
    Fact,
    Fuzzy,
    Named,
    Near,
    Node,
    Not,
    Or,
    Query,
    Raw,
    Regex,
    Term,
    Wild,
    Within,
    Word,
)
from monitor.match.tokens import said, tokens

_WORD = re.compile(r"\w+")
_FOREIGN = re.compile(r"[^\x00-\x7f]")


def searchable(text: str) -> str:
    """What to index of *text*: every reading of its words, in letters that every tokenizer takes for letters."""
    prose = prose_of(text)
    words = dict.fromkeys((*said(prose.text), *prose.readings))
    return " ".join(_spelled(word) for word in words if word[0] != "#")


def search_expression(query: Query) -> str:
    """An FTS5 MATCH expression for a table with `tokenize = 'unicode61 remove_diacritics 2'` of what is `searchable`;
    "" where nothing narrows the search.

    It knows words, and neither order, nearness, case nor exclusion: what it finds is to be asked again. Over texts that
    are indexed as they were published it still finds what is written as in the query, accents and case aside.
    """
    return _expression(query.root)


def _expression(node: Node) -> str:
    match node:
        case Not() | Fact() | Regex():
            return ""
        case And(parts):
            return _all(map(_expression, parts))
        case Or(parts):
            return _any(map(_expression, parts))
        case Near(parts, links):
            wanted = (part for part, link in zip(parts[1:], links, strict=True) if not link.absent)
            return _all(map(_expression, (parts[0], *wanted)))
        case Within(_, part) | Named(part=part):
            return _expression(part)
        case Raw(written):
            return _all(_word(token.text, written[token.start : token.end]) for token in tokens(written))
        case Term():
            return _term(node)


def _term(term: Term) -> str:
    if term.slop is not None:
        return _all(map(_word, term.words))
    as_written = {word.text: term.written[word.start : word.end] for word in tokens(term.written)}
    return _any(_all(_word(word, as_written.get(str(word), "")) for word in phrase.words) for phrase in phrases(term))


def _word(word: Word, written: str = "") -> str:
    match word:
        case Wild(pattern):
            head = pattern.partition("?")[0].rstrip("*")
            return f'"{_spelled(head)}"*' if head else ""
        case Fuzzy():
            return ""
    folded = word.lstrip("#")
    composed = " ".join(_WORD.findall(unicodedata.normalize("NFC", written).lower()))
    ways = [_spelled(folded), folded.replace("oe", "œ"), composed if not composed.isascii() else ""]
    return _any(f'"{way}"' for way in dict.fromkeys(filter(None, ways)))


def _spelled(word: str) -> str:
    return word if word.isascii() else _FOREIGN.sub(lambda found: f"x{ord(found[0]):x}x", word)


def _all(expressions: Iterable[str]) -> str:
    return _joined("AND", [expression for expression in expressions if expression])


def _any(expressions: Iterable[str]) -> str:
    known = list(expressions)
    return _joined("OR", known) if all(known) else ""


def _joined(operator: str, parts: list[str]) -> str:
    parts = list(dict.fromkeys(parts))
    return f"({f' {operator} '.join(parts)})" if len(parts) > 1 else parts[0] if parts else ""
