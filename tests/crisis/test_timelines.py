"""Whole days, from what was said to who was woken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from monitor.crisis import Rule, Threshold, Unusual
from monitor.model import Level, Sample
from tests.crisis.timelines import DAY, HOUR, complaints, ordinary, sample, watch

BOTH: tuple[Rule, ...] = (Threshold(), Unusual())
BEFORE = DAY - timedelta(days=7)
USUAL = ordinary(BEFORE, days=8)
NINE = DAY + 9 * HOUR


@dataclass(frozen=True)
class Day:
    happens: Sequence[Sample]
    told: Sequence[str]
    rules: Sequence[Rule] = BOTH


DAYS = {
    "a day like any other": Day((), []),
    "a storm wakes someone once, and says when it is over": Day(
        complaints(NINE, 4, 14, 12, 9, 7, 4, 2, 1), ["opened crisis 12 09:30", "resolved crisis 12 15:15"]
    ),
    "a storm that keeps growing is told again, but not every quarter of an hour": Day(
        complaints(NINE, 4, 8, 10, 10, 10, 12, 14, 16, 20, 24, 30, 30, 20, 5),
        ["opened crisis 12 09:30", "escalated crisis 12 11:45", "resolved crisis 12 17:15"],
    ),
    "around the bar, again and again, is one incident": Day(
        complaints(NINE, *[12, 0, 0, 0, 0, 0] * 5), ["opened crisis 12 09:15", "resolved crisis 12 20:15"]
    ),
    "a launch that people love": Day(
        (*complaints(NINE, 90, 90, 90, 60, 40, negative=False), *complaints(NINE, 6, 8, 8, 6, 4)), [], (Unusual(),)
    ),
    "as many complaints, without the love": Day(
        complaints(NINE, 6, 8, 8, 6, 4), ["opened crisis 12 09:30", "resolved crisis 12 15:00"], (Unusual(),)
    ),
    "one dispatch, copied by forty papers": Day(
        [sample(NINE + timedelta(minutes=n), source=f"paper {n}", author="", text="dispatch") for n in range(40)], []
    ),
    "one angry author, fifty times": Day(
        [sample(NINE + timedelta(minutes=n), author="Someone" if n % 2 else "someone ") for n in range(50)], []
    ),
    "two angry accounts, many times": Day(
        [sample(NINE + timedelta(minutes=n), author=f"account {n % 2}") for n in range(50)], []
    ),
    "a storm of the day before yesterday, fetched today": Day(complaints(NINE - timedelta(days=2), 30, 30, 30), []),
    "a wave after the cooldown is a new incident": Day(
        (*complaints(DAY + 2 * HOUR, 12, 12), *complaints(DAY + 15 * HOUR, 15, 15)),
        [
            "opened crisis 12 02:15",
            "resolved crisis 12 07:30",
            "opened crisis 12 15:15",
            "resolved crisis 12 20:30",
        ],
    ),
    "a smaller wave within the cooldown is an echo": Day(
        (*complaints(DAY + 2 * HOUR, 15, 15), *complaints(DAY + 8 * HOUR, 14, 14)),
        ["opened crisis 12 02:15", "resolved crisis 12 07:30"],
    ),
    "twice the first wave is no echo": Day(
        (*complaints(DAY + 2 * HOUR, 10, 10), *complaints(DAY + 8 * HOUR, 30, 30)),
        [
            "opened crisis 12 02:15",
            "resolved crisis 12 07:30",
            "opened crisis 12 08:30",
            "resolved crisis 12 13:30",
        ],
    ),
    "first a warning, then a crisis, without waiting": Day(
        complaints(NINE, 6, 8, 12, 14, 6),
        ["opened warning 12 09:30", "escalated crisis 12 09:45", "resolved crisis 12 13:00"],
        (Threshold(), Threshold(name="many", level=Level.CRISIS, at_least=25)),
    ),
}


@pytest.mark.parametrize("day", DAYS.values(), ids=DAYS.keys())
def test_a_day_is_told_as_it_should_be(day: Day) -> None:
    samples = (*USUAL, *day.happens)
    assert watch(samples, day.rules, since=BEFORE, start=DAY + HOUR, end=DAY + 22 * HOUR) == day.told


def test_a_calm_week_is_silent() -> None:
    samples = ordinary(BEFORE, days=14)
    assert watch(samples, BOTH, since=BEFORE, start=DAY, end=DAY + timedelta(days=7), every=HOUR) == []


@pytest.mark.parametrize("rule", [Threshold(level=Level.CRISIS), Unusual()])
def test_the_first_day_is_watched_already(rule: Rule) -> None:
    told = watch(complaints(NINE, 3, 8, 10, 9), (rule,), since=DAY, start=DAY + 8 * HOUR, end=DAY + 11 * HOUR)
    assert told == ["opened crisis 12 09:30"]


@pytest.mark.parametrize("night", [datetime(2025, 3, 30, tzinfo=UTC), datetime(2025, 10, 26, tzinfo=UTC)])
def test_the_night_the_clocks_change_is_a_night(night: datetime) -> None:
    since = night - timedelta(days=7)
    samples = ordinary(since, days=8, zone="Europe/Paris")
    assert watch(samples, BOTH, since=since, start=night - 2 * HOUR, end=night + 12 * HOUR) == []
