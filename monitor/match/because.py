"""Why a query finds a text or does not: its plain words, each line with whether it is so, and where."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.match.facts import Facts
from monitor.match.finding import Reader
from monitor.match.prose import Prose
from monitor.match.query import Query
from monitor.match.spoken import lines
from monitor.model import Span


@dataclass(frozen=True, slots=True)
class Because:
    """A line of a query in plain words; whether what it says is so of a text, and the places that make it so."""

    said: str
    holds: bool
    spans: tuple[Span, ...] = ()


def because(query: Query, facts: Facts, language: str = "en") -> tuple[Because, ...]:
    """*query* line by line; what nobody knows of the text yet is taken as the query would like it."""
    reader = Reader(facts, Prose(facts.prose))
    told = ((line.text, reader.spans(line.node)) for line in lines(query.root, language))
    return tuple(Because(text, spans is not None, spans or ()) for text, spans in told)
