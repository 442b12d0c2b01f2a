"""Our English engine gives the package's own figures, to the last digit."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import BOOSTER_DICT, NEGATE, SPECIAL_CASES, SentimentIntensityAnalyzer

from monitor.enrich.english import compound_of, weigh

VADER = SentimentIntensityAnalyzer()
LEXICON = sorted(VADER.lexicon)
GLUE = "but kind of no or nor so this without doubt least at very never Kind BUT NO the a ( ) , ! ? ?? !!! ...".split()
SOUP = st.one_of(
    st.sampled_from(LEXICON),
    st.sampled_from(LEXICON).map(str.upper),
    st.sampled_from([*BOOSTER_DICT, *(word.upper() for word in BOOSTER_DICT)]),
    st.sampled_from([*NEGATE, *SPECIAL_CASES, *GLUE]),
    st.sampled_from(sorted(VADER.emojis)),
    st.text(max_size=6),
)


def package(prose: str) -> float:
    return float(VADER.polarity_scores(prose)["compound"])


@settings(max_examples=300)
@given(st.lists(SOUP, max_size=14), st.sampled_from([" ", " ", "", "\n", "! "]))
def test_any_soup_of_its_words_weighs_the_same(words: list[str], glue: str) -> None:
    prose = glue.join(words)

    assert compound_of(prose) == package(prose)


@pytest.mark.parametrize(
    "prose",
    [
        "",
        "but",
        "The plot was good, but the characters are uncompelling and the dialog is not great.",
        "At least it isn't a horrible book.",
        "Without a doubt, an excellent idea. Without doubt excellent.",
        "It was never so good. It was never this bad. No good or bad.",
        "Make sure you :) or :D today! 💘😁 catch utf-8 emoji such as such as 💋 and 😁😁",
        "good but good but good but bad",
        "Today only kinda sux! But I'll get by, lol",
        "THE SHIT, he kissed the kiss of death, yeah right",
    ],
)
def test_its_quirks_are_kept(prose: str) -> None:
    assert compound_of(prose) == package(prose)


@pytest.mark.labelled
def test_real_texts_weigh_the_same() -> None:
    where = os.environ.get("VIGIE_DATA")
    if not where:
        pytest.skip("VIGIE_DATA is not set: no real texts")
    for name in ("xlmt_en_train", "airline_train", "mams_val"):
        rows = (Path(where) / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()[:1500]
        for prose in (json.loads(row)["text"] for row in rows):
            assert compound_of(prose) == package(prose), prose


@given(st.lists(SOUP, max_size=8).map(" ".join))
def test_reasons_point_at_what_stands_there(prose: str) -> None:
    for reason in weigh(prose)[1]:
        assert prose[reason.start : reason.end] == reason.cue
        assert reason.weight == round(reason.weight, 2)


def test_a_reason_says_what_its_neighbours_made_of_the_word() -> None:
    reasons = weigh("not good, what a VERY bad day 😍")[1]

    assert [(reason.cue, reason.why) for reason in reasons] == [
        ("good", "negated"),
        ("bad", "stressed"),
        ("😍", "emoji"),
    ]
