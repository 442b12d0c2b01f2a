"""Which items speak of whom: the query language and its matcher."""

from monitor.match.facts import Facts, facts_of
from monitor.match.finding import find
from monitor.match.fulltext import search_expression, searchable
from monitor.match.grammar import parse
from monitor.match.matcher import Match, Matcher
from monitor.match.naming import query_of
from monitor.match.query import (
    And,
    Fact,
    Fuzzy,
    Link,
    Named,
    Names,
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
)
from monitor.match.spoken import explain

__all__ = [
    "And",
    "Fact",
    "Facts",
    "Fuzzy",
    "Link",
    "Match",
    "Matcher",
    "Named",
    "Names",
    "Near",
    "Node",
    "Not",
    "Or",
    "Query",
    "Raw",
    "Regex",
    "Term",
    "Wild",
    "Within",
    "explain",
    "facts_of",
    "find",
    "parse",
    "query_of",
    "search_expression",
    "searchable",
]
