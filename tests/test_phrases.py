"""A phrasebook says a sentence with what was filled in, the closest one first."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text.phrases import Phrase, phrasebook

BOOK = phrasebook(
    [
        {"{}: {}": "{fr} : {}"},
        {"no": "non", "{} is gone": "{} est partie", "{} and {}": "{2} et {1}", "keep {words}": "gardez {mots}"},
        {"in {}: {}": "dans {} : {fr}"},
    ],
    lambda told: told.replace(" :", "\N{NO-BREAK SPACE}:"),
)


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("no", "non"),
        ("Ann is gone", "Ann est partie"),
        (" is gone is gone", " is gone est partie"),
        ("one and two", "two et one"),
        ("keep {words}", "gardez {mots}"),
        ("in a: no", "dans a\N{NO-BREAK SPACE}: non"),
        ("in a: in b: Ann is gone", "dans a\N{NO-BREAK SPACE}: dans b\N{NO-BREAK SPACE}: Ann est partie"),
        ("no: in {fr}", "non\N{NO-BREAK SPACE}: in {fr}"),
        ("in a: what?", None),
        ("", None),
        ("gone", None),
        ("is gone", None),
    ],
)
def test_a_sentence_is_said_by_the_closest_phrase(english: str, french: str | None) -> None:
    assert BOOK.say(english) == french


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("Ann is gone (no)", "Ann est partie (non)"),
        ("Ann (no) is gone (no)", "Ann (no) est partie (non)"),
        ("Ann is gone (why?)", None),
        ("Ann is gone", "Ann est partie"),
        ("what? (no)", None),
    ],
)
def test_an_error_is_told_with_its_hint(english: str, french: str | None) -> None:
    assert BOOK.told(english) == french


def test_what_the_book_has_not_is_said_otherwise() -> None:
    assert BOOK.say("in a: what?", str.upper) == "dans a\N{NO-BREAK SPACE}: WHAT?"
    assert BOOK.say("a: what?", str.upper) is None, "so loose a phrase has to be right about what it says"


@given(st.lists(st.text("ab: "), min_size=2, max_size=4), st.lists(st.text("ab: "), max_size=5))
def test_what_was_filled_in_is_found_again_however_it_looks(around: list[str], filled: list[str]) -> None:
    filled = [*filled, *([""] * len(around))][: len(around) - 1]
    sentence = "".join(a + b for a, b in zip(around, [*filled, ""], strict=True))
    found = Phrase(tuple(around), "").found(sentence)

    assert found is not None
    assert "".join(a + b for a, b in zip(around, [*found, ""], strict=True)) == sentence


def test_a_text_made_to_take_long_takes_no_time() -> None:
    phrase = Phrase(("", *([": "] * 9), "!"), "")

    assert phrase.found(": " * 50_000) is None
