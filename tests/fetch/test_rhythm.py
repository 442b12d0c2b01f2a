"""A wait follows the hours and the days in which a source speaks, and asks as often as without."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fetch import Outcome, Pace, Rhythm, next_poll, unpacked
from monitor.fetch.rhythm import DAY, MOST, NARROWEST, WIDEST

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)


def office(weeks: int = 4) -> Rhythm:
    """A source that speaks from nine to five on working days."""
    days = (MONDAY + timedelta(days=day) for day in range(7 * weeks) if day % 7 < 5)
    return Rhythm().heard(day + hour * HOUR for day in days for hour in range(9, 17))


def test_who_speaks_by_day_is_asked_often_by_day_and_seldom_at_night() -> None:
    by_day = office().stretched(MONDAY + 10 * HOUR, HOUR)
    at_night = office().stretched(MONDAY + 23 * HOUR, HOUR)
    on_sunday = office().stretched(MONDAY + 6 * timedelta(days=1) + 12 * HOUR, HOUR)
    assert by_day < HOUR < at_night
    assert by_day < on_sunday


def test_of_whom_nothing_is_known_is_asked_at_any_hour_alike() -> None:
    assert Rhythm().stretched(MONDAY, HOUR) == HOUR


def test_over_a_week_it_asks_as_often_as_without() -> None:
    at, questions = MONDAY, 0
    while at < MONDAY + timedelta(days=28):
        at += office().stretched(at, HOUR)
        questions += 1
    assert questions == pytest.approx(28 * 24, rel=0.06)


@given(
    st.lists(st.integers(0, 10**6), max_size=60),
    st.integers(0, 10**6),
    st.floats(0, 10**5, allow_nan=False, allow_infinity=False),
)
def test_a_wait_is_never_far_from_what_it_would_be(said: list[int], now: int, minutes: float) -> None:
    rhythm = Rhythm().heard(MONDAY + timedelta(minutes=each) for each in said)
    wait = timedelta(minutes=minutes)
    second = timedelta(seconds=1)
    told = rhythm.stretched(MONDAY + timedelta(seconds=now), wait)
    assert wait * NARROWEST - second <= told <= wait * WIDEST + second
    assert unpacked(rhythm.packed()) == rhythm


@pytest.mark.parametrize("text", ["", "1 2 3", "x " * 31, "-1 " * 31, "9" * 40])
def test_what_is_no_rhythm_is_nothing_known(text: str) -> None:
    assert unpacked(text) == Rhythm()


def test_what_was_said_long_ago_fades() -> None:
    told = Rhythm().heard(MONDAY + 10 * HOUR for _ in range(MOST + 1))
    told = told.heard(MONDAY + 20 * HOUR for _ in range(MOST))
    assert sum(told.hours) <= MOST
    assert len(told.hours) == DAY
    assert told.hours[20] > told.hours[10]


def test_a_plan_follows_the_rhythm_but_not_below_the_floor_nor_where_the_pace_is_given() -> None:
    def waits(pace: Pace, now: datetime) -> timedelta:
        plan = next_poll(
            now, pace=pace, interval=HOUR, outcome=Outcome.NEW, failures=0, told=None, jitter=0.5, rhythm=office()
        )
        return plan.at - now

    busy, quiet = MONDAY + 10 * HOUR, MONDAY + 23 * HOUR
    assert waits(Pace(), busy) < waits(Pace(), quiet)
    assert waits(Pace(floor=HOUR), busy) >= HOUR
    steady = Pace(start=HOUR, steady=True)
    assert waits(steady, busy) == waits(steady, quiet)
