"""Copies, and texts that only resemble each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.text import alike, drift, landmarks, sketch, words

STORY = (
    "La chaîne de magasins Velmora a annoncé jeudi le rappel de 1 200 sèche-cheveux vendus depuis le printemps, après "
    "deux débuts d'incendie survenus dans le Finistère. Les clients peuvent rapporter l'appareil en magasin et seront "
    "remboursés sans ticket de caisse. L'enseigne assure avoir prévenu les autorités dès le premier signalement, ce "
    "que conteste une association de consommateurs, qui réclame la publication du rapport d'expertise."
)
COMPLAINT = "Velmora : commande 4817 jamais arrivée, aucun conseiller au téléphone, mes courriers restés sans réponse."
prose = st.text(alphabet="abcdefg àé", max_size=300)


def drawn(text: str) -> bytes:
    return sketch([word.text for word in words(text)])


@pytest.mark.parametrize(
    "copy",
    [
        f"LYON (Agence Ponant) — {STORY}",
        f"{STORY} Lire aussi : nos conseils pour choisir un sèche-cheveux. Abonnez-vous à notre lettre du matin.",
        f"Voici la dépêche que nous recevons à l'instant, et que nous complèterons dans la journée. {STORY}",
        STORY[:160],
        f"QUIMPER, jeudi — {STORY[:200]}… Lire la suite",
        STORY.replace("1 200", "1 300").replace("jeudi", "vendredi").replace("conteste", "dément"),
        STORY.upper(),
        STORY[150:],
    ],
)
def test_a_copy_is_known_by_what_it_kept(copy: str) -> None:
    original, copied = drawn(STORY), drawn(copy)

    assert alike(original, copied)
    assert alike(copied, original)
    assert landmarks(original) & landmarks(copied)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (COMPLAINT, COMPLAINT.replace("4817", "5203")),
        (COMPLAINT, COMPLAINT.replace("téléphone", "guichet").replace("courriers", "messages")),
        (STORY, COMPLAINT),
        (STORY, STORY[200:330]),  # a passage from the middle
        ("Velmora, nul, à fuir, jamais plus", "Velmora, nul, à fuir, jamais plus"),  # few words
        ("", ""),
    ],
)
def test_what_only_resembles_is_no_copy(one: str, other: str) -> None:
    assert not alike(drawn(one), drawn(other))
    assert not alike(drawn(other), drawn(one))


def test_who_quotes_a_text_at_length_and_answers_it_is_no_copy() -> None:
    answer = "Et moi je réponds que ce rappel ne suffit pas : " * 4

    assert not alike(drawn(f"{answer} Il est écrit : {STORY[:110]}"), drawn(STORY[:110]))


@given(prose, prose)
def test_likeness_is_mutual(one: str, other: str) -> None:
    assert alike(drawn(one), drawn(other)) == alike(drawn(other), drawn(one))


@given(prose)
def test_a_long_enough_text_is_its_own_copy(text: str) -> None:
    assert alike(drawn(text), drawn(text)) == bool(drawn(text))


def test_a_sketch_has_its_bounds() -> None:
    endless = drawn("mot " * 5000)

    assert len(endless) == 4 * 510
    assert len(landmarks(drawn(STORY))) <= 16


@pytest.mark.parametrize(
    ("original", "copy", "changes"),
    [
        (STORY, STORY, []),
        (STORY, STORY.upper(), []),
        ("Velmora rappelle 1 200 appareils", "Velmora rappelle 1 300 appareils", [("1 200", "1 300")]),
        ("Le magasin ferme", "Le grand magasin ferme", [("", "grand")]),
        ("Le magasin ferme ses portes demain", "Le magasin ferme ses por…", [("portes demain", "")]),
        ("un deux trois quatre cinq", "un DEUX 3 quatre", [("trois", "3"), ("cinq", "")]),
        ("", "tout neuf", [("", "tout neuf")]),
        ("", "", []),
    ],
)
def test_drift_tells_what_became_of_the_words(original: str, copy: str, changes: list[tuple[str, str]]) -> None:
    assert [(change.before, change.after) for change in drift(original, copy)] == changes


def test_drift_tells_the_largest_changes_in_the_order_of_the_text() -> None:
    copy = STORY.replace("jeudi", "mardi soir à Rennes").replace("1 200", "900").replace("deux débuts", "un départ")

    assert [change.gained for change in drift(STORY, copy, limit=2)] == [4, 2]


@given(st.text(max_size=200), st.text(max_size=200))
def test_drift_of_anything_is_on_one_line_and_short(original: str, copy: str) -> None:
    for change in drift(original, copy):
        assert "\n" not in change.before + change.after
        assert max(len(change.before), len(change.after)) <= 80
        assert change.lost or change.gained
