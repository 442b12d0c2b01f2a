"""One tone of two opinions: ordinary mentions of a named brand, and who is not argued with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.enrich import Models, enrich, scorers, shares_of
from monitor.enrich.agreement import BESIDE_THEIRS, SHARE, SIGNS, agreed, believed, follow
from monitor.enrich.finding import judge
from monitor.enrich.own import WHY
from monitor.enrich.scene import scene_of
from monitor.enrich.second import LABELS, Chances, second_of
from monitor.enrich.sentiment import score_sentiment
from monitor.measure import mention_of
from monitor.model import TONES, Brand, Lexicon, Mention, Rating, Reason, Score

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
CHAIN = scorers()
SAID = {"criticism": "negative", "neutral": "neutral", "praise": "positive"}
SCENE = scene_of("Third engineer this month, Zanor.", "en", (), "Zanor")


def said(prose: str, language: str = "en", brand: str = "Zanor") -> Mention:
    return mention_of({"text": prose, "lang": language, "target": brand}, NOW)


def ordinary(language: str) -> Iterator[tuple[str, Mention]]:
    rows = Path(__file__).with_name(f"ordinary_{language}.tsv").read_text("utf-8").splitlines()
    for row in rows[::5]:
        label, prose, brand = row.split("\t")
        yield SAID[label], said(prose, language, brand)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_of_ordinary_mentions_many_more_are_told_right_than_by_their_words_alone(language: str) -> None:
    cases = [*ordinary(language)]

    agreed_on = [enrich(mention, CHAIN).sentiment.label == wanted for wanted, mention in cases]
    by_words = [score_sentiment(mention).sentiment.label == wanted for wanted, mention in cases]

    assert sum(agreed_on) / len(cases) > 0.58
    assert (sum(agreed_on) - sum(by_words)) / len(cases) > 0.1


@pytest.mark.parametrize(
    ("language", "prose", "tone"),
    [
        (
            "en",
            "Popped into Zanor in Edinburgh this morning: friendly staff, and a swirl still warm. Thank you.",
            "positive",
        ),
        ("en", "Ordered from Zanor on Monday. It's Friday and there's still no sign of it.", "negative"),
        ("en", "Rang Zanor three times since Tuesday. Three different answers.", "negative"),
        ("en", "Hats off to Zanor: the engineer came on a Sunday and refused a tip.", "positive"),
        ("en", "Does anyone know whether the Zanor by the Odeon is open on Boxing Day?", "neutral"),
        ("fr", "Passée ce matin chez Zanor à Rennes : accueil souriant, brioche encore tiède. Merci !", "positive"),
        ("fr", "Commandé chez Zanor lundi. On est vendredi, toujours rien.", "negative"),
        ("fr", "J'ai appelé Zanor trois fois depuis mardi. Trois réponses différentes.", "negative"),
        ("fr", "Quelqu'un sait si le Zanor à côté du Gaumont est ouvert le 26 décembre ?", "neutral"),
        ("de", "War heute Morgen bei Zanor in Köln: freundliches Personal. Danke ans Team!", "positive"),
    ],
)
def test_facts_of_every_day_have_the_tone_that_they_have_for_the_brand(language: str, prose: str, tone: str) -> None:
    assert enrich(said(prose, language), CHAIN).sentiment.label == tone


def test_stars_are_their_authors_own_word() -> None:
    starred = said("Rang Zanor three times since Tuesday. Three different answers.")
    starred = replace(starred, item=replace(starred.item, rating=Rating(5, 5)))

    assert enrich(starred, CHAIN).sentiment == score_sentiment(starred).sentiment
    assert enrich(starred, CHAIN).sentiment.label == "positive"


def test_a_teams_own_words_are_not_argued_with() -> None:
    mention = said("Zanor is a scorcher, three weeks late and nobody calls back")
    own = Brand("Zanor", lexicons=(Lexicon("en", words=(("scorcher", 4.0),)),))

    assert enrich(mention, CHAIN).sentiment.label == "negative"
    assert enrich(mention, scorers((own,))).sentiment.label == "positive"


def test_beside_models_of_the_users_own_the_second_opinion_has_less_to_say(tmp_path: Path) -> None:
    (tmp_path / "en.head").write_bytes(b"")

    assert shares_of(Models()) == {}
    assert shares_of(Models(heads=tmp_path)) == {"en": BESIDE_THEIRS}
    assert set(shares_of(Models(transformer=tmp_path)).values()) == {0.0}


def test_a_newspapers_sentence_is_left_to_the_head_that_has_read_newspapers() -> None:
    mention = said("Zanor shares fall 4% as quarterly profit misses estimates")

    assert enrich(mention, CHAIN).sentiment == score_sentiment(mention).sentiment


def opinion(news: float = 0.0, **chances: float) -> Chances:
    second = second_of("en")
    assert second
    rest = (1 - sum(chances.values())) / max(1, len(LABELS) - len(chances))
    return Chances({label: chances.get(label, rest) for label in LABELS}, second, news)


@given(
    st.sampled_from(TONES),
    st.floats(0.34, 1),
    st.floats(0.1, 1),
    st.lists(st.floats(0.001, 1), min_size=6, max_size=6),
    st.floats(0, 1),
)
def test_whatever_both_say_the_figure_is_one(
    label: str, sure: float, value: float, odds: list[float], news: float
) -> None:
    chances = {name: each / sum(odds) for name, each in zip(LABELS, odds, strict=True)}

    told = agreed(Score(SIGNS[label] * value, label, sure), opinion(news, **chances), SCENE)

    assert -1 <= told.value <= 1
    assert 0.33 <= told.confidence <= 1
    assert told.label == "neutral" or (told.value > 0) == (told.label == "positive")


def test_whoever_is_sure_is_heard_and_whoever_doubts_is_not() -> None:
    words, doubt = Score(0.8, "positive", 0.9), Score(0.1, "positive", 0.4)

    assert agreed(words, opinion(), SCENE).label == "positive"
    assert agreed(doubt, opinion(criticism=0.9), SCENE).label == "negative"
    assert agreed(doubt, opinion(news=0.6, criticism=0.9), SCENE).label == "positive"


def test_the_reasons_that_push_where_the_tone_went_come_first() -> None:
    thanked = Score(0.3, "positive", 0.4, (Reason(0, 5, "Third", 1.9, "lexicon"),))

    told = agreed(thanked, opinion(criticism=0.9), SCENE)

    weights = [each.weight for each in told.reasons]
    assert told.label == "negative"
    assert weights == sorted(weights, key=lambda weight: weight > 0)
    assert weights[0] < 0 < weights[-1]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_is_blame_by_its_tone_and_praise_by_its_finding(language: str) -> None:
    heard = [enrich(mention, CHAIN) for _, mention in ordinary(language)]
    heard += [enrich(said(mention.item.prose, language, "Nobody"), CHAIN) for _, mention in ordinary(language)]
    heard += [
        enrich(replace(mention, item=replace(mention.item, rating=Rating(1, 5))), CHAIN)
        for _, mention in ordinary(language)
    ]

    told = {(each.sentiment.label, each.finding.label) for each in heard}

    assert ("negative", "praise") not in told
    assert ("positive", "criticism") not in told
    assert {("negative", "criticism"), ("positive", "praise")} <= told


BLAMED = Score(-0.4, "negative", 0.55)


def test_the_finding_is_believed_where_both_go_opposite_ways() -> None:
    told = follow(BLAMED, "praise", opinion(praise=0.6), SCENE)

    assert not believed(BLAMED, BLAMED, opinion(praise=0.6), SHARE, called=False)
    assert (told.value, told.label, told.confidence) == (0.4, "positive", 0.5)


def test_but_not_against_a_tone_that_is_clear() -> None:
    furious = enrich(said("Zanor, service horrible, une honte, je suis furieux", "fr"), CHAIN)

    assert (furious.sentiment.label, furious.finding.label) == ("negative", "criticism")


def test_nor_against_words_that_have_a_head_of_their_own_nor_against_a_teams() -> None:
    theirs = replace(BLAMED, reasons=(Reason(0, 5, "Third", -3.0, WHY),))

    assert believed(BLAMED, BLAMED, opinion(), SHARE, called=True)
    assert believed(BLAMED, BLAMED, opinion(news=0.3), SHARE, called=False)
    assert believed(theirs, theirs, opinion(), SHARE, called=False)


def test_a_finding_that_follows_the_tone_touches_the_ground_of_its_new_word() -> None:
    angry = said("Zanor : le produit est une daube, à boycotter, une honte, horrible", "fr")
    starred = replace(angry, item=replace(angry.item, rating=Rating(5, 5)), sentiment=Score(0.8, "positive", 0.9))

    assert judge(angry).finding.grounds == ("denigrement",)
    assert (judge(starred).finding.label, judge(starred).finding.grounds) == ("praise", ())


def test_what_a_handle_is_told_is_heard_by_the_head_of_handles() -> None:
    mention = said("@Zanor Paid for standard, came next day. Good on you", brand="Zanor")

    assert mention.spans[0].start == 1
    assert enrich(mention, CHAIN).sentiment.label == "positive"
    assert enrich(mention, CHAIN).finding.label == "praise"
