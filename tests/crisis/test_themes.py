"""What the angry speak of: in their own words, each voice once, against what the brand always hears."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.crisis.themes import themes
from monitor.model import Sample
from tests.crisis.timelines import sample

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
LATE = ("livraison en retard", "service client injoignable", "le vendeur était désagréable", "colis abîmé, bravo")


def said(*texts: str, negative: bool = True) -> list[Sample]:
    return [sample(NOW, prose=text, negative=negative) for text in texts]


def told(angry: list[Sample], others: list[Sample] | None = None, brand: str = "Velmora") -> tuple[str, ...]:
    return themes(angry, said(*LATE * 3) if others is None else others, brand)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("Rupture de stock !", "encore une rupture de stock", "leur rupture de stock dure"), "rupture de stock"),
        (("La mise à jour m'a tout effacé", "mise à jour ratée", "depuis la mise à jour"), "mise à jour"),
        (("L'appli plante", "votre appli plante encore", "j’ai l’appli, elle plante"), "appli"),
        (("Data breach!", "learned of the data breach", "this data breach is yours"), "data breach"),
        (("They sell fake leather bags", "fake leather bags again", "my fake leather bag"), "fake leather bags"),
        (("j'attends le remboursement", "Remboursements promis", "aucun remboursement"), "remboursement"),
    ],
)
def test_a_theme_is_a_word_or_a_phrase_as_it_is_written_most(texts: tuple[str, ...], expected: str) -> None:
    assert told(said(*texts, *LATE))[0] == expected


def test_what_this_brand_is_always_blamed_for_is_no_theme() -> None:
    assert told(said(*LATE * 3)) == ()
    assert "retard" in " ".join(told(said(*LATE[:1] * 6), said("merci", "bravo", "beau magasin")))


def test_where_nobody_else_speaks_what_most_of_them_say_is_what_they_speak_of() -> None:
    few = said("money laundering", "Money laundering!", "the money laundering fine", "money laundering again", "hm")

    assert told(few, []) == ("money laundering",)
    assert told(said("money laundering", "money laundering", *LATE), []) == ()


def test_one_person_does_not_make_a_theme_however_often_he_writes() -> None:
    flood = [sample(NOW, author="Léon", prose=f"{n} sabotage électoral") for n in range(30)]

    assert told([*flood, *said(*LATE)]) == ()


def test_copies_of_one_text_are_one_voice() -> None:
    copies = [sample(NOW, text="same", author=f"paper {n}", prose="sabotage électoral hier soir") for n in range(30)]

    assert told([*copies, *said(*LATE)]) == ()


@pytest.mark.parametrize(
    "quotation",
    [
        "« nos équipes techniques travaillent jour et nuit »",
        "“our technical crews work night after night”",
        '"nos équipes techniques travaillent jour et nuit"',
        "RT @velmora: nos équipes techniques travaillent",
        "\n> nos équipes techniques travaillent",
    ],
)
def test_what_everybody_quotes_is_not_what_they_say(quotation: str) -> None:
    angry = said(*(f"fuite de gaz {n} {quotation}" for n in range(6)), *LATE)

    assert told(angry) == ("fuite de gaz",)


def test_who_only_quotes_is_heard_all_the_same() -> None:
    assert told(said(*["« la fuite de gaz était connue »"] * 4, *LATE))[0].startswith("fuite de gaz")


@pytest.mark.parametrize("mood", ["C'est une honte", "nul nul nul", "Worst ever, disgraceful", "déçue, furieuse"])
def test_anger_alone_is_no_theme(mood: str) -> None:
    assert told(said(*[mood] * 8)) == ()


def test_a_brand_is_no_theme_of_its_own() -> None:
    assert told(said(*["Grand Large coule, #grandlarge coule"] * 8), brand="Grand Large") == ("coule",)


def test_a_name_inside_a_phrase_parts_it() -> None:
    assert told(said(*["boycott Velmora demain soir"] * 8)) == ("boycott", "soir")


@given(st.lists(st.text(max_size=300), max_size=12))
def test_any_text_gives_at_most_four_themes_on_one_line(texts: list[str]) -> None:
    found = told(said(*texts))

    assert len(found) <= 4
    assert all(theme == " ".join(theme.split()) for theme in found)


@pytest.mark.parametrize("bomb", ["«" * 5000, '"' * 5001, "> " * 5000, "a" * 100_000, "l'" * 9000, "@" * 9000])
def test_a_text_made_to_be_slow_is_not(bomb: str) -> None:
    assert isinstance(told(said(*[bomb] * 50)), tuple)
