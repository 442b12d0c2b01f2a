"""The second opinion: the same sum as at training, moved by what the rules heard, and never hidden."""

from __future__ import annotations

from itertools import chain
from math import exp
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.enrich.accusation import hear_accusation
from monitor.enrich.finding import finding_of
from monitor.enrich.insult import hear_insult
from monitor.enrich.scene import scene_of
from monitor.enrich.second import (
    LABELS,
    SIZE,
    Chances,
    Second,
    of_pair,
    of_tag,
    of_word,
    pairs_of,
    second_of,
    second_opinion,
    share_of,
    traits_of,
    unpacked,
    weighed,
    words_of,
)
from monitor.enrich.sentiment import sentiment_of
from monitor.enrich.verdicts import LIKELY, SILENT
from monitor.errors import VigieError

ENOUGH = {"fresh": 0.85, "unseen": 0.78}  # of the sentences of ours that nothing learns from
CHANCE = Random(11)
TRAITS = tuple(tuple(CHANCE.uniform(-1, 1) for _ in range(11)) for _ in LABELS)
SECOND = Second(CHANCE.randbytes(SIZE * len(LABELS)), 0.01, TRAITS, "by chance")
TEXTS = st.lists(st.sampled_from("Ils Maison Tarvel ont volé ma caution et mentent encore pas ! ? très très".split()))


def step(bucket: int, place: int) -> int:
    found = SECOND.table[bucket * len(LABELS) + place]
    return found - 256 if found > 127 else found


@settings(max_examples=60)
@given(TEXTS.map(" ".join))
def test_the_sum_is_that_of_training(prose: str) -> None:
    scene = scene_of(f"Maison Tarvel {prose}", "fr", (), "Maison Tarvel")
    pairs = [*pairs_of(words_of(scene))]
    buckets = [*chain(*(of_word(word) for _, word in pairs[:-1]), *map(of_pair, pairs), *map(of_tag, scene.present))]
    seen = traits_of(scene, 0.2)
    logits = [
        share_of(scene) * SECOND.scale * sum(step(bucket, place) * weight for bucket, weight in buckets)
        + sum(a * b for a, b in zip(TRAITS[place], seen, strict=True))
        for place in range(len(LABELS))
    ]
    total = sum(map(exp, logits))

    told_ = SECOND.hear(scene, 0.2).each

    assert told_ == pytest.approx(dict(zip(LABELS, (exp(each) / total for each in logits), strict=True)), abs=1e-9)


def test_a_name_of_several_words_counts_as_one_and_a_doubled_word_as_two() -> None:
    scene = scene_of("Maison Tarvel est très très lente", "fr", (), "Maison Tarvel")

    assert [*pairs_of(words_of(scene))][:4] == [("^", "@"), ("@", "est"), ("est", "tres"), ("tres", "tres")]


def opinion(**chances: float) -> Chances:
    rest = (1 - sum(chances.values())) / (len(LABELS) - len(chances))
    return Chances({label: chances.get(label, rest) for label in LABELS}, SECOND)


@pytest.mark.parametrize(
    ("chance", "score"), [(0.5, "none"), (0.61, "possible"), (0.85, "possible"), (0.99, "possible")]
)
def test_what_no_rule_told_is_possible_and_never_likely_and_its_words_are_shown(chance: float, score: str) -> None:
    scene = scene_of("Chez Zanor ils mettent de la colle dans les croissants.", "fr", (), "Zanor")

    heard = weighed(SILENT, scene, opinion(accusation=chance, both=0.0), "accusation")

    assert heard.score.label == score
    assert heard.score.value < LIKELY
    assert {reason.why for reason in heard.score.reasons} <= {"usage"}
    assert bool(heard.score.reasons) == (score != "none")


def test_what_a_rule_told_is_taken_back_where_it_is_hardly_meant_so_and_stays_to_be_seen() -> None:
    scene = scene_of("Le directeur de Zanor est un voleur.", "fr", (), "Zanor")
    heard = hear_insult(scene)

    taken = weighed(heard, scene, opinion(insult=0.2, both=0.1), "insult")

    assert heard.score.label == "likely"
    assert taken.score.label == "none"
    assert all("held back: usage" in reason.why for reason in taken.held[-len(heard.score.reasons) :])
    assert weighed(heard, scene, opinion(insult=0.4, both=0.2), "insult") == heard


def test_what_the_rules_heard_moves_the_chances() -> None:
    scene = scene_of("Le directeur de Zanor est un voleur.", "fr", (), "Zanor")
    denied = scene_of("Zanor dément avoir volé la caution de ses locataires.", "fr", (), "Zanor")
    even = opinion()

    assert even.after(hear_insult(scene), SILENT).of("insult") > 0.8
    assert even.after(SILENT, hear_accusation(denied)).of("accusation") < 0.1
    assert even.after(SILENT, SILENT).each == pytest.approx(even.each)


@pytest.mark.parametrize(
    ("language", "prose"),
    [
        ("fr", "Zanor dément avoir volé la caution de ses locataires."),
        ("fr", "Le tribunal relaxe Zanor, accusé d'avoir truqué ses comptes."),
        ("en", "Fake Zanor engineers are stealing from pensioners, beware."),
        ("en", "A cashier embezzled £90,000 from Zanor."),
    ],
)
def test_an_excuse_is_never_overruled(language: str, prose: str) -> None:
    assert finding_of(prose, language, target="Zanor", sentiment=-0.5).label == "neutral"


def test_long_texts_and_texts_without_the_brand_are_left_to_the_rules() -> None:
    assert second_opinion(scene_of("Ils vident nos comptes.", "fr"), 0.0) is None
    assert second_opinion(scene_of("Zanor " + "et encore " * 60, "fr", (), "Zanor"), 0.0) is None


@pytest.mark.parametrize("language", ["fr", "en"])
def test_both_files_open_and_say_what_they_learnt_from(language: str) -> None:
    second = second_of(language)

    assert second
    assert "sentences of ours" in second.note
    assert unpacked(second.packed(), "itself") == second


@pytest.mark.parametrize("content", [b"", b"nothing", SECOND.packed()[:-9]])
def test_anything_else_is_refused_with_its_name(content: bytes) -> None:
    with pytest.raises(VigieError, match=r"xx\.second"):
        unpacked(content, "xx.second")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("file", ENOUGH)
def test_sentences_that_neither_rules_nor_weights_learnt_from_are_mostly_told(file: str, language: str) -> None:
    rows = [
        row.split("\t") for row in Path(__file__).with_name(f"{file}_{language}.tsv").read_text("utf-8").splitlines()
    ]
    right = [
        finding_of(prose, language, target=brand, sentiment=sentiment_of(prose, language).value).label
        in accepted.split("|")
        for accepted, prose, brand, _ in rows
    ]

    assert sum(right) >= ENOUGH[file] * len(right)
