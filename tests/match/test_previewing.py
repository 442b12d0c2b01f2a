"""What a query would have found, day by day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.match.doubts import told
from monitor.match.filtering import filter_of
from monitor.match.linting import Doubt
from monitor.match.previewing import FLOOD, Preview, flood, preview, stray
from monitor.model import Item, Mention

PARIS = ZoneInfo("Europe/Paris")
UNTIL = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
TEXTS = ("acme loses", "acme wins", "velluno wins", "nothing", "acme and velluno")


def said(text: str, number: int) -> Mention:
    return Mention(Item(str(number), text=text, published=UNTIL - timedelta(hours=12 * number)), "A", "f", UNTIL)


ARCHIVE = [said(text, number) for number, text in enumerate(TEXTS)]


def shown(query: str, saved: str = "", sample: int = 5) -> Preview:
    before = filter_of(saved).find if saved else None
    since = UNTIL - timedelta(days=3)
    return preview(ARCHIVE, filter_of(query).find, saved=before, since=since, until=UNTIL, clock=PARIS, sample=sample)


def test_every_day_of_the_period_has_its_number() -> None:
    found = shown("acme")

    assert found.days == (
        (date(2026, 11, 19), 0),
        (date(2026, 11, 20), 1),
        (date(2026, 11, 21), 1),
        (date(2026, 11, 22), 1),
    )
    assert (found.found, found.looked_at, found.a_day) == (3, 5, 0.75)
    assert [hit.mention.item.text for hit in found.hits] == ["acme loses", "acme wins", "acme and velluno"]


def test_a_change_adds_and_loses() -> None:
    found = shown("wins", saved="acme")

    assert found.compared
    assert (found.added, found.lost) == (1, 2)
    assert [hit.mention.item.text for hit in found.added_hits] == ["velluno wins"]
    assert [hit.mention.item.text for hit in found.lost_hits] == ["acme loses", "acme and velluno"]
    assert found.lost_hits[0].spans[0].term == "acme"


def test_samples_are_small_and_numbers_are_whole() -> None:
    found = shown("acme", sample=1)

    assert (len(found.hits), found.found) == (1, 3)


def test_a_text_that_is_a_mention_of_two_brands_is_looked_at_once() -> None:
    twice = [ARCHIVE[0], Mention(ARCHIVE[0].item, "B", "f", UNTIL)]

    assert preview(twice, filter_of("acme").find, since=UNTIL, until=UNTIL, clock=UTC).found == 1


def test_more_than_anybody_reads_is_doubted() -> None:
    days = ((date(2026, 11, 22), FLOOD),)

    (finding,) = flood(Preview(FLOOD, days, FLOOD, ()), 4)
    assert "500" in told(finding, "fr").what
    assert flood(Preview(FLOOD, ((date(2026, 11, 22), FLOOD - 1),), FLOOD - 1, ()), 4) == ()


@pytest.mark.parametrize(
    ("irrelevant", "marked", "doubted"), [(2, 10, True), (1, 10, False), (5, 9, False), (0, 0, False)]
)
def test_marks_speak_against_a_query(irrelevant: int, marked: int, doubted: bool) -> None:
    findings = stray(irrelevant, marked, ["canard"], 4)

    assert [finding.doubt for finding in findings] == [Doubt.STRAY] * doubted
    assert all("canard" in told(finding).why for finding in findings)
