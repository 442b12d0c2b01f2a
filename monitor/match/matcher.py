"""Which brands a text speaks of, and with which words: all brands in one pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.errors import QueryError
from monitor.match.grammar import parse
from monitor.match.phrases import PhraseIndex, phrase
from monitor.match.query import Or, Query, Term, holds, terms
from monitor.match.tokens import tokens
from monitor.model import Brand, Span


@dataclass(frozen=True, slots=True)
class Match:
    """A text speaks of *brand*; *spans* are where what its query looks for was found, in order."""

    brand: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whose phrase it is: the brand's number, the term's place in its query and its text; empty if it is excluded."""

    brand: int
    place: int
    term: str


class Matcher:
    """The queries of many brands, compiled together. Raises QueryError for the first that cannot be answered."""

    def __init__(self, brands: Sequence[Brand]) -> None:
        self._names = tuple(brand.name for brand in brands)
        self._queries = tuple(query_of(brand) for brand in brands)
        self._index = PhraseIndex()
        self._owners: dict[int, list[_Owner]] = defaultdict(list)
        for number, query in enumerate(self._queries):
            self._own(number, query)

    def _own(self, number: int, query: Query) -> None:
        for term, wanted in terms(query.root):
            written = query.written(term)
            key = self._index.add(phrase(written))
            self._owners[key].append(_Owner(number, term.start, written if wanted else ""))

    def match(self, prose: str) -> tuple[Match, ...]:
        """The brands that *prose* speaks of, in the order in which they were given."""
        found: dict[int, set[int]] = {}
        spans: dict[int, dict[tuple[int, int], Span]] = {}
        for key, start, end in self._index.find(prose):
            for owner in self._owners[key]:
                found.setdefault(owner.brand, set()).add(owner.place)
                if owner.term:
                    here = spans.setdefault(owner.brand, {})
                    here.setdefault((start, end), Span(start, end, owner.term))
        return tuple(
            Match(self._names[brand], tuple(span for _, span in sorted(spans.get(brand, {}).items())))
            for brand in sorted(found)
            if holds(self._queries[brand].root, found[brand])
        )


def query_of(brand: Brand) -> Query:
    """What is looked for: the brand's query, or else its name and aliases as phrases."""
    if brand.query.strip():
        return parse(brand.query)
    text = ""
    found: list[Term] = []
    for name in (brand.name, *brand.aliases):
        words = tuple(word.text for word in tokens(name))
        if words:
            start = len(text) + (5 if text else 1)
            text += f'{" OR " if text else ""}"{name.replace(chr(34), chr(39))}"'
            found.append(Term(words, start, start + len(name)))
    if not found:
        hint = "give the brand a query"
        raise QueryError("there is no word in this name", query=brand.name, position=0, hint=hint)
    return Query(text, Or(tuple(found)) if len(found) > 1 else found[0])
