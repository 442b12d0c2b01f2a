"""What the detector counts, what it learns, what alarms it, and that it can be stopped at any time."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from zlib import compress, crc32, decompress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.crisis import Policy, Unusual, Watch, begin, dump, load, odds
from monitor.crisis.detector.habits import Habits, profile, slot
from monitor.crisis.detector.late import Late
from monitor.crisis.detector.marks import HIDDEN, REGULARS, crowded, in_crisis, stranger
from monitor.crisis.detector.public import LATE, MOST_CELLS, Public
from monitor.crisis.detector.rare import slides
from monitor.crisis.detector.ring import CHANNELS, Ring
from monitor.crisis.detector.single import Loud
from monitor.crisis.detector.spread import STEADIEST, drifting
from monitor.crisis.detector.voices import Voices, author_of
from monitor.crisis.detector.watch import TALK
from monitor.crisis.tails import at_least, betainc
from monitor.model import Cause, Planned, Sample
from tests.crisis.timelines import DAY, HOUR, Night, complaints, ordinary, sample

BEFORE = DAY - timedelta(days=14)
USUAL = ordinary(BEFORE, days=15)
NINE = DAY + 9 * HOUR
MINUTE = timedelta(minutes=1)


def heard(samples: Iterable[Sample], until: timedelta = 10 * HOUR, *, usual: bool = True) -> Watch:
    """A watch that heard the usual until that time of the day, and these."""
    now = DAY + until
    everything = (*(each for each in USUAL if usual and each.at <= now), *samples)
    watch = begin(BEFORE, BEFORE)
    for each in sorted(everything, key=lambda one: one.seen_at or one.at):
        watch.hear(each)
    watch.pass_time(int(now.timestamp()))
    return watch


def score(samples: Iterable[Sample], until: timedelta = 10 * HOUR, **how: bool) -> float:
    return Unusual().find(heard(samples, until, **how)).score


def storm(number: int, at: timedelta = 10 * HOUR, **how: object) -> tuple[Sample, ...]:
    return tuple(sample(DAY + at - (n + 1) * MINUTE, **how) for n in range(number))  # type: ignore[arg-type]


@pytest.fixture(name="usual", scope="module")
def _usual() -> bytes:
    """A watch at nine o'clock of a usual day."""
    return dump(heard((), 9 * HOUR))


def after(usual: bytes, samples: Sequence[Sample], until: timedelta = 10 * HOUR) -> Watch:
    watch = load(usual)
    assert watch
    for each in sorted(samples, key=lambda one: one.seen_at or one.at):
        watch.hear(each)
    watch.pass_time(int((DAY + until).timestamp()))
    return watch


# ------------------------------------------------------------------ how rare


@pytest.mark.parametrize(("a", "b", "x"), [(1, 1, 0.3), (2, 3, 0.5), (5, 2, 0.9), (30, 40, 0.2), (3, 400, 0.05)])
def test_the_incomplete_beta_function_is_a_binomial_tail(a: int, b: int, x: float) -> None:
    draws = a + b - 1
    tail = sum(math.comb(draws, n) * x**n * (1 - x) ** (draws - n) for n in range(a, draws + 1))
    assert betainc(a, b, x) == pytest.approx(tail, rel=1e-8)


@given(st.integers(1, 60), st.floats(0.01, 50), st.floats(0.02, 3))
def test_a_tail_is_the_sum_of_its_terms(count: int, mean: float, spread: float) -> None:

    assert at_least(count, mean, spread) == pytest.approx(odds.at_least(count, mean, spread), rel=1e-6, abs=1e-12)


@given(st.floats(0.5, 1e5), st.floats(1e-6, 1e5), st.floats(1e-6, 10))
def test_a_tail_is_a_probability_and_falls(count: float, mean: float, spread: float) -> None:
    assert 0 <= at_least(2 * count, mean, spread) <= at_least(count, mean, spread) * (1 + 1e-6) <= 1 + 1e-6


# ------------------------------------------------------------------ counts


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 80), st.integers(0, 90), st.integers(0, CHANNELS - 1), st.integers(1, 9))))
def test_the_sums_of_a_ring_are_those_of_its_buckets(adds: list[tuple[int, int, int, int]]) -> None:
    ring, plain, head = Ring(300, (1, 3, 12, 40)), [], 0
    for step, age, channel, count in adds:
        head += step
        ring.roll(head)
        ring.add(head - age, ((channel, count),))
        plain.append((head - age, channel, count))
    for place, width in enumerate(ring.windows):
        expected = [0] * CHANNELS
        for bucket, channel, count in plain:
            expected[channel] += count * (head - width < bucket <= head)
        assert list(ring.of(place)) == expected


def counted(*said: Sample) -> list[int]:
    """Weight, others, distinct negatives, sole voices, all negatives, what insults and accusations weigh, and the new
    and the known among the sole voices and among the others."""
    voices, public, total = Voices(100), Public(), [0] * CHANNELS
    for each in said:
        at, author = int(each.at.timestamp()), author_of(each)
        known = None if author is None else public.meet(author, at)
        for _, counts in voices.counts(each, at, each.negative, author, known):
            for channel, count in counts:
                total[channel] += count
    return total


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([sample(DAY, text=f"{n}") for n in range(3)], [12, 0, 3, 3, 3, 0, 0, 3, 0, 0, 0]),
        ([sample(DAY, text="one") for _ in range(5)], [4, 0, 1, 0, 5, 0, 0, 1, 0, 0, 0]),
        ([sample(DAY, text="one"), sample(DAY, text="one"), sample(DAY)], [8, 0, 2, 1, 3, 0, 0, 2, 0, 0, 0]),
        ([sample(DAY, author="Someone") for _ in range(5)], [7, 0, 3, 1, 5, 0, 0, 1, 0, 0, 0]),
        ([sample(DAY, author=""), sample(DAY, author="")], [8, 0, 2, 2, 2, 0, 0, 0, 0, 0, 0]),
        (
            [sample(DAY, negative=False, text="one"), sample(DAY, negative=False, text="one")],
            [0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0],
        ),
        ([sample(DAY, insult=True), sample(DAY, accusation=True, insult=True)], [8, 0, 2, 2, 2, 4, 4, 2, 0, 0, 0]),
        ([sample(DAY, text=""), sample(DAY, text="")], [8, 0, 2, 2, 2, 0, 0, 2, 0, 0, 0]),
        ([sample(DAY, author="one"), sample(DAY + 7 * HOUR, author="One")], [8, 0, 2, 2, 2, 0, 0, 1, 1, 0, 0]),
    ],
)
def test_who_counts_as_a_voice(said: list[Sample], expected: list[int]) -> None:
    assert counted(*said) == expected


def test_a_text_or_an_author_of_the_day_before_yesterday_is_new_again() -> None:
    later = DAY + timedelta(days=3)
    assert counted(sample(DAY, text="one"), sample(later, text="one"))[2] == 2
    assert counted(sample(DAY, author="one"), sample(later, author="one"))[3] == 2


# ------------------------------------------------------------------ the public


def met(public: Public, authors: Iterable[object], start: int, seconds: int = 1) -> list[bool | None]:
    """Whether each of *authors* was known, who are heard so many *seconds* after each other."""
    return [public.meet(crc32(f"{author}".encode()), start + n * seconds) for n, author in enumerate(authors)]


@given(st.lists(st.integers(0, 2**32 - 1), unique=True, max_size=200))
def test_who_was_heard_is_known(authors: list[int]) -> None:
    public = Public()
    for author in authors:
        public.meet(author, 0)
    assert all(public.meet(author, 86400) for author in authors)


def test_few_strangers_pass_for_somebody_who_was_heard() -> None:
    """Forty a day, for a year, of whom nobody comes twice."""
    known = met(Public(), range(40 * 365), 0, 86400 // 40)
    assert None not in known
    assert sum(map(bool, known)) < 0.03 * len(known)


def test_most_of_a_public_of_thousands_is_known() -> None:
    """A hundred and fifty times a day one of three thousand people speaks."""
    dice, public = random.Random(1), Public()
    met(public, (dice.randrange(3000) for _ in range(150 * 60)), 0, 86400 // 150)
    assert sum(map(bool, met(public, range(3000), 60 * 86400, 0))) > 0.7 * 3000


def test_of_a_large_public_a_sample_is_known_as_well() -> None:
    """Eight thousand times a day one of forty thousand people speaks: who is followed was mostly heard."""
    dice, public = random.Random(2), Public()
    met(public, (dice.randrange(40_000) for _ in range(8000 * 25)), 0, 86400 // 8000)
    regulars, strangers = (met(public, names, 25 * 86400, 0) for names in (range(20_000), range(10**6, 10**6 + 20_000)))
    followed = [each for each in regulars if each is not None]
    assert len(public.cells) == MOST_CELLS
    assert 200 < len(followed) < 4000
    assert sum(followed) > 0.7 * len(followed)
    assert sum(map(bool, strangers)) < 0.05 * sum(each is not None for each in strangers)


def test_who_was_not_heard_for_half_a_year_is_new_again() -> None:
    public = Public()
    met(public, ["somebody"], 0)
    met(public, ["somebody else"] * 26, 7 * 86400, 7 * 86400)
    assert met(public, ["somebody", "somebody else"], 190 * 86400) == [False, True]


def test_a_flood_of_strangers_costs_a_small_public_little_and_not_for_long() -> None:
    """Five thousand at once, of a brand of which forty speak: they are known afterwards, and each of them is followed
    again a few weeks later."""
    public = Public()
    met(public, [*range(40)] * 60, 0, 86400 // 40)
    met(public, range(1000, 6000), 60 * 86400, 0)
    assert public.every > 1
    met(public, [*range(40)] * 70, 61 * 86400, 86400 // 40)
    assert public.every == 1
    assert all(met(public, range(40), 61 * 86400 + 5 * LATE))


# ------------------------------------------------------------------ habits


def test_a_profile_follows_the_hours_and_the_days() -> None:
    said, known = [0.0] * 168, [0.0] * 168
    for week in range(8):
        for place in range(168):
            busy = 8 <= place % 24 < 20
            said[place] += (10 if busy else 1) * (0.4 if place >= 120 else 1) + week * 0
            known[place] += 1
    rates = profile(said, known)
    assert rates[12] == pytest.approx(10, rel=0.1)
    assert rates[3] == pytest.approx(1, rel=0.5)
    assert rates[120 + 12] == pytest.approx(4, rel=0.25)


def test_what_is_expected_of_a_span_is_the_sum_of_its_hours() -> None:
    habits = Habits()
    for place in range(168):
        habits.learn((place - 72) * 3600 + 7 * 86400, (1 + place % 5, 0, 1, 0, 0), 1e9)
    habits.draw()
    start = 40 * 86400 + 1800
    parts = sum(habits.between(start + n * 1800, start + (n + 1) * 1800) for n in range(20 * 48))
    assert habits.between(start, start + 20 * 86400) == pytest.approx(parts)
    assert slot(0) == 72


def test_a_week_ago_tells_nothing_where_little_was_known_then() -> None:
    habits = Habits()
    for day in range(8):
        for hour in range(24):
            habits.learn((day * 24 + hour) * 3600, (2.0, 6.0, 2.0, 0.0, 0.0), 1e9)
        habits.rest()

    assert habits.before(8) == (1.0, habits.usual_share, 0.0)
    assert habits.before(5)[2] > 0


# ------------------------------------------------------------------ what alarms


def test_a_usual_morning_alarms_nobody(usual: bytes) -> None:
    assert Unusual().find(after(usual, storm(3))).score < 0.5


def test_a_storm_alarms_and_graver_words_alarm_sooner(usual: bytes) -> None:
    assert Unusual().find(after(usual, storm(25))).alarming
    plain, grave = (Unusual().find(after(usual, storm(8, accusation=how))).score for how in (False, True))
    assert plain < grave


def test_praise_and_talk_are_no_crisis(usual: bytes) -> None:
    talk = tuple(sample(DAY + 10 * HOUR - n * MINUTE / 10, negative=n % 5 == 0) for n in range(500))
    assert not Unusual().find(after(usual, talk)).alarming


def test_while_an_event_is_under_way_a_few_bad_minutes_alarm_less(usual: bytes) -> None:
    bad = storm(11)
    launch = tuple(sample(NINE + n * MINUTE / 8, negative=False) for n in range(330))

    calm, busy = (Unusual().find(after(usual, samples)).score for samples in (bad, (*launch, *bad)))

    assert 0 < busy < 1 < calm


def test_no_share_is_believed_to_be_much_steadier_than_most() -> None:
    window = TALK[2]
    known = drifting(window)
    for _ in range(500):
        known.learn(10, 10, 10)

    assert known.value == STEADIEST * window.share


def test_copies_and_a_loud_author_are_no_crowd(usual: bytes) -> None:
    assert not Unusual().find(after(usual, storm(60, text="dispatch"))).alarming
    assert not Unusual().find(after(usual, storm(60, author="somebody"))).alarming
    network = tuple(replace(each, fingerprint=f"text {n % 3}") for n, each in enumerate(storm(60)))
    assert not Unusual().find(after(usual, network)).alarming


def test_what_was_fetched_late_counts_when_it_was_said(usual: bytes) -> None:
    late = tuple(replace(each, at=each.at - timedelta(days=2)) for each in storm(40))
    assert not Unusual().find(after(usual, late)).alarming
    history = tuple(replace(each, at=each.at - timedelta(days=9)) for each in storm(400))
    assert Unusual().find(after(usual, history)).score < 0.5


def test_bad_ratings_alarm_whatever_their_words_say(usual: bytes) -> None:
    stars = tuple(replace(each, rating=0.0, negative=False) for each in storm(15))
    found = Unusual().find(after(usual, stars))
    assert (found.alarming, found.cause) == (True, Cause.RATINGS)


@pytest.mark.parametrize(
    ("how", "alarming"),
    [
        ({"accusation": True, "reach": 2_000_000}, True),
        ({"accusation": True, "reach": 90_000}, False),
        ({"reach": 2_000_000}, False),
        ({"accusation": True, "reach": 2_000_000, "late": timedelta(hours=13)}, False),
    ],
)
def test_one_accusation_that_very_many_read_alarms_by_itself(
    usual: bytes, how: dict[str, object], alarming: bool
) -> None:
    late = how.pop("late", timedelta(0))
    assert isinstance(late, timedelta)
    grave = sample(DAY + 10 * HOUR - MINUTE, **how)  # type: ignore[arg-type]
    found = Unusual().find(after(usual, [replace(grave, at=grave.at - late, seen_at=grave.at)]))
    assert (found.alarming, found.cause is Cause.SINGLE, found.mention == grave.id) == (alarming,) * 3


def test_a_brand_of_which_millions_read_accusations_every_day_is_used_to_it() -> None:
    loud = Loud()
    for day in range(60):
        loud.hear(day * 86400, 3_000_000.0, "news")
    assert not loud.is_rare(4_000_000.0, 60 * 86400)


def test_how_loud_an_accusation_is_depends_on_where_it_is_made() -> None:
    """Three hundred in a forum, whom a thousand read, and three a week in newspapers, whom a hundred thousand or a
    million read: another one of these is none of a season's loudest; a tenth of a country is."""
    loud = Loud()
    for day in range(28):
        for _ in range(10):
            loud.hear(day * 86400, 1000.0, "forum")
    for number, reach in enumerate([30e3, 100e3, 600e3, 50e3, 200e3, 20e3, 400e3, 80e3, 300e3, 100e3, 40e3, 200e3]):
        loud.hear(number * 2 * 86400, reach, "paper")
    assert not loud.is_rare(2e6, 28 * 86400)
    assert loud.is_rare(3e7, 28 * 86400)


def test_in_its_first_days_only_what_is_rarer_alarms_by_itself() -> None:
    """Nobody knows yet how loud they are."""
    loud = Loud()
    for hour in range(3):
        loud.hear(hour * 3600, 30_000.0, "paper")
    assert 0.1 < loud.expected(2e6, 86400) < 1
    assert not loud.is_rare(2e6, 86400)
    assert loud.is_rare(2e7, 86400)
    assert loud.is_rare(2e6, 14 * 86400)


def test_few_voices_must_still_be_few_minutes_later(usual: bytes) -> None:
    rule, night = Unusual(), 3 * HOUR
    watch = load(dump(heard((), night)))
    assert watch
    for each in storm(3, night + 5 * MINUTE, accusation=True):
        watch.hear(each)
    watch.pass_time(int((DAY + night + 5 * MINUTE).timestamp()))
    first = rule.find(watch)
    watch.note(first)
    assert not first.alarming
    assert first.since
    watch.pass_time(int((DAY + night + 9 * MINUTE).timestamp()))
    assert not rule.find(watch).alarming
    watch.pass_time(int((DAY + night + 11 * MINUTE).timestamp()))
    assert rule.find(watch).alarming


def test_what_is_usually_heard_late_is_not_expected_early() -> None:
    """Of an hour of which every mention comes forty minutes late, a third is known when it ends."""
    late = [replace(each, seen_at=each.at + 40 * MINUTE) for each in USUAL]
    tardy, prompt = begin(BEFORE, BEFORE), begin(BEFORE, BEFORE)
    for watch, said in ((tardy, late), (prompt, USUAL)):
        heard_by = sorted(said, key=lambda one: one.seen_at or one.at)
        for tick in range(14 * 288 + 120):
            now = BEFORE + tick * 5 * MINUTE
            while heard_by and (heard_by[0].seen_at or heard_by[0].at) <= now:
                watch.hear(heard_by.pop(0))
            watch.pass_time(int(now.timestamp()))
    hour = next(place for place, window in enumerate(tardy.talk.windows) if window.width == 3600)
    expected = [watch.talk.expected(hour, watch.now) for watch in (tardy, prompt)]
    assert 0.25 < expected[0] / expected[1] < 0.5


def places() -> tuple[int, int]:
    """Where the windows of an hour and of twelve stand."""
    widths = [window.width for window in TALK]
    return widths.index(3600), widths.index(12 * 3600)


def two_sources(broken: timedelta, more: Iterable[Sample] = (), *, heaped: bool = False) -> Watch:
    """At ten o'clock, a watch of a forum that always speaks and of a newspaper, as large, that is *broken* since; or
    that is asked every third hour, and always tells all that was said; and of *more*."""
    press = [replace(each, id=each.id + 10**6, source="press", author=f"{each.author} too") for each in USUAL]
    if heaped:
        asked = (BEFORE + (each.at - BEFORE) // (3 * HOUR) * (3 * HOUR) + 3 * HOUR for each in press)
        press = [replace(each, seen_at=seen) for each, seen in zip(press, asked, strict=True)]
    said = (*USUAL, *more, *(each for each in press if (each.seen_at or each.at) < DAY + broken))
    watch, now = begin(BEFORE, BEFORE), DAY + 10 * HOUR
    for each in sorted(said, key=lambda one: one.seen_at or one.at):
        if (each.seen_at or each.at) <= now:
            watch.hear(replace(each, fingerprint=f"{each.source} {each.fingerprint}"))
    watch.pass_time(int(now.timestamp()))
    return watch


def test_of_a_source_that_fell_silent_nothing_is_expected() -> None:
    sound, broken = two_sources(20 * HOUR), two_sources(4 * HOUR)
    hour, half_a_day = (broken.talk.expected(at, broken.now) / sound.talk.expected(at, sound.now) for at in places())
    assert 0.45 < hour < 0.55
    assert broken.silent(("forum",)) == ("forum", "press")  # and whoever is told of a crisis is told so
    assert sound.silent(()) == ()
    assert 0.65 < half_a_day < 0.85  # six of its hours, and by day


def test_a_storm_is_seen_sooner_while_a_source_is_silent() -> None:
    bad = storm(9)
    sound, broken = (Unusual().find(two_sources(since, bad)).score for since in (20 * HOUR, 4 * HOUR))
    assert 0 < 1.1 * sound < broken


def test_a_source_that_speaks_again_is_expected_at_once() -> None:
    watch = two_sources(4 * HOUR)
    hour, _ = places()
    silent = watch.talk.expected(hour, watch.now)
    watch.hear(sample(DAY + 10 * HOUR + MINUTE, negative=False, source="press"))
    assert watch.talk.expected(hour, watch.now) > 1.8 * silent


def test_a_source_that_always_speaks_in_heaps_is_not_silent_between_two_of_them() -> None:
    """Asked at nine for the last time: an hour of silence is long for who speaks every six minutes, not for it."""
    heaped, broken = two_sources(20 * HOUR, heaped=True), two_sources(9 * HOUR)
    shares = [
        watch.talk.sources.audible(watch.now - 600, watch.now, watch.now, watch.talk.habits)
        for watch in (heaped, broken)
    ]
    assert shares[0] == 1.0
    assert shares[1] < 0.75


def test_a_copied_complaint_does_not_hide_those_of_others(usual: bytes) -> None:
    """Four texts of which two were copied once: people speak, if one voice less for themselves."""
    night = 3 * HOUR
    said = [*storm(2, night, accusation=True), *storm(2, night, text="one"), *storm(2, night, text="two")]
    flood = [*storm(1, night), *storm(6, night, text="one"), *storm(6, night, text="two"), *storm(6, night, text="3")]
    quiet = dump(heard((), night - 30 * MINUTE))
    assert Unusual().find(after(quiet, said, night)).score > 0.5
    assert Unusual().find(after(quiet, flood, night)).score == 0


def test_what_a_brand_is_accused_of_every_day_alarms_it_less() -> None:
    used, plain = begin(BEFORE, BEFORE), begin(BEFORE, BEFORE)
    for each in USUAL:
        if each.at <= NINE:
            used.hear(replace(each, accusation=each.negative))
            plain.hear(each)
    for watch in (used, plain):
        for each in storm(12, accusation=True):
            watch.hear(each)
        watch.pass_time(int((DAY + 10 * HOUR).timestamp()))
    assert 0 < Unusual().find(used).score < Unusual().find(plain).score


def public(habits: Habits, new: int, known: int) -> Habits:
    """Habits of a brand of whose authors so many are new, whatever they say."""
    habits.meet((new, known, 4 * new, 4 * known))
    return habits


def faces(new: int, known: int, new_others: int = 0, known_others: int = 0) -> list[int]:
    return [0] * (CHANNELS - 4) + [new, known, new_others, known_others]


def test_newcomers_who_complain_make_a_crisis_likelier_and_regulars_less() -> None:
    habits = public(Habits(), 30, 70)

    assert stranger(habits, faces(6, 0)) > 20 > 1 > stranger(habits, faces(1, 5))
    assert stranger(habits, faces(0, 40)) == pytest.approx(REGULARS, abs=0.01)
    assert stranger(habits, faces(0, 40), HIDDEN) == pytest.approx(HIDDEN, abs=0.01)


def test_newcomers_of_all_moods_are_an_event() -> None:
    habits = public(Habits(), 30, 70)

    assert stranger(habits, faces(6, 0, 50, 2)) < 2
    assert stranger(habits, faces(6, 0, 15, 35)) > 20


def test_newcomers_who_do_not_complain_make_an_event_likelier() -> None:
    habits = public(Habits(), 30, 70)

    assert crowded(habits, faces(0, 0, 6, 0)) > 20 > 1 > crowded(habits, faces(6, 0, 1, 5))
    assert crowded(habits, faces(6, 6)) == 1


def test_three_complaints_among_strangers_of_all_moods_alarm_less(known: bytes) -> None:
    """Six who were never heard, and three of them complain: at three in the morning, when a few speak."""
    night = [replace(each, author=f"stranger {n}") for n, each in enumerate(storm(3, 27 * HOUR))]
    others = storm(6, 27 * HOUR, negative=False)
    usual = [each for each in USUAL if NINE < each.at <= DAY + 27 * HOUR]

    def score_of(name: str) -> float:
        crowd = [replace(each, author=f"{name} {7 * n}") for n, each in enumerate(others)]
        return Unusual().find(after(known, [*usual, *night, *crowd], 27 * HOUR)).score

    assert 0 < score_of("newcomer") < score_of("regular")


@pytest.mark.parametrize(("new", "known"), [(0, 0), (300, 0)])
def test_where_everybody_is_new_or_has_no_name_newcomers_say_nothing(new: int, known: int) -> None:
    assert stranger(public(Habits(), new, known), faces(3, 0)) == pytest.approx(1, abs=0.2)
    assert stranger(public(Habits(), new, known), faces(0, 0)) == 1


@given(st.integers(0, 200), st.integers(0, 200), st.integers(1, 12))
def test_on_usual_days_newcomers_tell_nothing_on_average(new: int, known: int, number: int) -> None:
    habits = public(Habits(), new, known)
    usual = habits.strangers(0, 0)
    binomial = (math.comb(number, n) * usual**n * (1 - usual) ** (number - n) for n in range(number + 1))
    mean = sum(chance * stranger(habits, faces(n, number - n)) for n, chance in enumerate(binomial))
    assert mean <= 1 + 1e-9


@pytest.fixture(name="known", scope="module")
def _known() -> bytes:
    """A watch at nine o'clock of a usual day, of a brand of whom three hundred people speak."""
    watch, dice = begin(BEFORE, BEFORE), random.Random(7)
    for each in USUAL:
        if each.at <= NINE:
            watch.hear(replace(each, author=f"regular {dice.randrange(300)}"))
    watch.pass_time(int(NINE.timestamp()))
    return dump(watch)


def test_a_storm_of_newcomers_is_called_sooner_than_one_of_regulars_which_is_called_as_well(known: bytes) -> None:
    def score_of(number: int, name: str) -> float:
        said = [replace(each, author=name and f"{name} {7 * n}") for n, each in enumerate(storm(number))]
        return Unusual().find(after(known, said)).score

    assert score_of(7, "newcomer") > score_of(7, "") > score_of(7, "regular")
    assert score_of(7, "newcomer") > 1 > score_of(7, "regular") > 0.5
    assert score_of(16, "regular") > 1


def test_a_source_whose_public_is_new_is_no_crisis(known: bytes) -> None:
    """From nine o'clock on half as many again speak, of whom nobody was heard before, in the usual mood."""
    fresh = [sample(NINE + n * 5 * MINUTE, negative=n % 5 == 0, author=f"reader {n}") for n in range(36)]
    watch = after(known, [each for each in USUAL if NINE < each.at <= NINE + 3 * HOUR], 9 * HOUR)
    watch = after(dump(watch), fresh, 12 * HOUR)
    assert Unusual().find(watch).score < 0.7


def test_the_mix_of_a_crisis_is_never_milder_than_that_of_most() -> None:
    for usual in ((1.0, 0.0, 0.0), (0.75, 0.2, 0.05), (0.2, 0.3, 0.5)):
        plain, insults, accusations = in_crisis(usual)
        assert plain + insults + accusations == pytest.approx(1)
        assert insults + accusations > max(0.3, usual[1] + usual[2])


def test_a_sliding_window_finds_a_storm_wherever_it_begins() -> None:
    """Of three in ten minutes, where two an hour are usual: as often as counted in 20,000 hours of chance."""
    dice, at, times = random.Random(4), 0.0, []
    while at < 20_000:
        at += dice.expovariate(2)
        times.append(at)
    width, clusters, free = 1 / 6, 0, 0.0
    for first, third in zip(times, times[2:], strict=False):
        if third - first < width and third > free:
            clusters, free = clusters + 1, third + width
    mean = 2 * width
    expected = 20_000 / width * at_least(3, mean, 1e-6) * slides(3, mean, 1e-6)
    assert clusters == pytest.approx(expected, rel=0.25)


def test_how_late_mentions_come_is_known_by_the_first_of_them() -> None:
    late = Late((900, 3600, 86400))
    before = late.heard(1)
    for _ in range(400):
        late.learn(1800)
    late.learn(2 * 86400)

    assert 0.7 < before < 0.8
    assert late.heard(0) < 0.05
    assert late.heard(1) == pytest.approx(0.5, abs=0.02)
    assert late.heard(2) == pytest.approx(0.98, abs=0.01)


def test_silence_alone_alarms_nobody(usual: bytes) -> None:
    """What was seen stands while nobody speaks, so that brands of which nobody speaks cost next to nothing."""
    watch = after(usual, storm(2))
    first = Unusual().find(watch)
    watch.pass_time(watch.now + 600)
    assert Unusual().find(watch) is first


def test_bad_ratings_that_come_slowly_are_one_incident(usual: bytes) -> None:
    """One star each two hours, after many at once: it is not over between two of them."""
    watch = after(usual, storm(8, rating=0.0))
    watch.follow(DAY + 10 * HOUR)
    for hour in range(12, 20, 2):
        watch.hear(sample(DAY + hour * HOUR, negative=False, rating=0.0))
        watch.pass_time(int((DAY + hour * HOUR + 110 * MINUTE).timestamp()))
        assert Unusual().find(watch).score >= 0.9
    watch.pass_time(int((DAY + 34 * HOUR).timestamp()))
    assert Unusual().find(watch).score < 0.9


def test_a_planned_event_raises_what_is_expected(usual: bytes) -> None:
    crowd = after(usual, storm(12))
    event = Planned("assembly", NINE, NINE + 3 * HOUR, factor=8.0)
    assert Unusual().find(crowd, [event]).score < Unusual().find(crowd).score


def test_the_more_false_alarms_are_bearable_the_sooner_it_alarms(usual: bytes) -> None:
    crowd = after(usual, storm(9))
    scores = [Unusual(false_alarms=many).find(crowd).score for many in (0.01, 0.15, 3.0)]
    assert scores == sorted(scores)
    assert scores[0] < scores[2]


def test_a_crisis_does_not_teach_what_is_usual() -> None:
    """Level and share: both stand still while an incident is open."""
    storms = complaints(NINE, *[40] * 48)
    free, frozen = heard((), 9 * HOUR), heard((), 9 * HOUR)
    frozen.follow(NINE)
    for each in storms:
        free.hear(each)
        frozen.hear(each)
    for watch in (free, frozen):
        watch.pass_time(int((DAY + 30 * HOUR).timestamp()))
    assert frozen.talk.habits.usual_share == pytest.approx(0.2, abs=0.02)
    assert free.talk.habits.usual_share > frozen.talk.habits.usual_share + 0.05
    assert free.talk.habits.daily > frozen.talk.habits.daily


def test_who_complains_in_a_crisis_is_not_the_usual_public() -> None:
    """Those who come back with its next wave are strangers still, as nobody is who spoke of something else."""
    watch = begin(DAY, DAY)
    watch.follow(DAY)
    for n in range(20):
        watch.hear(sample(DAY + n * MINUTE, author=f"angry {n}"))
        watch.hear(sample(DAY + n * MINUTE, author=f"calm {n}", negative=False))
    angry, calm = (
        [watch.public.meet(crc32(f"{mood} {n}".encode()), watch.now, learn=False) for n in range(20)]
        for mood in ("angry", "calm")
    )
    assert not any(angry)
    assert all(calm)


def test_a_storm_soon_after_the_last_one_is_called_sooner() -> None:
    """A crisis that is hardly over comes back more often than another begins."""
    scores = []
    for over in (timedelta(hours=20), timedelta(days=5)):
        watch = heard((), 9 * HOUR)
        watch.ended = int((NINE - over).timestamp())
        for each in storm(9):
            watch.hear(each)
        watch.pass_time(int((DAY + 10 * HOUR).timestamp()))
        scores.append(Unusual().find(watch).score)
    assert scores[0] > 1.05 * scores[1] > 0


def test_silent_sources_lower_the_confidence(usual: bytes) -> None:
    watch = after(usual, storm(3))
    assert watch.confidence(()) == 1.0
    assert watch.confidence(("forum",)) < 0.1
    assert watch.confidence(("nobody",)) == 1.0


# ------------------------------------------------------------------ stopped at any time


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 2**32))
def test_a_watch_that_was_kept_and_loaded_goes_on_as_if_nothing_had_happened(seed: int) -> None:
    dice = random.Random(seed)
    said = [
        sample(
            DAY + timedelta(minutes=dice.randrange(3000)),
            negative=dice.random() < 0.4,
            author=f"{dice.randrange(40)}",
            text=f"{dice.randrange(60)}",
            accusation=dice.random() < 0.1,
            reach=dice.choice((None, 10, 10**6)),
            rating=dice.choice((None, 0.0, 1.0)),
        )
        for _ in range(80)
    ]
    through, stopped = begin(DAY, DAY), begin(DAY, DAY)
    for each in sorted(said, key=lambda one: one.at):
        through.hear(each)
        stopped.hear(each)
        if dice.random() < 0.1:
            stopped = load(dump(stopped)) or stopped
    assert dump(stopped) == dump(through)
    assert Unusual().find(stopped) == Unusual().find(through)


def test_what_an_older_version_kept_is_not_read(usual: bytes) -> None:
    """Its counts meant something else: the brand is heard anew."""
    kept = json.loads(decompress(usual))
    assert load(compress(json.dumps(kept).encode())) is not None
    for version in range(1, kept["version"] - 1):
        assert load(compress(json.dumps({**kept, "version": version}).encode())) is None


def test_what_the_last_version_kept_is_read(usual: bytes) -> None:
    """It counted the mentions of each source, and did not know when the last was heard: none is silent then."""
    kept = json.loads(decompress(usual))
    for stream in kept["streams"]:
        del stream["sources"]
    old = load(compress(json.dumps({**kept, "version": 5, "sources": {"forum": 30.0, "press": 10.0}}).encode()))
    assert old
    assert old.confidence(("press",)) == 0.75
    told, now = storm(9), int((DAY + 10 * HOUR).timestamp())
    for each in sorted(told, key=lambda one: one.at):
        old.hear(each)
    old.pass_time(now)
    assert Unusual().find(old).score == pytest.approx(Unusual().find(after(usual, told)).score)
    assert load(dump(old)) is not None


def test_the_public_of_a_large_brand_is_kept(usual: bytes) -> None:
    watch = load(usual)
    assert watch
    for n in range(9000):
        watch.hear(sample(NINE + n * timedelta(seconds=1), negative=n % 4 == 0, author=f"{n % 6000}"))
    again = load(dump(watch))
    assert again
    assert again.public == watch.public
    assert again.public.every > 1


def test_the_state_of_a_large_brand_fits_on_a_few_pages() -> None:
    watch, dice = begin(DAY, DAY), random.Random(1)
    for n in range(12_000):
        at = DAY + n * timedelta(seconds=10)
        watch.hear(sample(at, negative=dice.random() < 0.3, rating=dice.choice((None, None, None, 0.25))))
    assert len(dump(watch)) < 50_000


# ------------------------------------------------------------------ the same story


def test_the_verdict_has_all_that_its_sentence_needs() -> None:
    night = Night((*USUAL, *complaints(NINE, 12, 14)), (Unusual(),), BEFORE, Policy())
    figures = night.verdict(NINE + 30 * MINUTE).figures
    assert figures.negatives > 10
    assert figures.usual < figures.low + figures.high
    assert figures.began == NINE
    assert figures.mentions
    assert figures.families
    assert figures.score > 1
