"""The whole chain: pure, picklable, and unmoved by whatever anybody may write."""

from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.enrich import enrich, enrichers
from monitor.enrich.accusation import accusation_of
from monitor.enrich.insult import insult_of
from monitor.enrich.reading import read
from monitor.enrich.sentiment import sentiment_of
from monitor.model import Item, Mention, Rating, Score

NOW = datetime(2025, 3, 1, 12, tzinfo=UTC)
SCRAPS = st.sampled_from(
    "bande d'escrocs|vous êtes|ils ont volé|n'ont jamais|ne|pas|très|mais|nul|merci|?|!!!|.|\n\n|«|»|you|are|not|"
    "stole my|the|idiots|they|lied|without|😍|:(|@|$|*|c o n|a.b.c.d|\u200b|İ|ß|ﬃ|ＢＡＤ|http://|RT".split("|")
)
ANYTHING = st.one_of(st.text(), st.lists(SCRAPS, max_size=25).map(" ".join), st.lists(SCRAPS, max_size=25).map("".join))


def mention(**fields: object) -> Mention:
    return Mention(Item("1", **fields), "Velmora", "rss", NOW)  # type: ignore[arg-type]


def test_everything_that_can_be_known_is_filled_in() -> None:
    text = "Bande d'incapables, vous avez volé ma caution, c'est une honte !"
    known = enrich(mention(text=text), enrichers(("fr", "en")))

    assert known.language == "fr"
    assert known.sentiment.label == "negative"
    assert known.insult.label == "likely"
    assert known.accusation.label == "likely"
    assert len(known.fingerprint) == 16
    assert known.item == mention(text=text).item


def test_a_mention_is_made_anew_as_replace_makes_it() -> None:
    said = mention(text="Rien à dire.")

    assert said.but(language="fr", copies=2) == replace(said, language="fr", copies=2)
    assert said.but() == said


def test_spans_count_into_title_and_text_together() -> None:
    known = enrich(mention(title="Mon avis sur Velmora", text="Ce sont des voleurs, à fuir."), enrichers(("fr",)))
    prose = known.item.prose

    assert [prose[reason.start : reason.end] for reason in known.insult.reasons] == ["Ce sont des voleurs"]
    assert "à fuir" in {prose[reason.start : reason.end] for reason in known.sentiment.reasons}


def test_a_doubtful_text_gets_no_legal_score_and_keeps_its_stars() -> None:
    known = enrich(mention(text="Escroc", rating=Rating(1)), enrichers(("fr", "en")))

    assert known.language == ""
    assert known.sentiment.label == "negative"
    assert known.insult.confidence == known.accusation.confidence == 0


def test_the_chain_travels_to_another_process() -> None:
    chain = enrichers(("fr", "en"))
    said = mention(text="The delivery is late and nobody answers me.")

    assert enrich(said, pickle.loads(pickle.dumps(chain))) == enrich(said, chain)


@pytest.mark.parametrize(
    "text",
    [
        "a " * 100_000,
        "ne pas " * 20_000,
        "!" * 100_000,
        "a$" * 50_000,
        "@a " * 50_000,
        "n'ont pas volé les " * 9_000,
        "good but " * 20_000,
    ],
)
def test_a_huge_text_is_still_judged(text: str) -> None:
    assert enrich(mention(text=text), enrichers(("fr", "en"))).fingerprint


@settings(deadline=None, max_examples=60)  # the first text of all loads the language model
@given(ANYTHING, ANYTHING, st.sampled_from(["", "fr", "en", "xx", "??"]))
def test_any_text_passes_through_the_chain(title: str, text: str, declared: str) -> None:
    known = enrich(mention(title=title, text=text, language=declared), enrichers(("fr", "en")))

    for score in (known.sentiment, known.insult, known.accusation):
        check(score, known.item.prose)


@settings(deadline=None, max_examples=60)
@given(ANYTHING, st.sampled_from(["fr", "en", "de"]))
def test_any_text_in_any_language_keeps_spans_and_values_in_range(prose: str, language: str) -> None:
    for score in (sentiment_of(prose, language), insult_of(prose, language), accusation_of(prose, language)):
        check(score, prose)


@settings(deadline=None, max_examples=60)
@given(ANYTHING)
def test_a_reading_leads_back_to_the_prose(prose: str) -> None:
    reading = read(prose)

    assert all(0 <= start < end <= len(prose) for start, end in zip(reading.begins, reading.ends, strict=True))
    assert len(reading.texts) == len(reading.begins)
    assert len(reading.marks) == len(reading.clauses) == len(reading.sentences) == len(reading.texts)


def check(score: Score, prose: str) -> None:
    assert -1 <= score.value <= 1
    assert 0 <= score.confidence <= 1
    assert len(score.reasons) <= 8
    for reason in score.reasons:
        assert 0 <= reason.start <= reason.end <= len(prose)
        assert reason.why
        assert reason.why == "rating" or reason.start < reason.end
