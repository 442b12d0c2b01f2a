"""Random queries on random texts: the matcher, the plainest reading of the language, and SQLite say the same."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing

from hypothesis import example, given, settings
from hypothesis import strategies as st

from monitor.errors import QueryError
from monitor.match import Facts, Matcher, Query, find, parse, search_expression, searchable
from monitor.match.budget import BUDGET, Budget
from monitor.match.haystack import haystack, prose_of
from monitor.match.prose import Prose
from monitor.match.spoken import lines
from monitor.model import Brand, Rating
from monitor.text import one_line
from tests.match import naive

# As many as find what is rare, where every proof is wanted; enough to see what broke, elsewhere.
MANY = 1_000 if os.environ.get("VIGIE_PROOFS") == "1" else 200

LETTERS = ["a", "b", "c", "é"]
NAMES = ["ab", "abc", "acme", "Éab", "b-a", "l'abc", "C&A", "a.b", "abc's", "任天", "C+"]
WORD = st.sampled_from(LETTERS + NAMES)
INEXACT = st.sampled_from(["ab*", "a?c", "acm*", "?cme", "acme~1", "abc~1", "acmes~2", "abac~", "{ab}", "{C&A}"])
EXPRESSION = st.sampled_from(["/a.c/", "/b+/", r"/\bac/", "/é|c$/"])
PHRASE = st.lists(WORD | st.sampled_from(["ab*", "a?c"]), min_size=1, max_size=3).map(
    lambda said: f'"{" ".join(said)}"'
)
SLOP = st.tuples(PHRASE, st.integers(0, 3)).map(lambda t: f"{t[0]}~{t[1]}")
TERM = st.one_of(WORD, PHRASE, INEXACT, SLOP, EXPRESSION)
FIELD = st.sampled_from(["title:{}", "text:{}"])
FACT = st.sampled_from(["rating:<=2", "rating:3..5", "has:rating", "site:ab.example", "author:ab", "type:review"])
LINK = st.sampled_from(
    ["NEAR/0", "NEAR/2", "ONEAR/1", "NEAR/1f", "NOT NEAR/1", "SENTENCE", "OSENTENCE", "NOT SENTENCE"]
)
PLACE = st.recursive(
    TERM,
    lambda inner: st.one_of(
        st.tuples(inner, LINK, inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(inner, LINK, inner, LINK, inner).map(lambda t: f"({' '.join(t)})"),
        st.tuples(inner, inner).map(lambda t: f"({t[0]} OR {t[1]})"),
    ),
    max_leaves=4,
)
QUERY = st.recursive(
    st.one_of(PLACE, PLACE, FACT, st.tuples(FIELD, PLACE).map(lambda t: t[0].format(t[1]))),
    lambda inner: st.one_of(
        inner.map(lambda one: f"-({one})"),
        st.tuples(inner, st.sampled_from([" ", " AND ", " OR ", " SAUF "]), inner).map(
            lambda t: f"({t[0]}){t[1]}({t[2]})"
        ),
    ),
    max_leaves=5,
)
SCRAP = st.sampled_from(
    "a b c é A B ab abc acme Acme ACME #AcmeFail #ab_c @abc a-b b-a l’abc C&A abc's 4cme @cme ac$e acme's 任天 天 "
    "А асме м a.c.m.e œ".split()
)
PUNCTUATION = st.sampled_from([" ", " ", " ", " ", "-", ". ", ", ", "\n", "\u200b", "'", ".", "", "&", "+ "])
PROSE = st.lists(st.tuples(SCRAP, PUNCTUATION), max_size=10).map(lambda said: "".join(map("".join, said)))
FACTS = st.builds(
    Facts,
    title=PROSE.map(one_line),
    text=PROSE,
    url=st.sampled_from(["", "https://www.ab.example/x", "https://ac.example"]),
    author=st.sampled_from(["", "AB", "ac"]),
    kind=st.sampled_from(["", "review"]),
    rating=st.sampled_from([None, Rating(1), Rating(4)]),
)


def readable(text: str) -> Query | None:
    try:
        return parse(text)
    except QueryError:
        return None


BUDGETS = st.builds(Budget, places=st.integers(0, 60), looks=st.integers(0, 200), steps=st.integers(0, 3_000))


@settings(max_examples=MANY)
@given(st.lists(QUERY, min_size=1, max_size=3), FACTS, BUDGETS)
def test_who_reads_only_what_the_budget_allows_for_reads_the_same(
    texts: list[str], facts: Facts, budget: Budget
) -> None:
    queries = [query for query in map(readable, texts) if query]
    matcher = Matcher([Brand(str(number), query=query.text) for number, query in enumerate(queries)], budget=budget)

    told = {match.brand: [(span.start, span.end) for span in match.spans] for match in matcher.match(facts)}

    plain = {str(number): naive.spans(query, facts, budget) for number, query in enumerate(queries)}
    assert told == {brand: spans for brand, spans in plain.items() if spans is not None}
    for query in queries:
        again = find(query, facts, budget)
        found = None if again is None else [(span.start, span.end) for span in again]
        assert naive.spans(query, facts, budget) == found


@settings(max_examples=MANY)
@example(['"ab* ab*"~1'], Facts(text="#ab_c ab "))
@given(st.lists(QUERY, min_size=1, max_size=3), FACTS)
def test_the_matcher_agrees_with_the_plainest_reading(texts: list[str], facts: Facts) -> None:
    queries = [query for query in map(readable, texts) if query]
    matcher = Matcher([Brand(str(number), query=query.text) for number, query in enumerate(queries)])

    told = {match.brand: [(span.start, span.end) for span in match.spans] for match in matcher.match(facts)}

    plain = {str(number): naive.spans(query, facts) for number, query in enumerate(queries)}
    assert told == {brand: spans for brand, spans in plain.items() if spans is not None}


@settings(max_examples=MANY)
@given(QUERY, FACTS)
def test_what_is_said_of_each_part_of_a_query_is_so(text: str, facts: Facts) -> None:
    query = readable(text)
    for line in lines(query.root) if query else ():
        assert (naive.spans(Query(text, line.node), facts) is None) == (find(Query(text, line.node), facts) is None)


@settings(max_examples=MANY)
@given(QUERY, st.lists(PROSE, min_size=1, max_size=6), BUDGETS | st.just(BUDGET))
def test_the_archive_loses_nothing(text: str, proses: list[str], budget: Budget) -> None:
    query = readable(text)
    expression = search_expression(query) if query else ""
    if query is None or not expression:
        return
    with closing(sqlite3.connect(":memory:")) as archive:
        archive.execute("create virtual table mention using fts5(words, tokenize = 'unicode61 remove_diacritics 2')")
        rows = [(number, searchable(prose)) for number, prose in enumerate(proses)]
        archive.executemany("insert into mention(rowid, words) values (?, ?)", rows)
        found = {row[0] for row in archive.execute("select rowid from mention(?)", (expression,))}

    assert {
        number for number, prose in enumerate(proses) if find(query, Facts(text=prose), budget) is not None
    } <= found


ANYTHING = st.text(st.characters(codec=None), max_size=30)
DISGUISED = st.lists(st.sampled_from([*"abcs014$@!|.-_*'’ éœ#", "ab", "’s ", "  "]), max_size=24).map("".join)


@settings(max_examples=MANY)
@given(PROSE | ANYTHING | DISGUISED)
@example("0Œ0")
@example("b--æ-0é")
@example("æ40's’s ")
def test_the_haystack_holds_every_reading_of_a_text(text: str) -> None:
    words, _ = haystack(text)

    for reading in Prose(text).readings:
        assert f" {reading.removeprefix('#')} ".encode(errors="replace") in words
    assert {*prose_of(text).readings} == {*Prose(text).readings}


@settings(max_examples=MANY // 5)
@given(ANYTHING.map(one_line), ANYTHING)
def test_a_name_is_found_in_itself_and_nothing_is_found_outside_of_the_text(name: str, prose: str) -> None:
    try:
        matcher = Matcher([Brand(name)])
    except QueryError:
        return

    assert [match.brand for match in matcher.match(name)] == [name]
    for match in matcher.match(prose):
        assert all(0 <= span.start < span.end <= len(prose) for span in match.spans)


@settings(max_examples=MANY)
@given(ANYTHING)
def test_no_query_is_a_syntax_error_in_the_archive(text: str) -> None:
    query = readable(text) or readable(f'"{text}"')
    expression = search_expression(query) if query else ""
    if not expression:
        return
    with closing(sqlite3.connect(":memory:")) as archive:
        archive.execute("create virtual table mention using fts5(words, tokenize = 'unicode61 remove_diacritics 2')")
        assert list(archive.execute("select * from mention(?)", (expression,))) == []


def test_what_is_written_exactly_is_found_beside_signs_that_nobody_sees() -> None:
    matcher = Matcher([Brand("x", query="{C&A}")])

    assert [match.brand for match in matcher.match(Facts(text="a\u200bC&A\u200bb "))] == ["x"]
