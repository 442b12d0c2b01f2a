"""A team's own words win."""

from __future__ import annotations

import pytest

from monitor.enrich.sentiment import sentiment_of
from monitor.model import Lexicon


@pytest.mark.parametrize(
    ("prose", "lexicon", "expected"),
    [
        ("Le nouveau Velmora, cata.", Lexicon("fr", (("cata", -3),)), "negative"),
        ("Le nouveau Velmora est au taquet.", Lexicon("", (("au taquet", 3),)), "positive"),
        ("La garantie Velmora est excellente.", Lexicon("fr", (("excellente", -3.5),)), "negative"),
        ("Un Bâtard de chez Velmora, merci, excellent.", Lexicon("", allowed=("bâtard",)), "positive"),
    ],
)
def test_a_word_is_worth_what_the_team_says(prose: str, lexicon: Lexicon, expected: str) -> None:
    assert sentiment_of(prose, "fr", lexicons=(lexicon,)).label == expected


def test_a_word_of_another_language_says_nothing_here() -> None:
    with_ours = sentiment_of("Le service est correct.", "fr", lexicons=(Lexicon("en", (("service", -4),)),))

    assert with_ours == sentiment_of("Le service est correct.", "fr")


def test_the_reason_says_whose_word_it_is_and_where_it_stands() -> None:
    prose = "Encore une CATA chez Velmora"
    (reason,) = (
        reason
        for reason in sentiment_of(prose, "fr", lexicons=(Lexicon("fr", (("cata", -3),)),)).reasons
        if reason.why == "your lexicon"
    )

    assert (prose[reason.start : reason.end], reason.weight) == ("CATA", -3)


def test_a_silenced_word_is_no_reason_any_more() -> None:
    prose = "The Velmora Bastard is a terrible name."
    silenced = sentiment_of(prose, "en", lexicons=(Lexicon("", allowed=("bastard", "terrible")),))

    assert sentiment_of(prose, "en").label == "negative"
    assert not {"Bastard", "terrible"} & {reason.cue for reason in silenced.reasons}
