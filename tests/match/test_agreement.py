"""Random queries on random texts: the matcher, a naive reading of the same tree, and SQLite say the same."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import QueryError
from monitor.match import And, Matcher, Not, Or, Query, Term, parse, search_expression
from monitor.match.query import Node
from monitor.model import Brand
from monitor.text import one_line

WORD = st.sampled_from(["a", "b", "c", "é"])
TERM = WORD | st.lists(WORD, min_size=1, max_size=3).map(lambda said: f'"{" ".join(said)}"')
QUERY = st.recursive(
    TERM,
    lambda inner: st.one_of(
        inner.map(lambda one: f"-({one})"),
        st.tuples(inner, st.sampled_from([" ", " AND ", " OR ", " SAUF "]), inner).map(
            lambda t: f"({t[0]}){t[1]}({t[2]})"
        ),
    ),
    max_leaves=6,
)
WORDS = st.lists(WORD, max_size=8)
PLAIN = WORDS.map(" ".join)
PROSE = st.lists(st.sampled_from(["a", "B", "c", "É", "e", " ", " ", "-", ". ", ", ", "\n", "x"]), max_size=16).map(
    "".join
)


def readable(text: str) -> Query | None:
    try:
        return parse(text)
    except QueryError:
        return None


def searched(query: Query, proses: list[str]) -> list[str]:
    with closing(sqlite3.connect(":memory:")) as archive:
        archive.execute("create virtual table mention using fts5(prose, tokenize = 'unicode61 remove_diacritics 2')")
        archive.executemany("insert into mention(prose) values (?)", [(prose,) for prose in proses])
        rows = archive.execute("select prose from mention(?) order by rowid", (search_expression(query),)).fetchall()
    return [prose for (prose,) in rows]


def places(term: Term, prose: str) -> set[tuple[int, int]]:
    """Every place where a term stands, by trying each."""
    plain = prose.lower().replace("é", "e")
    between = r"(?:(?!\.\s|\n)[^\w])+"
    pattern = re.compile(rf"(?<!\w){between.join(term.words)}(?!\w)")
    tries = (pattern.match(plain, start) for start in range(len(plain)))
    return {one.span() for one in tries if one}


def true_of(node: Node, prose: str) -> bool:
    match node:
        case Term():
            return bool(places(node, prose))
        case Not(part):
            return not true_of(part, prose)
        case And(parts):
            return all(true_of(part, prose) for part in parts)
        case Or(parts):
            return any(true_of(part, prose) for part in parts)


def wanted(node: Node, prose: str, *, against: bool = False) -> set[tuple[int, int]]:
    match node:
        case Term():
            return set() if against else places(node, prose)
        case Not(part):
            return wanted(part, prose, against=not against)
        case And(parts) | Or(parts):
            return set().union(*(wanted(part, prose, against=against) for part in parts))


@settings(max_examples=50)
@given(st.lists(QUERY, min_size=1, max_size=3), PROSE)
def test_the_matcher_agrees_with_a_naive_reading(texts: list[str], prose: str) -> None:
    queries = [query for query in map(readable, texts) if query]
    matcher = Matcher([Brand(str(number), query=query.text) for number, query in enumerate(queries)])

    told = {match.brand: [(span.start, span.end) for span in match.spans] for match in matcher.match(prose)}

    assert told == {
        str(number): sorted(wanted(query.root, prose))
        for number, query in enumerate(queries)
        if true_of(query.root, prose)
    }


@settings(max_examples=50)
@given(QUERY, st.lists(PLAIN, min_size=1, max_size=6))
def test_the_archive_agrees_with_the_matcher(text: str, proses: list[str]) -> None:
    query = readable(text)
    if query is None:
        return
    matcher = Matcher([Brand("x", query=text)])
    assert searched(query, proses) == [prose for prose in proses if matcher.match(prose)]


ANYTHING = st.text(st.characters(codec=None), max_size=30)


@settings(max_examples=40)
@given(ANYTHING.map(one_line), ANYTHING)
def test_a_name_is_found_in_itself_and_nothing_is_found_outside_of_the_text(name: str, prose: str) -> None:
    try:
        matcher = Matcher([Brand(name)])
    except QueryError:
        return

    assert [match.brand for match in matcher.match(name)] == [name]
    for match in matcher.match(prose):
        assert all(0 <= span.start < span.end <= len(prose) for span in match.spans)


@given(ANYTHING)
def test_no_query_is_a_syntax_error_in_the_archive(text: str) -> None:
    query = readable(text) or readable(f'"{text}"')
    if query is None:
        return

    assert searched(query, []) == []
