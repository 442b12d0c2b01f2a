"""Teaching what is relevant: mark, relevance."""

from __future__ import annotations

import pytest

from tests.cli.town import Door


def first(door: Door) -> int:
    return int(door("mentions", "--json").json[0]["id"])


def test_a_marked_mention_is_folded_away_and_found_when_asked_for(lived: Door) -> None:
    number = first(lived)

    said = lived("mark", str(number), "irrelevant")

    assert said.code == 0, said
    assert "folded away" in said.out
    after = lived("mentions")
    assert "not shown: 1 folded (see --aside)" in after.err
    assert len(lived("mentions", "--json").json) == 5
    assert [row["id"] for row in lived("mentions", "--aside", "folded", "--json").json] == [number]
    assert len(lived("mentions", "--aside", "all", "--json").json) == 6
    assert "not shown: 1 folded" in lived("search", "valmy").err
    assert "marked by hand" in lived("explain", str(number)).out


def test_a_mark_is_taken_back(lived: Door) -> None:
    number = str(first(lived))
    lived("mark", number, "irrelevant")

    assert lived("mark", number, "unmarked").code == 0
    assert len(lived("mentions", "--json").json) == 6


def test_what_was_taught_is_shown_with_what_it_rests_on(lived: Door) -> None:
    lived("mark", str(first(lived)), "irrelevant")

    assert (
        "learning (1 mark irrelevant, 0 relevant; it tries itself from 20 of each)" in lived("relevance", "Valmy").out
    )
    told = lived("relevance", "Valmy", "--json").json
    assert (told["standing"], told["marks"]) == ("learning", {"irrelevant": 1, "relevant": 0})


@pytest.mark.parametrize(
    ("line", "code", "what"),
    [
        ("mark 999 irrelevant", 1, "there is no mention 999"),
        ("mark 0 irrelevant", 64, ""),
        ("mark 1 perhaps", 64, "perhaps"),
        ("relevance Valmi", 1, "no brand is called 'Valmi'"),
    ],
)
def test_what_cannot_be_marked_is_refused_in_words(lived: Door, line: str, code: int, what: str) -> None:
    said = lived.line(line)

    assert (said.code, what in said.err) == (code, True), said
