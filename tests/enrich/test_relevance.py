"""A filter that is taught by marks, and proves itself before it is believed."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.enrich.relevance import LEAST, Mark, Standing, by_hand, learn, weigh, wilson
from monitor.model import Item, Mention, Span

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PHONE = "forfait réseau abonnement facture opérateur client ligne téléphone conseiller débit".split()
BIRD = "étang oiseau plumes rivière canard nid chasseur aile lac roseaux".split()
EITHER = "hier demain encore toujours bonjour vraiment avec depuis petit grand".split()


def said(text: str, *, number: int = 0, author: str = "") -> Mention:
    span = (Span(0, 7, "Colvert"),)
    return Mention(Item(str(number), text=text, author=author), "Colvert", "forum", NOW, span, fingerprint=f"f{number}")


def sentence(topic: list[str], dice: random.Random) -> str:
    return " ".join(["Colvert", *dice.sample(topic, 4), *dice.sample(EITHER, 3)])


def marks(each: int, *, truthful: bool = True) -> list[Mark]:
    dice = random.Random(3)
    bird = [Mark(said(sentence(BIRD, dice), number=n), True) for n in range(each)]
    phone = [Mark(said(sentence(PHONE, dice), number=each + n), False) for n in range(each)]
    if truthful:
        return bird + phone
    return [Mark(mark.mention, dice.random() < 0.5) for mark in bird + phone]


def test_it_is_off_while_there_are_too_few_marks_of_one_kind() -> None:
    few = [*marks(40)[:40], *marks(LEAST - 1)[LEAST - 1 :]]

    sieve = learn("Colvert", few)

    assert sieve.standing is Standing.LEARNING
    assert (sieve.evidence.irrelevant, sieve.evidence.relevant) == (40, LEAST - 1)
    assert weigh(said("Colvert canard étang"), sieve) == said("Colvert canard étang")


def test_it_is_on_once_it_was_right_about_marks_that_it_was_not_taught() -> None:
    sieve = learn("Colvert", marks(40))

    assert sieve.standing is Standing.PROVEN
    assert sieve.evidence.precision == 1.0
    assert sieve.evidence.surely > 0.85
    assert weigh(said("Colvert, le canard de l'étang, perd ses plumes dans le lac"), sieve).folded
    assert not weigh(said("Colvert : mon forfait, ma facture, et l'opérateur"), sieve).folded


def test_it_stays_off_where_marks_follow_no_words() -> None:
    sieve = learn("Colvert", marks(60, truthful=False))

    assert sieve.standing is Standing.ON_TRIAL
    assert not weigh(said("Colvert canard étang"), sieve).folded


def test_copies_of_one_text_prove_nothing() -> None:
    one = [Mark(said("Colvert étang canard", number=1), True)] * 40
    other = [Mark(said("Colvert forfait facture", number=2), False)] * 40

    assert learn("Colvert", one + other).standing is Standing.ON_TRIAL


def test_what_it_does_not_know_is_not_folded_away() -> None:
    weighed = weigh(said("Colvert: something entirely different"), learn("Colvert", marks(40)))

    assert weighed.relevance.label == "relevant"
    assert weighed.relevance.confidence < 0.5


def test_it_says_which_words_weighed_and_where_they_stand() -> None:
    text = "Colvert sur un étang"
    weighed = weigh(said(text), learn("Colvert", marks(40)))

    (reason, *_) = weighed.relevance.reasons
    assert (reason.cue, text[reason.start : reason.end]) == ("etang", "étang")
    assert reason.weight > 0


def test_the_words_that_made_it_a_mention_do_not_weigh() -> None:
    assert "colvert" not in learn("Colvert", marks(40)).weights


@pytest.mark.parametrize(("irrelevant", "folded"), [(True, True), (False, False)])
def test_a_mark_by_hand_holds_at_once(irrelevant: bool, folded: bool) -> None:
    marked = by_hand(said("Colvert"), irrelevant=irrelevant)

    assert marked.folded is folded
    assert marked.relevance.reasons[0].cue == "marked by hand"


@pytest.mark.parametrize(("hits", "tries", "low"), [(0, 0, 0.0), (10, 10, 0.7225), (81, 100, 0.7222), (1, 10, 0.0179)])
def test_the_interval_is_wilson_s(hits: int, tries: int, low: float) -> None:
    assert wilson(hits, tries) == pytest.approx(low, abs=2e-4)


@given(st.lists(st.tuples(st.text(max_size=30), st.booleans()), max_size=60), st.text(max_size=60))
def test_anything_can_be_marked_and_weighed(marked: list[tuple[str, bool]], text: str) -> None:
    sieve = learn("Colvert", [Mark(said(text, number=n), kind) for n, (text, kind) in enumerate(marked)])

    assert 0 <= weigh(said(text), sieve).relevance.value <= 1
