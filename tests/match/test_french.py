"""What is wrong with a query is told in French as well: every sentence, and none that nobody says."""

from __future__ import annotations

import re

import pytest
from hypothesis import given

from monitor.errors import QueryError
from monitor.match import Names, parse, query_of
from monitor.match.french import book, in_french, wrong
from monitor.model import Brand
from tests.match.test_language import BYTES, SCRAPS

NAMES = Names(
    lists={"empty": (), "villes": ("Lyon",)},
    macros={
        "un": "macro:un",
        "bad": "acme AND",
        "a": "macro:b",
        "b": "macro:c",
        "c": "macro:d",
        "d": "macro:e",
        "e": "macro:f",
        "f": "acme",
    },
)
ACMES = [f"acmepanne{one}{two}" for one in "abcdefghijklm" for two in "abcdefghijklmn"]
REFUSED = (
    "",
    "a" * 100_001,
    "-acme",
    " ".join(f"acme{number}" for number in range(6_001)),
    "(" * 13 + "acme" + ")" * 13,
    " OR ".join(['("acme bank" NEAR/9 c)'] * 1_500),
    " OR ".join(f"{{acme{number}}}" for number in range(151)),
    " OR ".join(f"site:a{number}.com" for number in range(3_001)),
    " OR ".join(f"{word}~1" for word in ACMES),
    " OR ".join(f"/a{{{number}}}b{{1000}}/" for number in range(100, 110)),
    '"acme',
    "(acme",
    "acme)",
    "acme ()",
    "acme AND",
    "OR acme",
    "a NEAR/5 -b",
    "title:-acme",
    "acme NEAR/101 b",
    "acme NEAR b",
    "acme NEAR/5 (a AND b)",
    " NEAR/2 ".join("abcdefghi"),
    "(a b c)~3",
    '""',
    '"a b"~101',
    "a-b~1",
    '"' + "la " * 21 + '"',
    "&",
    "a*b",
    "author:j*n",
    "a*",
    "acme~3",
    "le~1",
    "abcdefghijklmnopqrstuvwxyz~1",
    "{acme",
    "{ }",
    "title:(lang:fr)",
    "city:paris",
    "since:2026",
    "titel:acme",
    "sentiment:negatve",
    "has:money",
    "has:parnt",
    "type:film",
    "type:reviw",
    "lang:klingonese",
    "lang:fr,en",
    "country:atlantis",
    "author:&",
    'author:""',
    'site:" "',
    "lang:{fr}",
    "lang:(/fr/)",
    "rating:good",
    "rating:5..1",
    "rating:[2 TO 3]",
    'rating:"2-3"',
    "sentiment:0.x",
    "insult:so",
    "published:soon",
    "published:31/01/2026",
    "published:2026-13",
    "list:nobody",
    "list:ville",
    "macro:nothing",
    "macro:un",
    "macro:a",
    "macro:bad",
    "list:empty",
    "/(/",
    "/\ud800/",
    "/a{1000}b{1000}/",
    "/a*/",
)


def refusal(query: str) -> QueryError | None:
    try:
        parse(query, NAMES)
    except QueryError as error:
        return error
    return None


def brands_refused() -> list[QueryError]:
    found: list[QueryError] = []
    for brand in (Brand("&&"), Brand("acme", query="lang:fr", near=("bank",)), Brand("acme", near=("&",))):
        with pytest.raises(QueryError) as caught:
            query_of(brand)
        found.append(caught.value)
    return found


@pytest.mark.parametrize("query", REFUSED, ids=lambda query: query[:30].encode("ascii", "replace").decode())
def test_what_is_wrong_is_told_in_french(query: str) -> None:
    error = refusal(query)

    assert error, "this was understood"
    assert in_french(error.message), error.message
    assert in_french(error.hint), error.hint


def test_no_sentence_stands_in_the_table_that_nobody_says() -> None:
    refused = [error for query in REFUSED if (error := refusal(query))] + brands_refused()
    written = {part for error in refused for part in (error.message, error.hint)}
    said = written | set(map(_bare, written))
    unsaid = [phrase.around for phrase in book().phrases if not any(phrase.found(each) for each in said)]

    assert not [*unsaid, *(book().plain.keys() - said)]


def _bare(said: str) -> str:
    return re.sub(r"^(?:in the macro \S+: )+", "", said)


@given(SCRAPS | BYTES)
def test_whatever_is_refused_is_refused_in_french(query: str) -> None:
    if error := refusal(query):
        told = wrong(error, "fr")
        assert in_french(error.message) == told.message, error.message
        assert in_french(error.hint) == told.hint, error.hint


def test_what_was_written_stands_in_the_sentence_as_it_was_written() -> None:
    error = refusal("titel:acme")
    assert error

    assert wrong(error, "fr").message == "aucun champ ne s'appelle titel"
    assert wrong(error, "fr").hint == ('vouliez-vous dire title:acme ? Pour les mots eux-mêmes, écrivez "titel:acme"')
    assert wrong(error).message == error.message


def test_the_mistake_of_a_macro_names_the_macro() -> None:
    error = refusal("macro:bad")

    assert error
    assert wrong(error, "fr").message == "dans la macro bad : rien ne suit AND"
