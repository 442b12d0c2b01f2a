"""Corrections by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest

from monitor.errors import VigieError
from monitor.store import Find, Store
from tests.store.test_store import NOW, harvest, mention, store

__all__ = ["store"]


def first(store: Store) -> int:
    store.save(harvest(store, mention()), NOW)
    (found,) = store.mentions.find(Find())
    return found.id


def test_a_correction_counts_at_once_and_says_whose_it_is(store: Store) -> None:
    number = first(store)

    store.labels.give(number, "sentiment", "positive", "Léa", NOW)

    (corrected,) = store.mentions.find(Find(tone="positive"))
    assert corrected.sentiment.value >= 0.5
    assert corrected.sentiment.reasons[0].why == "corrected by Léa"
    (sample,) = store.past.history("Valmy", NOW, window=timedelta(days=1), back=timedelta(days=2), weights={}).samples
    assert not sample.negative


def test_a_second_thought_takes_the_place_of_the_first_and_what_was_said_stays(store: Store) -> None:
    number = first(store)
    said = next(store.mentions.find(Find())).sentiment.label
    store.labels.give(number, "sentiment", "neutral", "Léa", NOW)
    store.labels.give(number, "sentiment", "positive", "Max", NOW)

    (label,) = store.labels.of(number)
    assert (label.word, label.by, label.said, label.at) == ("positive", "Max", said, NOW)
    assert [(each.id, word) for each, word in store.labels.given("sentiment")] == [(number, "positive")]


def test_one_of_six_words_may_be_corrected_too(store: Store) -> None:
    number = first(store)

    store.labels.give(number, "label", "criticism", "Léa", NOW)

    corrected = store.mentions.get(number)
    assert corrected
    assert corrected.finding.label == "criticism"


@pytest.mark.parametrize(
    ("number", "what", "word"), [(99, "sentiment", "neutral"), (1, "tone", "neutral"), (1, "sentiment", "bad")]
)
def test_what_cannot_be_meant_is_refused(store: Store, number: int, what: str, word: str) -> None:
    first(store)

    with pytest.raises(VigieError):
        store.labels.give(number, what, word, "Léa", NOW)


def test_a_label_goes_with_its_mention(store: Store) -> None:
    number = first(store)
    store.labels.give(number, "sentiment", "neutral", "Léa", NOW)

    store.forget(
        NOW + timedelta(days=9), mentions=timedelta(days=1), seen=timedelta(days=1), incidents=timedelta(days=1)
    )

    assert store.labels.of(number) == ()
