"""The same query asked of SQLite: a real table, the tokenizer of the diary."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.match import Matcher, parse, search_expression
from monitor.model import Brand

TABLE = "create virtual table mention using fts5(prose, tokenize = 'unicode61 remove_diacritics 2')"
TEXTS = (
    "panne chez acme",
    "le film acme",
    "la banque acme ferme",
    "une grève à l'Auréa",
    "coup de cœur",
    "la série Acmé et le film",
    "任天堂は新作を発表した",
    "nova cola",
    "écrit en straße",
)


@pytest.fixture(name="archive", scope="module")
def _archive() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as archive:
        archive.execute(TABLE)
        archive.executemany("insert into mention(prose) values (?)", [(text,) for text in TEXTS])
        yield archive


def ask(archive: sqlite3.Connection, query: str) -> list[str]:
    rows = archive.execute("select prose from mention(?) order by rowid", (search_expression(parse(query)),))
    return [prose for (prose,) in rows]


@pytest.mark.parametrize(
    "query",
    [
        "acme",
        "ACMÉ",
        '"acme ferme"',
        '"ferme acme"',
        "acme -film",
        "acme -(film OR banque)",
        "acme (film OR banque)",
        "-film acme OR greve",
        "(acme OR -film) le",
        "(-acme OR -film) la",
        "acme -(film -banque)",
        "acme -(-film)",
        "la -(acme -(banque -ferme))",
        "(acme OR -(film OR banque)) (la OR chez)",
        "l'Aurea",
        "coeur",
        "cœur OR nova-cola",
        "straße",
        "任天堂",
        "nulle",
        '"NEAR"',
        '"acme* ferme"',
        '"prose: acme"',
        '"le ^film"',
    ],
)
def test_the_archive_and_the_matcher_agree(archive: sqlite3.Connection, query: str) -> None:
    matcher = Matcher([Brand("x", query=query)])

    assert ask(archive, query) == [text for text in TEXTS if matcher.match(text)]


@pytest.mark.parametrize(
    ("query", "expression"),
    [
        ("acme", '"acme"'),
        ("acme -film", '("acme" NOT "film")'),
        ("acme -film -serie", '("acme" NOT ("film" OR "serie"))'),
        ("(acme OR -film) panne", '("panne" NOT ("film" NOT "acme"))'),
        ("C&A OR 'acme'", '("c a" OR "acme")'),
        ("Nœud", '("noeud" OR "nœud")'),
        ("acme\x00bank", '"acme bank"'),
    ],
)
def test_a_query_is_asked_as(query: str, expression: str) -> None:
    assert search_expression(parse(query)) == expression


LEVELS = st.sampled_from(["b c -d -(", "b -(", "c OR b -d OR (", "-d (", "-d -c -(", "-d OR -c OR (", "-d OR c OR -("])


@settings(max_examples=40)
@given(st.lists(LEVELS, min_size=11, max_size=11))
def test_the_deepest_query_does_not_overflow_the_archive(levels: list[str]) -> None:
    query = f"b ({''.join(levels)}c{')' * 12}"
    with closing(sqlite3.connect(":memory:")) as archive:
        archive.execute(TABLE)

        assert ask(archive, query) == []


def test_a_thousand_alternatives_are_one_question(archive: sqlite3.Connection) -> None:
    assert ask(archive, " OR ".join(f"mot{number}" for number in range(1_000)) + " OR greve") == [TEXTS[3]]
