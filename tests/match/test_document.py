"""What docs/queries.md shows is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from monitor.match import Facts, Names, find, parse
from tests.match.test_conformance import unmarked

DOCUMENT = (Path(__file__).parents[2] / "docs" / "queries.md").read_text(encoding="utf-8")
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split(" |"))
    for line in DOCUMENT.partition("## Fields")[0].splitlines()
    if line.startswith("| `")
]
FIELDS = re.findall(r"`((?:[a-z]+:|reach>)[^` ]+(?: OR [^` ]+)?)`", DOCUMENT.partition("## Fields")[2])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: " in ".join(row[:2]))
def test_an_example_finds_what_it_shows(row: tuple[str, ...]) -> None:
    query, marked, said = row
    text, expected = unmarked(marked)

    spans = find(parse(query.strip("`")), Facts(text=text))

    assert ("*nothing*" in said) == (spans is None)
    assert [(span.start, span.end) for span in spans or ()] == expected


@pytest.mark.parametrize("query", FIELDS)
def test_an_example_of_a_field_is_a_query(query: str) -> None:
    names = Names({"vips": ("Jeanne Martin", "Paul")}, {"noise": "film OR série"})

    assert parse(query, names).text == query


def test_the_document_has_examples_of_everything() -> None:
    assert len(ROWS) >= 35
    assert len(FIELDS) >= 15
