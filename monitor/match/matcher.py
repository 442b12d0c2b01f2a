"""Which brands an item speaks of, and with which words: all brands in one pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.match.budget import BUDGET, Budget, load
from monitor.match.facts import Facts
from monitor.match.finding import Reader, find
from monitor.match.haystack import haystack, prose_of
from monitor.match.naming import query_of
from monitor.match.prefilter import Prefilter
from monitor.match.query import Fact, Names, Query, leaves
from monitor.model import Brand, Span

LATE = frozenset({"lang", "sentiment", "insult", "accusation"})  # known only once somebody has judged the item


@dataclass(frozen=True, slots=True)
class Match:
    """An item speaks of *brand*; *spans* are where what its query looks for was found, in order."""

    brand: str
    spans: tuple[Span, ...]


class Matcher:
    """The queries of many brands, compiled together. Raises QueryError for the first that cannot be answered."""

    def __init__(self, brands: Sequence[Brand], names: Names | None = None, budget: Budget = BUDGET) -> None:
        self._budget = budget
        self._names = tuple(brand.name for brand in brands)
        self._queries = tuple(query_of(brand, names) for brand in brands)
        self._late = {name: query for name, query in zip(self._names, self._queries, strict=True) if is_late(query)}
        self._loads = {name: load(query.root) for name, query in zip(self._names, self._queries, strict=True)}
        self._prefilter = Prefilter([query.root for query in self._queries])

    def match(self, told: Facts | str) -> tuple[Match, ...]:
        """The brands that an item, or a text alone, speaks of, in the order in which they were given.

        What is not judged yet is taken as a query would like it: see `confirms`.
        """
        prose = told if isinstance(told, str) else told.prose
        words, _ = haystack(prose)
        candidates = self._prefilter.candidates(words)
        if not candidates:
            return ()
        facts = Facts(text=told) if isinstance(told, str) else told
        reader = Reader(facts, prose_of(prose), self._budget)
        found = [(self._names[number], part) for number, part in candidates]
        told_of = ((name, reader.spans(part, self._loads[name])) for name, part in found)
        return tuple(Match(name, spans) for name, spans in told_of if spans is not None)

    def confirms(self, brand: str, facts: Facts) -> bool:
        """Whether a match of *brand* still holds now that all of *facts* is known."""
        query = self._late.get(brand)
        return query is None or find(query, facts, self._budget) is not None


def is_late(query: Query) -> bool:
    """Whether *query* asks for what is known of a mention only once it was judged."""
    return any(isinstance(leaf, Fact) and (leaf.field in LATE or leaf.value in LATE) for leaf, _ in leaves(query.root))
