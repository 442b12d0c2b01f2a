"""When we knock again, as tables and as laws."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.fetch import Outcome, Pace, next_poll, told_by, unsettled
from monitor.fetch.pace import retry_after
from monitor.model import Reply, Request

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
PACE = Pace()


def wait(
    outcome: Outcome,
    interval: timedelta = 20 * MINUTE,
    *,
    failures: int = 0,
    told: timedelta | None = None,
    jitter: float = 0.5,
    pace: Pace = PACE,
) -> timedelta:
    plan = next_poll(NOW, pace=pace, interval=interval, outcome=outcome, failures=failures, told=told, jitter=jitter)
    return plan.at - NOW


def interval_after(outcome: Outcome, interval: timedelta, pace: Pace = PACE) -> timedelta:
    plan = next_poll(NOW, pace=pace, interval=interval, outcome=outcome, failures=1, told=None, jitter=0.0)
    return plan.interval


@pytest.mark.parametrize(
    ("outcome", "interval", "after"),
    [
        (Outcome.NEW, 20 * MINUTE, 12 * MINUTE),
        (Outcome.NEW, 6 * MINUTE, 5 * MINUTE),
        (Outcome.UNCHANGED, 20 * MINUTE, 25 * MINUTE),
        (Outcome.UNCHANGED, 23 * HOUR, 24 * HOUR),
        (Outcome.EMPTY, 20 * MINUTE, 25 * MINUTE),
        (Outcome.FAILED, 20 * MINUTE, 20 * MINUTE),
        (Outcome.GONE, 20 * MINUTE, 20 * MINUTE),
        (Outcome.FAILED, timedelta(0), 15 * MINUTE),
        (Outcome.UNCHANGED, 30 * DAY, 24 * HOUR),
    ],
)
def test_the_interval_follows_what_the_source_does(outcome: Outcome, interval: timedelta, after: timedelta) -> None:
    assert interval_after(outcome, interval) == after


@pytest.mark.parametrize(
    ("failures", "waited"),
    [(1, 40 * MINUTE), (2, 80 * MINUTE), (3, 160 * MINUTE), (6, 1280 * MINUTE), (7, DAY * 0.95), (10_000, DAY * 0.95)],
)
def test_a_source_that_fails_is_asked_ever_less_often_and_never_dropped(failures: int, waited: timedelta) -> None:
    assert wait(Outcome.FAILED, failures=failures) == waited


def test_a_source_that_is_back_is_asked_at_its_old_pace() -> None:
    assert wait(Outcome.UNCHANGED, interval_after(Outcome.FAILED, 20 * MINUTE)) == 25 * MINUTE


def test_a_source_that_is_gone_is_asked_once_a_day() -> None:
    assert wait(Outcome.GONE, jitter=0.999) == DAY
    assert wait(Outcome.GONE, jitter=0.0) == DAY


def test_a_server_that_refuses_and_says_for_how_long_is_believed_once_and_then_less_and_less() -> None:
    assert wait(Outcome.FAILED, failures=1, told=2 * MINUTE, jitter=0.0) == 2 * MINUTE < PACE.floor
    assert wait(Outcome.FAILED, failures=3, told=2 * MINUTE, jitter=0.0) == 8 * MINUTE
    assert wait(Outcome.FAILED, failures=1, told=timedelta(seconds=1), jitter=0.0) == timedelta(seconds=30)


@pytest.mark.parametrize(
    ("told", "earliest", "latest"),
    [
        (2 * HOUR, 2 * HOUR, 132 * MINUTE),
        (MINUTE, 22.5 * MINUTE, 27.5 * MINUTE),
        (25 * MINUTE, 25 * MINUTE, 27.5 * MINUTE),
        (365 * DAY, DAY, DAY),
    ],
)
def test_we_come_no_sooner_than_we_were_told(told: timedelta, earliest: timedelta, latest: timedelta) -> None:
    assert wait(Outcome.UNCHANGED, told=told, jitter=0.0) == earliest
    assert latest - timedelta(seconds=10) <= wait(Outcome.UNCHANGED, told=told, jitter=0.999) <= latest


def test_what_we_were_told_once_does_not_change_the_interval() -> None:
    plan = next_poll(NOW, pace=PACE, interval=HOUR, outcome=Outcome.FAILED, failures=1, told=DAY, jitter=0.5)

    assert plan.interval == HOUR


@pytest.mark.parametrize("outcome", Outcome)
@pytest.mark.parametrize("jitter", [0.0, 0.5, 0.999])
def test_a_fixed_rhythm_is_kept_to_the_second(outcome: Outcome, jitter: float) -> None:
    fixed = Pace(floor=10 * MINUTE, ceiling=10 * MINUTE, start=10 * MINUTE)

    assert wait(outcome, HOUR, failures=3, told=5 * HOUR, jitter=jitter, pace=fixed) == 10 * MINUTE


durations = st.timedeltas(timedelta(0), 400 * DAY)


@given(
    outcome=st.sampled_from(Outcome),
    interval=durations,
    failures=st.integers(-1, 10**9),
    told=st.none() | durations,
    jitter=st.floats(0, 1, exclude_max=True),
)
def test_never_before_the_floor_nor_what_we_were_told_and_never_after_the_ceiling(
    outcome: Outcome, interval: timedelta, failures: int, told: timedelta | None, jitter: float
) -> None:
    plan = next_poll(NOW, pace=PACE, interval=interval, outcome=outcome, failures=failures, told=told, jitter=jitter)

    waited = plan.at - NOW
    refused_until = told if outcome is Outcome.FAILED else None
    assert min(PACE.floor, refused_until or PACE.floor) <= waited <= PACE.ceiling
    assert waited >= min(told or PACE.floor, PACE.ceiling)
    assert PACE.floor <= plan.interval <= PACE.ceiling


@given(st.timedeltas(timedelta(0), DAY), st.integers(0, 20), st.floats(0, 1, exclude_max=True))
def test_one_more_failure_never_brings_the_next_poll_forward(interval: timedelta, n: int, jitter: float) -> None:
    patient, more = (wait(Outcome.FAILED, interval, failures=count, jitter=jitter) for count in (n, n + 1))

    assert patient <= more


def reply(*headers: tuple[str, str], status: int = 200) -> Reply:
    return Reply(Request("https://news.example/"), "https://news.example/", status, headers, b"", NOW)


@pytest.mark.parametrize(
    ("headers", "told"),
    [
        ((), None),
        ((("cache-control", "max-age=600"),), 10 * MINUTE),
        ((("cache-control", "public, MAX-AGE = 600, must-revalidate"),), 10 * MINUTE),
        ((("cache-control", 'max-age="600"'),), 10 * MINUTE),
        ((("cache-control", "public"), ("cache-control", "max-age=600")), 10 * MINUTE),
        ((("cache-control", "max-age=600"), ("age", "200")), timedelta(seconds=400)),
        ((("cache-control", "max-age=600"), ("age", "900")), None),
        ((("cache-control", "max-age=600"), ("age", "old")), 10 * MINUTE),
        ((("cache-control", "s-maxage=600"),), None),
        ((("cache-control", "x-max-age=600"),), None),
        ((("cache-control", "max-age=0"),), None),
        ((("cache-control", "max-age=-5"),), None),
        ((("cache-control", "max-age=12.5"),), None),
        ((("cache-control", "max-age=" + "9" * 18),), 365 * DAY),
        ((("cache-control", "max-age=" + "9" * 5000),), None),
        ((("cache-control", "no-store"),), None),
        ((("expires", "Mon, 02 Mar 2026 09:00:00 GMT"),), HOUR),
        ((("expires", "Mon, 02 Mar 2026 09:00:00 GMT"), ("date", "Mon, 02 Mar 2026 08:30:00 GMT")), 30 * MINUTE),
        ((("expires", "Sun, 01 Mar 2026 09:00:00 GMT"),), None),
        ((("expires", "0"),), None),
        ((("expires", "-1"),), None),
        ((("expires", "Thu, 31 Dec 9999 23:59:59 GMT"),), 365 * DAY),
        ((("expires", "Thu, 31 Dec 9999 23:59:59 -2359"),), None),
        ((("retry-after", "120"),), 2 * MINUTE),
        ((("retry-after", " 120 "),), 2 * MINUTE),
        ((("retry-after", "Mon, 02 Mar 2026 08:05:00 GMT"),), 5 * MINUTE),
        ((("retry-after", "Monday, 02-Mar-26 08:05:00 GMT"),), 5 * MINUTE),
        ((("retry-after", "Mon Mar  2 08:05:00 2026"),), 5 * MINUTE),
        ((("retry-after", "0"),), None),
        ((("retry-after", "-30"),), None),
        ((("retry-after", "soon"),), None),
        ((("retry-after", "1.5"),), None),
        ((("retry-after", "٣"),), None),
        (
            (("retry-after", "60"), ("cache-control", "max-age=600"), ("expires", "Mon, 02 Mar 2026 08:02:00 GMT")),
            10 * MINUTE,
        ),
    ],
)
def test_what_a_server_says_about_coming_back(headers: tuple[tuple[str, str], ...], told: timedelta | None) -> None:
    assert told_by(reply(*headers)) == told


@pytest.mark.parametrize("status", [200, 301, 304, 429, 503])
def test_a_retry_after_counts_whatever_the_status(status: int) -> None:
    assert retry_after(reply(("retry-after", "120"), status=status)) == 2 * MINUTE


@pytest.mark.parametrize(
    ("modified", "served", "young"),
    [
        ("Mon, 02 Mar 2026 08:00:00 GMT", "Mon, 02 Mar 2026 08:00:00 GMT", True),
        ("Mon, 02 Mar 2026 07:59:59 GMT", "Mon, 02 Mar 2026 08:00:00 GMT", True),
        ("Mon, 02 Mar 2026 07:59:58 GMT", "Mon, 02 Mar 2026 08:00:00 GMT", False),
        ("Mon, 02 Mar 2026 07:59:59 GMT", "", True),
        ("Mon, 02 Mar 2026 09:00:00 GMT", "Mon, 02 Mar 2026 08:00:00 GMT", True),
        ("Mon, 02 Mar 2026 07:00:00 GMT", "Mon, 02 Mar 2026 07:00:01 GMT", True),
        ("", "Mon, 02 Mar 2026 08:00:00 GMT", False),
        ("yesterday", "Mon, 02 Mar 2026 08:00:00 GMT", False),
    ],
)
def test_what_changed_in_the_second_in_which_it_was_served_may_change_again(
    modified: str, served: str, young: bool
) -> None:
    assert unsettled(reply(("last-modified", modified), ("date", served))) is young


DATES = st.builds(
    "{}, {} {} {} {}:{}:{} {}".format,
    st.sampled_from(["Mon", "Xyz", ""]),
    st.integers(-9, 99),
    st.sampled_from(["Jan", "Feb", "Foo"]),
    st.integers(-99, 99_999),
    *(st.integers(-9, 99) for _ in range(3)),
    st.sampled_from(["GMT", "+0000", "-9999", "+99999999", "CET", ""]),
)


@given(st.sampled_from(["cache-control", "expires", "retry-after", "age", "date"]), st.text() | DATES)
def test_rubbish_in_a_header_is_no_wish_or_a_positive_one(name: str, value: str) -> None:
    told = told_by(reply((name, value), ("cache-control", "max-age=60")))

    assert told is None or told > timedelta(0)
