"""The same query asked of SQLite: a real table, the tokenizer of the diary. It may find too much, never too little."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.match import Facts, find, parse, search_expression, searchable

TABLE = "create virtual table mention using fts5(words, prose unindexed, tokenize = 'unicode61 remove_diacritics 2')"
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
    "#AcmeFail, novas colas",
    "4cme et A.C.M.E.",
    "Асме и привет, асme",
)


def archive_of(texts: tuple[str, ...]) -> sqlite3.Connection:
    archive = sqlite3.connect(":memory:")
    archive.execute(TABLE)
    archive.executemany("insert into mention values (?, ?)", [(searchable(text), text) for text in texts])
    return archive


@pytest.fixture(name="archive", scope="module")
def _archive() -> Iterator[sqlite3.Connection]:
    with closing(archive_of(TEXTS)) as archive:
        yield archive


def ask(archive: sqlite3.Connection, query: str) -> list[str]:
    """What the archive finds, and a second look keeps."""
    asked = parse(query)
    expression = search_expression(asked)
    where = "where words match ?" if expression else ""
    rows = archive.execute(f"select prose from mention {where} order by rowid", (expression,) if expression else ())
    return [prose for (prose,) in rows if find(asked, Facts(text=prose)) is not None]


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
        "新作",
        "nulle",
        '"NEAR"',
        '"acme* ferme"',
        '"prose: acme"',
        '"le ^film"',
        "acm*",
        "n?va",
        "?ova cola",
        "greev~1",
        "acme NEAR/1 film",
        "film ONEAR/3 acme",
        "acme NOT NEAR/1 film",
        "novacola~",
        "{Acmé}",
        "/acm[eé]/",
        "title:acme OR banque",
        "acme type:post OR banque",
    ],
)
def test_the_archive_and_a_second_look_lose_nothing(archive: sqlite3.Connection, query: str) -> None:
    assert ask(archive, query) == [text for text in TEXTS if find(parse(query), Facts(text=text)) is not None]


@pytest.mark.parametrize(
    ("query", "expression"),
    [
        ("acme", '"acme"'),
        ("acme -film", '"acme"'),
        ("acme panne", '("acme" AND "panne")'),
        ("acme OR -lang:fr apex", '("acme" OR "apex")'),
        ("acme OR lang:fr", ""),
        ("C&A OR 'acme'", '(("c" AND "a") OR "acme")'),
        ("Nœud", '("noeud" OR "nœud")'),
        ("été", '("ete" OR "été")'),
        ("acm?e*", '"acm"*'),
        ("acme~1", ""),
        ("acme\x00bank", '(("acme" AND "bank") OR "acmebank")'),
    ],
)
def test_a_query_is_asked_as(query: str, expression: str) -> None:
    assert search_expression(parse(query)) == expression


LEVELS = st.sampled_from(["b c -d (", "b (", "c OR b -d OR (", "d (", "d -c (", "d OR c OR (", "d OR -c b OR ("])


@settings(max_examples=40)
@given(st.lists(LEVELS, min_size=11, max_size=11))
def test_the_deepest_query_does_not_overflow_the_archive(levels: list[str]) -> None:
    with closing(archive_of(())) as archive:
        assert ask(archive, f"b ({''.join(levels)}c{')' * 12}") == []


def test_a_thousand_alternatives_are_one_question(archive: sqlite3.Connection) -> None:
    assert ask(archive, " OR ".join(f"mot{number}" for number in range(1_000)) + " OR greve") == [TEXTS[3]]
