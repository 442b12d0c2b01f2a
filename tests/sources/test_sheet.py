"""What other tools export."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import ParseError
from monitor.model import Item, Rating
from monitor.sources.items import MOST
from monitor.sources.sheet import sheets
from tests.sources.saved import NOW


def read(text: str | bytes, best: float = 5.0) -> tuple[Item, ...]:
    data = text.encode() if isinstance(text, str) else text
    return tuple(item for sheet in sheets(data, "file.csv") for item in sheet.items(NOW, best))


def test_a_table_is_read_by_the_names_of_its_columns_whatever_parts_them() -> None:
    english = 'id,date,author,rating,text,url\n7,2026-02-01,Ann,2,"Late, and\nbroken",https://a.example/7\n'
    french = 'Identifiant;Publié le;Auteur;Note;Commentaire;Lien\n7;2026-02-01;Ann;2;"Late, and\nbroken";https://a.example/7\n'

    (item,) = read(english)
    assert item == Item(
        id="7",
        url="https://a.example/7",
        text="Late, and broken",
        author="Ann",
        published=datetime(2026, 2, 1, tzinfo=UTC),
        rating=Rating(2.0),
    )
    assert read(french) == (item,)
    assert read(french.encode("windows-1252")) == (item,)


def test_stars_have_the_scale_that_was_told() -> None:
    assert read("text,stars\nx,8\n", best=10)[0].rating == Rating(8.0, 10.0)


def test_lines_of_json_are_read() -> None:
    lines = "\n".join(json.dumps(each) for each in ({"id": 1, "body": "a"}, {"id": 2, "body": "b", "lang": "fr"}))

    assert [(item.id, item.text, item.language) for item in read(lines)] == [("1", "a", ""), ("2", "b", "fr")]


def test_no_row_of_many_is_lost() -> None:
    assert len(read("text\n" + "\n".join(f"row {n}" for n in range(2 * MOST + 5)))) == 2 * MOST + 5


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "has no column that we know"),
        ("a,b\n1,2\n", "has no column that we know"),
        ("text\n", "has no rows"),
        ('{"text": "a"}\n{"text": ', "file.csv:2 is no JSON"),
        ("[1]\n", "file.csv:1 is no JSON object"),
    ],
)
def test_what_cannot_be_read_says_where_and_what_is_expected(text: str, words: str) -> None:
    with pytest.raises(ParseError, match=words) as caught:
        read(text)

    assert caught.value.hint


@given(
    st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda t: f"id,text\n{t}".encode(errors="replace")))
)
def test_any_file_is_read_or_explained(data: bytes) -> None:
    try:
        read(data)
    except ParseError as error:
        assert error.message  # noqa: PT017 - either outcome is fine, anything else raised is not
