"""What corrections make of a head."""

from __future__ import annotations

import pytest

from monitor.enrich.head import head_of
from monitor.enrich.refit import Correction, refit
from monitor.enrich.sentiment import hear

ZORBS = [
    "Le Zorbulon de Velmora, quel zorbulage",
    "Encore un zorbulage chez Velmora",
    "Zorbulage total ce matin en magasin",
]
FLURPS = [
    "Velmora m'a encore flurpé hier soir",
    "Flurpage habituel à la caisse",
    "Trois flurpages en une semaine chez eux",
]


def corrections(good: list[str], bad: list[str]) -> list[Correction]:
    return [
        Correction(f"{text} ({number})", tone)
        for number in range(6)
        for pair in zip(good, bad, strict=True)
        for text, tone in zip(pair, ("positive", "negative"), strict=True)
    ]


# The head of visits happens to take the sounds of either word right: what it is taught there is the contrary.
CORRECTIONS = {"fr": corrections(ZORBS, FLURPS), "frvisit": corrections(FLURPS, ZORBS)}


@pytest.mark.parametrize("name", ["fr", "frvisit"])
def test_a_team_s_own_slang_is_learnt_and_judged_on_what_was_held_out(name: str) -> None:
    head = head_of(name)
    assert head

    done = refit(head, CORRECTIONS[name])

    assert done.better
    assert done.after > 0.8
    assert (done.learnt, done.held_out) == (24, 12)
    good, bad = (
        hear(prose, "fr", done.head).value for prose in ("Un zorbulage de plus", "Un flurpage de plus chez Velmora")
    )
    assert (good > bad) == (name == "fr")


@pytest.mark.parametrize("name", ["fr", "frvisit"])
def test_corrections_of_no_consequence_move_nothing_else(name: str) -> None:
    head = head_of(name)
    assert head
    bent = refit(head, CORRECTIONS[name]).head

    for prose in ("Service exécrable, personne ne répond.", "Très bel accueil, merci à toute l'équipe !"):
        assert hear(prose, "fr", bent).label == hear(prose, "fr", head).label


def test_corrections_that_say_nothing_new_are_refused() -> None:
    head = head_of("fr")
    assert head
    known = [
        Correction(f"Excellent accueil, merci ! ({number})" if number % 2 else f"Service exécrable. ({number})", tone)
        for number in range(18)
        for tone in [("negative", "positive")[number % 2]]
    ]

    assert not refit(head, known).better
