"""What each rule sees, and the numbers that it gives as its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.crisis import (
    PRESETS,
    RULES,
    Increase,
    Match,
    Plain,
    Preset,
    Rated,
    Share,
    Threshold,
    Unusual,
    judge,
)
from monitor.model import Cause, Figures, History, Hour, Level, Sample
from tests.crisis.timelines import BRAND, DAY, HOUR, complaints, known, ordinary, sample

NOW = DAY + 10 * HOUR
MINUTE = timedelta(minutes=1)
BEFORE = DAY - timedelta(days=7)
USUAL = ordinary(BEFORE, days=7)


def figures(*samples: Sample, rule: Plain | None = None, since: datetime = DAY) -> Figures:
    return judge(known(samples, since, NOW), [rule or Threshold()], NOW).figures


def storm(number: int, **how: bool) -> tuple[Sample, ...]:
    return tuple(sample(NOW - (n + 1) * MINUTE, **how) for n in range(number))  # type: ignore[arg-type]


# ------------------------------------------------------------------ every rule

ASKED: dict[str, Plain] = {
    "threshold": Threshold(),
    "increase": Increase(),
    "share": Share(),
    "ratings": Rated(),
    "match": Match(insult=True),
    "preset": Preset("axur"),
}


def test_every_kind_of_rule_is_tested_here() -> None:
    assert {"unusual", *ASKED} == set(RULES)


@pytest.mark.parametrize("kind", RULES)
def test_every_option_says_what_it_is_for(kind: str) -> None:
    assert all(option.metadata["help"] for option in fields(RULES[kind]))


@pytest.mark.parametrize("rule", ASKED.values(), ids=ASKED)
def test_a_rule_of_a_brand_of_which_nothing_is_known_is_calm(rule: Plain) -> None:
    assert rule.brands == ()
    verdict = rule.judge(History(BRAND, NOW, (), ()), NOW)
    assert verdict.level is Level.CALM
    assert verdict.figures == Figures(rule.window, 0, 0.0, 0.0, 0.0, 0, None, 0, 0)


@pytest.mark.parametrize("kind", [Threshold, Increase, Share, Rated])
@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("at_least", 0),
        ("voices", 0),
        ("within", timedelta(0)),
        ("hours", "8 to 20"),
        ("days", ("monday",)),
        ("timezone", "Paris"),
    ],
)
def test_a_rule_that_could_never_be_meant_is_refused(kind: type, option: str, value: object) -> None:
    with pytest.raises(ValueError, match=option):
        kind(**{option: value})


@pytest.mark.parametrize(
    ("kind", "options", "word"),
    [
        (Increase, {"percent": 0}, "percent"),
        (Increase, {"within": timedelta(days=8)}, "over"),
        (Share, {"percent": 101}, "percent"),
        (Match, {}, "query"),
        (Unusual, {"false_alarms": 0}, "false_alarms"),
    ],
)
def test_options_that_contradict_each_other_are_refused(kind: type, options: dict[str, object], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        kind(**options)


samples = st.builds(
    sample,
    st.integers(-90, 200).map(lambda minutes: NOW - minutes * MINUTE),
    negative=st.booleans(),
    author=st.sampled_from(["", "a", "b", "c", "d"]),
    text=st.sampled_from(["", "t1", "t2"]) | st.none(),
    source=st.sampled_from(["forum", "paper"]),
    prose=st.text(max_size=40),
    insult=st.booleans(),
    accusation=st.booleans(),
    reach=st.none() | st.integers(0, 10**7),
)
whole_hours = st.lists(
    st.builds(
        lambda ago, total, negatives: Hour(DAY - ago * HOUR, total, min(total, negatives)),
        st.integers(-20, 2000),
        st.integers(0, 10**3),
        st.integers(0, 10**3),
    ),
    max_size=30,
    unique_by=lambda hour: hour.at,
)


@settings(deadline=None, max_examples=25)
@given(st.lists(samples, max_size=40), whole_hours, st.integers(0, 60))
def test_figures_are_sound_whatever_the_history(said: list[Sample], past: list[Hour], days: int) -> None:
    past = sorted(past, key=lambda hour: hour.at)
    history = History(BRAND, NOW - timedelta(days=days), tuple(said), tuple(past))
    rules: list[Plain] = [Threshold(at_least=1, voices=1), Increase(percent=1), Share(percent=1), Rated(at_least=1)]
    for found in (rule.judge(history, NOW).figures for rule in rules):
        assert 0 <= found.authors <= found.negatives <= found.total <= len(said)
        assert 0 <= found.low <= found.high
        assert found.insults + found.accusations <= 2 * found.negatives
        assert len(found.mentions) == min(20, found.negatives) == len(set(found.mentions))
        assert len(found.themes) <= 4
        assert found.began is None or NOW - 2 * HOUR - 5 * MINUTE <= found.began <= NOW


# ------------------------------------------------------------------ what counts


def test_copies_of_one_text_count_once_and_are_told() -> None:
    copies = [sample(NOW - n * MINUTE, text="one text") for n in range(40)]
    found = figures(*copies, sample(NOW, text="another"), sample(NOW, negative=False, text="praise"))
    assert (found.negatives, found.copies, found.total, found.authors) == (2, 39, 3, 2)


def test_texts_without_a_fingerprint_are_not_copies_of_each_other() -> None:
    assert figures(*[sample(NOW, text="") for _ in range(5)]).negatives == 5


def test_an_author_counts_three_times_at_most_and_the_unknown_are_not_one_author() -> None:
    assert figures(*[sample(NOW, author="Someone") for _ in range(50)]).negatives == 3
    unknown = figures(*[sample(NOW, author="") for _ in range(50)])
    assert (unknown.negatives, unknown.authors, unknown.sources) == (50, 1, 1)


@pytest.mark.parametrize(("age", "counted"), [(-1, 0), (0, 1), (59, 1), (60, 0), (4000, 0)])
def test_what_counts_is_when_it_was_said(age: int, counted: int) -> None:
    history = History(BRAND, BEFORE, (sample(NOW - age * MINUTE),), ())
    assert Threshold().judge(history, NOW).figures.negatives == counted


def test_the_loudest_come_first_and_only_one_copy_of_each() -> None:
    quiet = sample(NOW)
    seen = sample(NOW, reach=50_000)
    copy = sample(NOW, reach=10, text=seen.fingerprint)
    rude = sample(NOW, insult=True)
    grave = sample(NOW, accusation=True)
    found = figures(quiet, copy, seen, rude, grave)
    assert found.mentions == (grave.id, rude.id, seen.id, quiet.id)
    assert (found.insults, found.accusations) == (1, 1)


def test_at_most_twenty_mentions_are_shown() -> None:
    assert len(figures(*storm(60)).mentions) == 20


# ------------------------------------------------------------------ since when, and about what


@pytest.mark.parametrize(
    ("ages", "began"),
    [
        ((), None),
        ((12, 9, 6, 3, 2, 1), 45),
        ((12, 11, 11, 10), 45),
        ((55, 12, 11, 10, 9, 8, 7), 45),
        ((58, 50, 42, 34, 26, 18, 10, 2), 0),
    ],
)
def test_it_began_when_the_excess_did(ages: Sequence[int], began: int | None) -> None:
    past = tuple(Hour(BEFORE + n * HOUR, 10, 2) for n in range(168))
    said = tuple(sample(NOW - age * MINUTE) for age in ages)
    found = Threshold().judge(History(BRAND, BEFORE, said, past), NOW).figures
    assert found.began == (None if began is None else NOW - HOUR + began * MINUTE)


def test_no_more_than_usual_began_nowhere() -> None:
    past = tuple(Hour(BEFORE + n * HOUR, 100, 20) for n in range(168))
    said = tuple(sample(NOW - age * MINUTE) for age in (50, 40, 30))
    assert Threshold().judge(History(BRAND, BEFORE, said, past), NOW).figures.began is None


ANGRY = [
    "Tramontane : la rupture de stock dure, et les Remboursements n'arrivent jamais",
    "Encore une rupture de stock chez Tramontane https://tramontane.example/rupture",
    "Rupture de stock, Remboursements refusés, bravo Tramontane",
    "Toujours pas de remboursements. Le service client de Tramontane ne répond pas",
    "Où sont mes Remboursements, Tramontane ?",
    "Tramontane, rupture de stock annoncée trop tard",
]
PLEASED = ["Le service client de Tramontane est parfait", "Merci Tramontane, service client au top", "Beau magasin"]


def test_themes_are_the_words_that_only_the_angry_use() -> None:
    said = [sample(NOW, prose=text) for text in ANGRY] + [sample(NOW, prose=text, negative=False) for text in PLEASED]
    assert figures(*said, rule=Threshold(at_least=5)).themes == ("rupture de stock", "Remboursements")


@pytest.mark.parametrize(
    "prose", ["", "Tramontane", "le la les the and of", "https://a.example/scandal", "12 345", "somebody@a.example"]
)
def test_themes_are_not_names_addresses_numbers_nor_little_words(prose: str) -> None:
    assert figures(*[sample(NOW, prose=prose) for _ in range(12)]).themes == ()


def test_a_name_of_several_words_is_left_out_of_themes_too() -> None:
    said = tuple(sample(NOW, prose="Grand Large ment, #grandlarge encore") for _ in range(12))
    history = replace(known(said, DAY, NOW), brand="Grand Large")
    assert Threshold().judge(history, NOW).figures.themes == ("ment",)


# ------------------------------------------------------------------ the plain number


@pytest.mark.parametrize(("number", "expected"), [(9, Level.CALM), (10, Level.WARNING)])
def test_the_threshold_is_a_plain_number(number: int, expected: Level) -> None:
    history = known(storm(number, accusation=True), DAY, NOW)
    assert judge(history, [Threshold()], NOW).level is expected


def test_the_threshold_wants_several_voices() -> None:
    said = [sample(NOW, author="", source=f"paper {n % 2}") for n in range(30)]
    assert judge(known(said, DAY, NOW), [Threshold()], NOW).level is Level.CALM
    assert judge(known(said, DAY, NOW), [Threshold(voices=2)], NOW).level is Level.WARNING


# ------------------------------------------------------------------ what is usual


def test_what_is_usual_depends_on_the_hour() -> None:
    history = known(USUAL, BEFORE, DAY)
    by_day, by_night = (Threshold().judge(history, DAY + timedelta(hours=hour)).figures for hour in (15, 3))
    assert by_day.usual == pytest.approx(2.0, abs=0.4)
    assert by_night.usual == pytest.approx(0.4, abs=0.3)
    assert by_day.low <= by_day.usual <= by_day.high
    assert by_day.usual_share == pytest.approx(0.2, abs=0.02)


def test_the_usual_of_a_day_is_that_of_its_hours() -> None:
    found = Threshold(within=timedelta(days=1)).judge(known(USUAL, BEFORE, DAY), DAY).figures
    assert found.usual == pytest.approx(14 * 2 + 10 * 0.4, rel=0.1)


def test_silent_hours_are_known_hours_but_what_came_before_us_is_not() -> None:
    one = (Hour(BEFORE + 3 * HOUR, 10, 5),)
    since_a_week = Threshold().judge(History(BRAND, BEFORE, (), one), NOW).figures.usual
    since_a_day = Threshold().judge(History(BRAND, DAY - 20 * HOUR, (), ()), NOW).figures.usual
    assert since_a_week < 0.1
    assert since_a_day < 0.1
    assert Threshold().judge(History(BRAND, NOW - 3 * HOUR, (), one), NOW).figures.usual_share is None


def test_only_the_last_four_weeks_teach() -> None:
    whole = tuple(Hour(NOW - n * HOUR, 10, 2) for n in range(28 * 24, 0, -1))
    for years in (0.08, 1, 10):
        found = Threshold().judge(History(BRAND, NOW - timedelta(days=365 * years), (), whole), NOW).figures
        assert found.usual == pytest.approx(2.0, rel=0.01)


def test_a_storm_does_not_become_usual() -> None:
    before = Threshold().judge(known(USUAL, BEFORE, NOW), NOW).figures
    old = complaints(DAY - timedelta(days=2), *[50] * 40)
    after = Threshold().judge(known((*USUAL, *old), BEFORE, NOW), NOW).figures
    assert after.usual < 2 * before.usual
    assert after.usual_share is not None
    assert after.usual_share < 0.3


def test_the_hours_of_a_crisis_that_still_grows_teach_nothing() -> None:
    quiet = Threshold().judge(known(USUAL, BEFORE, NOW), NOW).figures
    loud = Threshold().judge(known((*USUAL, *complaints(NOW - 5 * HOUR, *[30] * 20)), BEFORE, NOW), NOW).figures
    assert loud.usual == pytest.approx(quiet.usual)
    assert loud.usual_share == quiet.usual_share


# ------------------------------------------------------------------ rules of one's own

EVEN = tuple(Hour(NOW - n * HOUR, 10, 2) for n in range(24 * 8, 0, -1))


def loud(rule: Plain, *said: Sample, hours: tuple[Hour, ...] = EVEN) -> bool:
    return rule.judge(History(BRAND, NOW - timedelta(days=8), said, hours), NOW).level > Level.CALM


@pytest.mark.parametrize(("percent", "number", "expected"), [(400, 9, False), (400, 10, True), (100, 10, True)])
def test_an_increase_is_measured_by_the_mean_of_the_week(percent: float, number: int, expected: bool) -> None:
    assert loud(Increase(percent=percent, at_least=3), *storm(number)) is expected


def test_an_increase_of_everything_counts_praise_too() -> None:
    praise = tuple(sample(NOW - n * MINUTE / 2, negative=False) for n in range(60))
    assert not loud(Increase(at_least=3), *storm(3), *praise)
    assert loud(Increase(at_least=3, of="all"), *storm(3), *praise)


def test_an_increase_over_a_week_waits_for_a_week() -> None:
    history = History(BRAND, NOW - timedelta(days=6), storm(60), EVEN)
    assert Increase().judge(history, NOW).level is Level.CALM


def test_deviations_are_those_of_hours() -> None:
    wavy = tuple(Hour(hour.at, 10, 4 * (n % 2)) for n, hour in enumerate(EVEN))
    assert loud(Increase(deviations=2, at_least=1), *storm(6), hours=EVEN)
    assert not loud(Increase(deviations=2, at_least=1), *storm(5), hours=wavy)
    assert loud(Increase(deviations=2, at_least=1), *storm(7), hours=wavy)


@pytest.mark.parametrize(("praise", "expected"), [(6, True), (10, False)])
def test_a_share_is_of_all_that_is_said(praise: int, expected: bool) -> None:
    said = (*storm(6), *(sample(NOW - MINUTE, negative=False) for _ in range(praise)))
    assert loud(Share(percent=50), *said) is expected


def test_bad_ratings_count_whatever_their_words_say() -> None:
    stars = [sample(NOW - n * MINUTE, negative=False, rating=0.0) for n in range(5)]
    verdict = Rated().judge(History(BRAND, BEFORE, tuple(stars), ()), NOW)
    assert (verdict.level, verdict.cause, verdict.figures.negatives) == (Level.WARNING, Cause.RATINGS, 5)
    assert not loud(Rated(), *[sample(NOW, rating=0.5) for _ in range(9)])


@pytest.mark.parametrize(
    ("rule", "like", "unlike"),
    [
        (Match(insult=True), {"insult": True}, {"accusation": True}),
        (Match(accusation=True, reach=10**5), {"accusation": True, "reach": 10**6}, {"accusation": True}),
        (Match(negative=True), {"negative": True}, {"negative": False}),
    ],
)
def test_any_mention_like_these(rule: Match, like: dict[str, bool], unlike: dict[str, bool]) -> None:
    assert loud(rule, sample(NOW, **like))  # type: ignore[arg-type]
    assert not loud(rule, sample(NOW, **unlike))  # type: ignore[arg-type]


def test_a_mention_matches_a_query_that_somebody_else_has_asked() -> None:
    flagged = replace(sample(NOW, negative=False), flags=("recall",))
    rule = Match(name="recall", query="rappel OR recall")
    assert loud(rule, flagged)
    assert not loud(replace(rule, name="other"), flagged)


@pytest.mark.parametrize(
    ("options", "hour", "expected"),
    [
        ({"hours": "09:00-18:00"}, 10, True),
        ({"hours": "11:00-18:00"}, 10, False),
        ({"hours": "11:00-18:00", "timezone": "Europe/Paris"}, 10, True),
        ({"hours": "22:00-06:00"}, 10, False),
        ({"hours": "22:00-10:30"}, 10, True),
        ({"days": ("wed",)}, 10, True),
        ({"days": ("thu", "fri")}, 10, False),
        ({"days": ("tue",), "hours": "22:00-10:30"}, 10, True),
    ],
)
def test_a_rule_is_on_duty_on_its_own_clock(options: dict[str, object], hour: int, expected: bool) -> None:
    at = DAY + hour * HOUR
    said = tuple(sample(at - n * MINUTE) for n in range(20))
    rule = Threshold(**options)  # type: ignore[arg-type]
    assert (rule.judge(History(BRAND, BEFORE, said, ()), at).level > Level.CALM) is expected


@pytest.mark.parametrize("like", PRESETS)
def test_the_rules_of_other_tools_have_their_names(like: str) -> None:
    rule = Preset(like, level=Level.CRISIS)  # type: ignore[arg-type]
    stars = tuple(sample(NOW - n * MINUTE / 4, rating=0.0) for n in range(200))
    verdict = rule.judge(History(BRAND, NOW - timedelta(days=8), stars, EVEN), NOW)
    assert (verdict.rule, verdict.level) == (like, Level.CRISIS)


# ------------------------------------------------------------------ several rules


def test_the_most_alarmed_rule_speaks() -> None:
    history = known((*USUAL, *storm(30)), BEFORE, NOW)
    assert judge(history, [Threshold(level=Level.CRISIS, name="mine"), Threshold(at_least=3)], NOW).rule == "mine"
    assert judge(history, [Threshold(at_least=20), Threshold(at_least=5, name="nearer")], NOW).rule == "nearer"


def test_calm_is_told_of_the_longest_window() -> None:
    rules: list[Plain] = [Threshold(at_least=999), Threshold(at_least=999, within=timedelta(days=1))]
    verdict = judge(known((), BEFORE, NOW), rules, NOW)
    assert (verdict.level, verdict.figures.window) == (Level.CALM, timedelta(days=1))


def test_rules_of_other_brands_are_silent() -> None:
    history = known(storm(30), DAY, NOW)
    assert judge(history, [Threshold(brands=("Somebody else",))], NOW).level is Level.CALM
    assert judge(history, [Threshold(brands=(BRAND,))], NOW).level is Level.WARNING
