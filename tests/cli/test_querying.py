"""Trying a query on a text, at the door."""

from __future__ import annotations

import json

import pytest

from tests.cli.town import Door


def test_a_match_is_told_with_its_places(bare: Door) -> None:
    said = bare("query", "test", "acme NEAR/3 panne", "--text", "Acmé est en panne", "--json")

    assert said.code == 0
    assert json.loads(said.out) == {"match": True, "spans": [[0, 4, "acme"], [12, 17, "panne"]]}


def test_no_match_is_no_error(bare: Door) -> None:
    said = bare("query", "test", "acme -film", "--text", "Acme, le film", "--json")

    assert (said.code, json.loads(said.out)) == (0, {"match": False, "spans": []})


@pytest.mark.parametrize(
    ("query", "given"),
    [
        ("title:acme", ["--title", "Acme"]),
        ("author:jo", ["--author", "Jo"]),
        ("site:a.example", ["--url", "https://a.example/1"]),
        ("lang:fr", ["--lang", "fr"]),
        ("country:be", ["--country", "be"]),
        ("type:review", ["--type", "review"]),
        ("source:b", ["--source", "B"]),
        ("rating:<=2", ["--rating", "1.5"]),
        ("reach:>5", ["--reach", "6"]),
        ("published:2026-01", ["--published", "2026-01-31"]),
        ("sentiment:negative", ["--sentiment", "-0.4"]),
        ("insult:likely", ["--insult", "likely"]),
        ("accusation:>=0.5", ["--accusation", "possible"]),
    ],
)
def test_what_is_known_beside_the_words_is_an_option(bare: Door, query: str, given: list[str]) -> None:
    assert json.loads(bare("query", "test", query, *given, "--json").out)["match"] is True
    assert json.loads(bare("query", "test", query, "--text", "x", "--json").out)["match"] is False


def test_a_bad_query_is_pointed_at(bare: Door) -> None:
    said = bare("query", "test", "acme (panne", "--text", "x")

    assert said.code == 64
    assert said.err.splitlines()[:2] == [
        "acme (panne",
        '     ^ this parenthesis is never closed (add ")" where its group ends)',
    ]


def test_people_are_told_in_words(bare: Door) -> None:
    assert "0-4  Acme  (acme)" in bare("query", "test", "acme", "--text", "Acme").out
    assert "does not match" in bare("query", "test", "acme", "--text", "Apex").out
