"""Real timelines, judged as they were lived. They are not ours to give: say where they are in VIGIE_CRISES."""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from monitor.crisis import Policy, Unusual
from monitor.model import Cause, Sample
from tests.crisis.timelines import Night

FOLDER = Path(os.environ.get("VIGIE_CRISES", ""))
pytestmark = [
    pytest.mark.timelines,
    pytest.mark.skipif("VIGIE_CRISES" not in os.environ, reason="needs VIGIE_CRISES, a folder of timelines"),
]

WORDS = "launder|terror|corrupt|evasion|criminal|complaint|fraud|lawsuit|recall|settle|accus|scandal"
GRAVE = re.compile(WORDS, re.IGNORECASE)
TEN_MINUTES = timedelta(minutes=10)
DAY = timedelta(days=1)


def utc(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)  # type: ignore[arg-type,misc]


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    with (FOLDER / name).open(encoding="utf-8") as file:
        return tuple(csv.DictReader(file))


def said(
    number: int, at: datetime, negative: bool, prose: str, author: str = "", rating: float | None = None
) -> Sample:
    return Sample(
        number, at, "social", author, "", prose, -0.5 if negative else 0.0, negative, False, False,
        rating=rating, seen_at=at,
    )  # fmt: skip


def replab(entity: str) -> Iterator[Sample]:
    """What was said of one entity; negative where its topic is."""
    for number, row in enumerate(rows("replab2013_mentions.csv")):
        if row["entity_id"].endswith(entity):
            at = datetime.fromisoformat(row["t"]).replace(tzinfo=UTC)
            yield said(number, at, bool(GRAVE.search(row["topic"])), row["topic"])


def airline(name: str) -> Iterator[Sample]:
    for number, row in enumerate(rows("airlines2015_mentions.csv")):
        if row["airline"] == name:
            at = datetime.fromisoformat(row["t"]).replace(tzinfo=UTC)
            yield said(number, at, row["airline_sentiment"] == "negative", row["negativereason"], row["author"])


def lived(samples: list[Sample], start: datetime, end: datetime) -> list[tuple[str, datetime]]:
    """Every message from *start* to *end*; what was said for three weeks before taught what is usual."""
    since = max(min(one.at for one in samples), start - 21 * DAY)
    night = Night([one for one in samples if one.at >= since], (Unusual(),), since, Policy())
    told = []
    now = start
    while now <= end:
        message = night.ask(now)
        if message:
            told.append((str(message), now))
        now += TEN_MINUTES
    return told


def test_a_settlement_is_called_within_the_hour_and_told_four_times_a_day_at_most() -> None:
    told = lived(sorted(replab("E055"), key=lambda one: one.at), utc(2012, 12, 10, 12), utc(2012, 12, 18))
    news = [(what, at) for what, at in told if at >= utc(2012, 12, 10, 20)]

    assert news[0][0] in {"opened", "reopened", "escalated"}
    assert news[0][1] <= utc(2012, 12, 10, 22)
    first_day = [what for what, at in news if at < news[0][1] + DAY]
    assert len(first_day) <= 4
    assert [what for what, _ in told].count("opened") == 1


def test_a_lawsuit_is_called_within_the_hour() -> None:
    told = lived(sorted(replab("E056"), key=lambda one: one.at), utc(2012, 10, 24, 6), utc(2012, 10, 25, 6))

    assert told[0][0] == "opened"
    assert utc(2012, 10, 24, 16) <= told[0][1] <= utc(2012, 10, 24, 17)


def test_a_winter_storm_is_called_where_it_is_not_the_usual() -> None:
    """Thousands of cancelled flights; at the other airlines of that week, complaints only doubled."""
    told = lived(sorted(airline("American"), key=lambda one: one.at), utc(2015, 2, 22), utc(2015, 2, 24))

    assert told[0][0] == "opened"
    assert told[0][1] <= utc(2015, 2, 22, 12, 30)
    assert [what for what, _ in told].count("opened") == 1
    assert len([at for _, at in told if at < told[0][1] + DAY]) <= 4


@pytest.mark.parametrize("name", ["Delta", "Southwest"])
def test_a_bad_week_at_an_airline_is_no_crisis(name: str) -> None:
    assert lived(sorted(airline(name), key=lambda one: one.at), utc(2015, 2, 18), utc(2015, 2, 24)) == []


@pytest.mark.parametrize("game", ["Mortal Kombat 11", "Skyrim - Paid Mods"])
def test_a_review_bomb_is_called_by_its_ratings(game: str) -> None:
    """Dates without times: all of a day are taken as said at noon, and a hundred days of silence as the usual."""
    found = [row for row in rows("reviewbombing_annotated.csv") if row["project"] == game and row["rating"]]
    samples = [
        said(number, datetime.fromisoformat(row["t"][:10]).replace(tzinfo=UTC, hour=12), False, "", f"{number}",
             min(1.0, float(row["rating"]) / 10))
        for number, row in enumerate(found)
    ]  # fmt: skip
    samples.sort(key=lambda one: one.at)
    days = [one.at for one in samples if one.rating == 0]
    first = next(day for day in days if days.count(day) >= 5)
    night = Night([one for one in samples if one.at >= first - 100 * DAY], (Unusual(),), first - 100 * DAY, Policy())

    verdict = night.verdict(first + timedelta(minutes=5))

    assert verdict.level
    assert verdict.cause is Cause.RATINGS
