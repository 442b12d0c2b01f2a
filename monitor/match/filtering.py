"""One query asked of mentions that are there already: for searches, mute rules, alert rules and views of an inbox."""

from __future__ import annotations

from monitor.match.facts import facts_of
from monitor.match.finding import Reader
from monitor.match.grammar import parse
from monitor.match.haystack import haystack
from monitor.match.prefilter import Prefilter
from monitor.match.prose import Prose
from monitor.match.query import Names, Query
from monitor.model import Mention, Span


class Filter:
    """Picklable; called with a mention, it tells whether that is asked for."""

    def __init__(self, query: Query) -> None:
        self.query = query
        self._prefilter = Prefilter([query.root])

    def __call__(self, mention: Mention) -> bool:
        return self.find(mention) is not None

    def find(self, mention: Mention) -> tuple[Span, ...] | None:
        """Where in its prose what is looked for stands; None where the mention is not asked for."""
        facts = facts_of(mention)
        words, read = haystack(facts.prose)
        for _, part in self._prefilter.candidates(words):
            return Reader(facts, read or Prose(facts.prose, plain=True)).spans(part)
        return None


def filter_of(text: str, names: Names | None = None) -> Filter:
    """The filter that *text* says; it may exclude only: -lang:en. Raises QueryError."""
    return Filter(parse(text, names, filters=True))
