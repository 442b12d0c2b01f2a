"""A query said back in plain words, as an indented tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from monitor.match.query import And, Node, Not, Or, Query, Term
from monitor.text import one_line

_ENGLISH = {
    "all": "all of:",
    "any": "at least one of:",
    "none": "but not:",
    "word": "the word “{}”",
    "phrase": "the words “{}”, one after the other",
}
_FRENCH = {
    "all": "tout ceci :",
    "any": "au moins l'un de :",
    "none": "mais pas :",
    "word": "le mot « {} »",
    "phrase": "les mots « {} », à la suite",
}
_LANGUAGES: Mapping[str, Mapping[str, str]] = {"en": _ENGLISH, "fr": _FRENCH}


def explain(query: Query, *, language: str = "en") -> str:
    """What is looked for, one line a term, in English or French (English for any other *language*)."""
    return "\n".join(_lines(query, query.root, _LANGUAGES.get(language, _ENGLISH)))


def _lines(query: Query, node: Node, said: Mapping[str, str]) -> Iterator[str]:
    if isinstance(node, Term):
        yield said["word" if len(node.words) == 1 else "phrase"].format(one_line(query.written(node)))
        return
    match node:
        case And(parts):
            yield said["all"]
        case Or(parts):
            yield said["any"]
        case Not(part):
            yield said["none"]
            parts = (part,)
    for part in parts:
        yield from (f"  {line}" for line in _lines(query, part, said))
