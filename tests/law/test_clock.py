"""The last day, case by case; and what is said where it cannot be known."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.law import Clock, Ground, Proof, Start, Told, clocks, countries, earliest, periods

ROWS = [
    line.split("\t")
    for line in Path(__file__).with_name("cases.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)


def proof(told: Told, at: datetime = NOON) -> Proof:
    return Proof(told, at)


def press(*proofs: Proof, known_at: datetime = NOON) -> Clock:
    clock, *_ = clocks("FR", [Ground.DEFAMATION], proofs, known_at=known_at)
    return clock


@pytest.mark.parametrize(("country", "action", "ground", "aggravated", "at", "last", "why"), ROWS)
def test_the_last_day_is_the_one_that_the_law_says(
    country: str, action: str, ground: str, aggravated: str, at: str, last: str, why: str
) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    running = clocks(
        country, [Ground(ground)], [proof(Told.SOURCE, moment)], known_at=moment, aggravated=aggravated == "yes"
    )
    (clock,) = (c for c in running if c.period.action == action and c.period.aggravated == (aggravated == "yes"))

    assert clock.last_day == date.fromisoformat(last), why


def test_there_are_at_least_forty_cases_and_every_country_has_one() -> None:
    assert len(ROWS) >= 40
    assert {row[0] for row in ROWS} == countries()


def test_every_period_names_its_law_and_where_to_read_it() -> None:
    for country in countries():
        for period in periods(country):
            assert period.law
            assert period.source.startswith("https://")
            assert period.checked.year >= 2026
            assert not period.note or set(period.note) == {"en", "fr"}


def test_the_earliest_proof_counts_and_the_more_telling_of_two() -> None:
    first, later = NOON, NOON + timedelta(days=3)

    assert earliest([proof(Told.SEEN, later), proof(Told.SERVER, first)]) == proof(Told.SERVER, first)
    assert earliest([proof(Told.SEEN, first), proof(Told.SOURCE, first)]) == proof(Told.SOURCE, first)
    assert earliest([]) is None


def test_nothing_proven_and_unknown_law_give_no_clock() -> None:
    assert clocks("FR", [Ground.INSULT], [], known_at=NOON) == ()
    assert clocks("XX", [Ground.INSULT], [proof(Told.SOURCE)], known_at=NOON) == ()


def test_what_only_we_saw_is_not_certain_for_it_may_be_older() -> None:
    assert not press(proof(Told.SEEN)).certain
    assert press(proof(Told.SOURCE)).certain


def test_the_clock_of_the_press_runs_from_publication_not_from_our_discovery() -> None:
    clock = press(proof(Told.SOURCE), known_at=NOON + timedelta(days=60))

    assert clock.last_day == date(2026, 4, 15)


def test_days_left_are_those_of_the_country_and_end_at_its_midnight() -> None:
    clock = press(proof(Told.SOURCE))

    assert clock.left(datetime(2026, 4, 14, 21, 59, tzinfo=UTC)) == 1
    assert clock.left(datetime(2026, 4, 14, 22, 1, tzinfo=UTC)) == 0  # past midnight in Paris
    assert clock.left(datetime(2026, 4, 15, 22, 1, tzinfo=UTC)) == -1


def test_the_ordinary_period_stands_before_the_longer_one_of_an_aggravating_ground() -> None:
    running = clocks("FR", [Ground.INSULT], [proof(Told.SOURCE)], known_at=NOON, aggravated=True)
    ours = [(clock.period.aggravated, clock.last_day.year) for clock in running if clock.period.action == "press"]

    assert ours == [(False, 2026), (True, 2027)]


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.sampled_from(sorted(countries())))
def test_no_clock_ends_before_it_starts_and_all_end_later_when_started_later(day: date, country: str) -> None:
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    for period in periods(country):
        one, other = (
            clocks(country, period.grounds, [proof(Told.SOURCE, when)], known_at=when, aggravated=True)
            for when in (at, at + timedelta(days=40))
        )
        assert all(clock.started < clock.last_day for clock in one)
        assert all(a.last_day <= b.last_day for a, b in zip(one, other, strict=True))
        assert all(clock.period.starts in Start for clock in one)
