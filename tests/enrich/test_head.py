"""The trained head: the same sum at run time as at training, on a file that nobody else could have written."""

from __future__ import annotations

from datetime import UTC, datetime
from math import exp
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.enrich.grams import counts, counts_toward, spellings
from monitor.enrich.head import (
    GATE,
    KINDS,
    SIZE,
    Head,
    Opinion,
    Pool,
    _steps,
    byte_of,
    head_of,
    hearing,
    traits,
    unpacked,
    visited,
)
from monitor.enrich.sentiment import ENGINES, listener, sentiment_of
from monitor.errors import VigieError
from monitor.model import Item, Mention, Reason, Span

AT = datetime(2026, 11, 30, tzinfo=UTC)
CHANCE = Random(4)
SEEN = tuple(CHANCE.uniform(-1, 1) for _ in range(17))
POOL = Pool(0.8, 0.5, 0.3, -0.1)
HEAD = Head("fr", CHANCE.randbytes(SIZE), CHANCE.randbytes(SIZE), (0.9, 0.4), (SEEN, SEEN[::-1]), pool=POOL)
TEXTS = st.lists(
    st.sampled_from("Le service n'est pas bon du tout !!! @bob #top https://x.example 12 éà 😡 mais".split())
)


def expected(
    buckets: dict[int, float], table: bytes, scale: float, seen: tuple[float, ...], of: tuple[float, ...]
) -> float:
    steps = _steps(scale)
    logit = sum(steps[table[bucket]] * weight for bucket, weight in buckets.items())
    return 1 / (1 + exp(-logit - sum(a * b for a, b in zip(of, seen, strict=True))))


@settings(max_examples=60)
@given(st.one_of(TEXTS.map(" ".join), st.text(max_size=60)))
def test_the_sum_is_that_of_training(prose: str) -> None:
    reasons = (Reason(0, 1, "x", 1.5),)
    seen, buckets = traits(prose, len(spellings(prose)), 0.3, reasons), counts(prose, "fr")
    opinion = HEAD.hear(prose, 0.3, reasons)

    assert opinion.positive == pytest.approx(expected(buckets, HEAD.polarity, 0.9, seen, HEAD.traits[0]), abs=1e-9)
    assert opinion.neutral == pytest.approx(expected(buckets, HEAD.neutrality, 0.4, seen, HEAD.traits[1]), abs=1e-9)


def test_the_sum_toward_a_target_is_that_of_training() -> None:
    prose, near, names = "Velmora est lent mais Ostrelle est parfait", (22, 42), frozenset({"ostrelle"})
    part = prose[slice(*near)]
    seen, buckets = traits(part, len(spellings(part)), 0.0, ()), counts_toward(prose, near, "fr", names)

    told = HEAD.hear(prose, 0.0, (), names, near).positive

    assert told == pytest.approx(expected(buckets, HEAD.polarity, 0.9, seen, HEAD.traits[0]), abs=1e-9)


CHANCES = st.floats(0, 1)


@given(CHANCES, CHANCES, st.floats(-1, 1))
def test_a_pool_gives_chances_and_a_better_word_never_lowers_praise(
    positive: float, neutral: float, value: float
) -> None:
    opinion = Opinion(positive, neutral)
    chances, better = POOL.chances(opinion, value), POOL.chances(opinion, min(1.0, value + 0.3))

    assert sum(chances) == pytest.approx(1)
    assert min(chances) > 0
    assert better[2] / better[0] >= chances[2] / chances[0]


@given(st.floats(-2, 2))
def test_a_byte_keeps_a_weight_to_a_hundredth_of_the_largest(weight: float) -> None:
    kept = _steps(2.0)[byte_of(weight, 2.0)]

    assert kept == pytest.approx(weight, abs=0.02)


def test_a_head_is_read_as_it_was_written() -> None:
    assert unpacked(HEAD.packed(), "here") == HEAD


@pytest.mark.parametrize("content", [b"", b"no", HEAD.packed()[:-20], HEAD.packed()[:200]])
def test_what_is_no_head_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(VigieError, match=r"mine\.head is no head of this vigie"):
        unpacked(content, "mine.head")


@pytest.mark.parametrize("language", [*ENGINES])
def test_every_language_with_an_engine_has_a_head_that_learnt_only_from_what_may_be_shipped(language: str) -> None:
    heads = [head for kind in ("", *KINDS, GATE) if (head := head_of(f"{language}{kind}"))]

    assert heads
    ours = {f"ours_{language}{kind}" for kind in ("", "prose", "talk", *KINDS, GATE)}
    for head in heads:
        learnt = set(head.note.removeprefix("learnt from ").split(", "))
        assert learnt <= ours | {f"xed_{language}", "allocine_train", "mams_train", "sentfin_train"}


@pytest.mark.parametrize(
    ("language", "place", "name"),
    [("en", 0, "en"), ("en", 1, "en"), ("en", 3, "enhandle"), ("fr", 1, "fr"), ("fr", 2, "frlong"), ("de", 2, "de")],
)
def test_each_manner_of_writing_is_heard_by_the_head_of_its_kind(language: str, place: int, name: str) -> None:
    found, head = hearing(language, place)

    assert (found, head) == (name, head_of(name))


@pytest.mark.parametrize(
    ("prose", "language", "name"),
    [
        ("Velmora opened late.", "en", "en"),
        ("@Velmora you opened late", "en", "enhandle"),
        ("Velmora a ouvert en retard. " * 20, "fr", "frlong"),
        ("Velmora öppnade sent.", "sv", ""),
    ],
)
def test_a_correction_of_a_mention_teaches_the_head_that_hears_it(prose: str, language: str, name: str) -> None:
    start = prose.index("Velmora")
    spans = (Span(start, start + 7, "Velmora"),)

    assert listener(Mention(Item("1", text=prose), "Velmora", "x", AT, spans=spans, language=language)) == name


def test_a_language_without_a_head_is_heard_by_none() -> None:
    assert hearing("sv", 1) == ("", None)


def test_a_head_of_one_s_own_for_a_kind_is_preferred_to_ours(tmp_path: Path) -> None:
    (tmp_path / "frlong.head").write_bytes(HEAD.packed())

    assert hearing("fr", 2, tmp_path) == ("frlong", HEAD)
    assert hearing("fr", 0, tmp_path) == hearing("fr", 0)


def test_all_heads_weigh_less_than_three_megabytes() -> None:
    heads = (Path(__file__).parents[2] / "monitor" / "enrich" / "heads").glob("*.head")

    assert 0 < sum(path.stat().st_size for path in heads) < 3_000_000


def test_a_directory_of_one_s_own_comes_first(tmp_path: Path) -> None:
    (tmp_path / "fr.head").write_bytes(HEAD.packed())

    assert head_of("fr", tmp_path) == HEAD
    assert head_of("de", tmp_path) == head_of("de")
    assert head_of("../x", tmp_path) is None


@given(st.text(max_size=200), st.sampled_from([*ENGINES]))
def test_whatever_is_written_the_score_holds_and_its_reasons_point_at_it(prose: str, language: str) -> None:
    score = sentiment_of(prose, language)

    assert -1 <= score.value <= 1
    assert 0 <= score.confidence <= 1
    for reason in score.reasons:
        assert prose[reason.start : reason.end] == reason.cue


@pytest.mark.parametrize(
    ("prose", "brand", "expected"),
    [
        ("Velmora posts record profit while Ostrelle plunges into heavy losses.", "Velmora", "positive"),
        ("Velmora posts record profit while Ostrelle plunges into heavy losses.", "Ostrelle", "negative"),
        ("J'adore Velmora, alors que Ostrelle est vraiment nul et méprisant.", "Velmora", "positive"),
        ("J'adore Velmora, alors que Ostrelle est vraiment nul et méprisant.", "Ostrelle", "negative"),
    ],
)
def test_two_brands_of_one_text_have_each_their_own(prose: str, brand: str, expected: str) -> None:
    start = prose.index(brand)

    assert (
        sentiment_of(prose, "en" if "while" in prose else "fr", spans=[Span(start, start + len(brand), brand)]).label
        == expected
    )


@pytest.mark.parametrize(
    ("prose", "is_one"),
    [
        ("Le serveur nous a oubliés une demi-heure, plats tièdes.", True),
        ("Chambre propre, literie confortable, petit-déjeuner copieux.", True),
        ("Le ministre présentera son plan climat mercredi à Bruxelles.", False),
        ("Un film magistral, porté par une actrice bouleversante.", False),
        ("Trop sommeil ce matin, vivement samedi.", False),
    ],
)
def test_what_guests_write_of_a_place_is_told_from_all_else(prose: str, is_one: bool) -> None:
    assert visited(prose, "fr") is is_one
    assert not visited(prose, "de")
