"""Which items speak of whom: the query language and its matcher."""

from monitor.match.fulltext import search_expression
from monitor.match.grammar import parse
from monitor.match.matcher import Match, Matcher, query_of
from monitor.match.query import And, Not, Or, Query, Term
from monitor.match.spoken import explain

__all__ = [
    "And",
    "Match",
    "Matcher",
    "Not",
    "Or",
    "Query",
    "Term",
    "explain",
    "parse",
    "query_of",
    "search_expression",
]
