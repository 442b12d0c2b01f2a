"""A tone's value and its class are on one scale, whoever heard it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.enrich import enrich, enrichers
from monitor.enrich.scale import EDGE, on_scale
from monitor.model import TONES, Item, Mention, Rating, Score

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
CHAIN = enrichers(("fr", "en"))


def class_of(value: float) -> str:
    return "negative" if value <= -EDGE else "positive" if value >= EDGE else "neutral"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_mention_is_called_what_its_value_says(language: str) -> None:
    rows = Path(__file__).with_name(f"ordinary_{language}.tsv").read_text("utf-8").splitlines()[::7]
    heard = [
        enrich(Mention(Item(prose, text=prose), name if named else "Nobody", "x", NOW), CHAIN).sentiment
        for _, prose, name in (row.split("\t") for row in rows)
        for named in (True, False)
    ]

    assert [each.label for each in heard] == [class_of(each.value) for each in heard]
    assert {each.label for each in heard} == set(TONES)


@pytest.mark.parametrize("stars", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("prose", ["", "Really lovely people", "The worst night ever", "Das Essen kam um acht Uhr."])
def test_so_is_a_review_with_stars(stars: int, prose: str) -> None:
    heard = enrich(Mention(Item("1", text=prose, rating=Rating(stars)), "Zanor", "x", NOW), CHAIN).sentiment

    assert heard.label == class_of(heard.value)


@given(st.floats(-1, 1), st.sampled_from(TONES))
def test_a_value_that_fits_its_class_is_left_alone_and_another_moved_no_farther_than_it_must(
    value: float, label: str
) -> None:
    placed = on_scale(Score(value, label))

    assert class_of(placed.value) == label == placed.label
    assert placed.value == value or class_of(value) != label or abs(placed.value - value) <= 0.0001
