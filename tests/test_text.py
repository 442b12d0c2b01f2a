"""One way of seeing text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text import clean, columns, cut, fold, one_line, undisguise, undisguised, words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("L’Œuvre", ["l", "oeuvre"]),
        ("DÉJÀ-VU", ["deja", "vu"]),
        ("Straße Łódź Ærø", ["strasse", "lodz", "aero"]),
        ("Acme™ et Acme®", ["acme", "et", "acme"]),
        ("Ac\u200bme, a\u00adcme", ["acme", "acme"]),
        ("ＡＣＭＥ ﬁn", ["acme", "fin"]),
        ("e\u0301cole", ["ecole"]),
        ("", []),
    ],
)
def test_words_lose_case_accents_ligatures_and_what_cannot_be_seen(text: str, folded: list[str]) -> None:
    assert [word.text for word in words(text)] == folded


def test_a_word_knows_where_it_stood() -> None:
    text = "Chez l’Œuvre d’Ac\u200bmé !"

    assert [text[word.start : word.end] for word in words(text)] == ["Chez", "l", "Œuvre", "d", "Ac\u200bmé"]


def test_a_long_gap_is_looked_at_once() -> None:
    """Quadratic, this would take half an hour."""
    assert clean(f"a{chr(0x2028) * 300_000}b\n{chr(0x2028)}\n\nc").endswith("b\n\nc")


@given(st.text())
def test_whatever_was_folded_leads_back_into_the_original(text: str) -> None:
    folded = fold(text)

    assert len(folded.offsets) == len(folded.text) + 1
    assert list(folded.offsets) == sorted(folded.offsets)
    assert all(0 <= word.start < word.end <= len(text) for word in words(text))


@given(st.text())
def test_what_is_clean_stays_clean(text: str) -> None:
    once = clean(text)

    assert clean(once) == once
    assert not set(once) & set("\x00\x1b\r\u202e\u2066")


def test_paragraphs_survive_cleaning_and_not_a_single_line() -> None:
    assert clean(" a\t b \r\n\r\n\r\n c\x1b[2J ") == "a b\n\nc[2J"
    assert one_line(" a\n\nb\x00 ") == "a b"


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [("short", 10, "short"), ("a word too many", 12, "a word too…"), ("unbreakable", 5, "unbr…")],
)
def test_a_cut_text_says_that_it_is_cut(text: str, limit: int, shown: str) -> None:
    assert cut(text, limit) == shown


@given(st.text(), st.integers(1, 40))
def test_a_cut_text_fits(text: str, limit: int) -> None:
    assert len(cut(text, limit)) <= limit


ODD = st.sampled_from([*"abcs014$@!|.-_*'’ éœæ½…#\u00ad\u0301", "ß", "а", " a b", "heee"])


@given(st.lists(ODD, max_size=24).map("".join))
def test_what_words_say_needs_no_places_but_for_what_is_spelled_out_or_signed(prose: str) -> None:
    assert undisguised(prose) in (None, undisguise(columns(prose), prose).texts)


def test_places_are_looked_up_only_where_they_tell_something() -> None:
    said = undisguised("L'été, ma sœur n'a rien dit… 2 fois")
    assert said == tuple("l ete ma soeur n a rien dit 2 fois".split())
    assert undisguised("v o l e u r") is None
