"""What makes people talk and is no crisis, as the file and calendars tell it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor import config
from monitor.config.ics import entries
from monitor.errors import ConfigError
from monitor.model import Planned

PARIS = ZoneInfo("Europe/Paris")
HEAD = """
brands: [{name: Valmy}]
sources: [{url: "https://forum.example/feed"}]
targets: [{name: team, way: slack, address: "https://slack.example/x"}]
timezone: Europe/Paris
"""


def read(tmp_path: Path, text: str) -> tuple[Planned, ...]:
    return config.parse(HEAD + text, file=str(tmp_path / "vigie.yaml"), environ={}).events


def calendar(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""])


def utc(*when: int) -> datetime:
    return datetime(*when, tzinfo=UTC)  # type: ignore[arg-type,misc]


def test_an_event_stands_on_the_clock_of_the_file(tmp_path: Path) -> None:
    (event,) = read(
        tmp_path,
        'events: [{name: launch, start: "2026-06-10 09:00", end: "2026-06-11 18:00", factor: 8, brands: Valmy}]',
    )
    assert event == Planned("launch", utc(2026, 6, 10, 7), utc(2026, 6, 11, 16), 8.0, ("Valmy",))


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["DTSTART:20260610T070000Z", "DTEND:20260610T090000Z"], (utc(2026, 6, 10, 7), utc(2026, 6, 10, 9), None)),
        (["DTSTART:20260610T090000", "DURATION:PT2H"], (utc(2026, 6, 10, 7), utc(2026, 6, 10, 9), None)),
        (
            ["DTSTART;TZID=America/New_York:20260610T090000", "DTEND;TZID=America/New_York:20260610T100000"],
            (utc(2026, 6, 10, 13), utc(2026, 6, 10, 14), None),
        ),
        (["DTSTART;VALUE=DATE:20260610"], (utc(2026, 6, 9, 22), utc(2026, 6, 10, 22), None)),
        (
            ["DTSTART:20260609T070000Z", "RRULE:FREQ=WEEKLY;BYDAY=TU;INTERVAL=2"],
            (utc(2026, 6, 9, 7), utc(2026, 6, 9, 8), timedelta(weeks=2)),
        ),
        (["DTSTART:20260609T070000Z", "RRULE:FREQ=MONTHLY"], (utc(2026, 6, 9, 7), utc(2026, 6, 9, 8), None)),
    ],
)
def test_a_calendar_is_read(
    tmp_path: Path, lines: list[str], expected: tuple[datetime, datetime, timedelta | None]
) -> None:
    (tmp_path / "launches.ics").write_text(calendar("SUMMARY:Lancement\\, Lyon", *lines))
    (event,) = read(tmp_path, "events: [{calendar: launches.ics, factor: 4}]")
    assert (event.start, event.end, event.every) == expected
    assert (event.name, event.factor) == ("Lancement, Lyon", 4.0)


def test_what_comes_again_ends_after_so_many_times() -> None:
    (entry,) = entries(calendar("DTSTART:20260609T070000Z", "RRULE:FREQ=DAILY;COUNT=3"), PARIS)
    event = Planned("x", entry.start, entry.end, every=entry.every, until=entry.until)
    assert len(event.between(utc(2026, 1, 1), utc(2027, 1, 1))) == 3
    assert event.between(utc(2026, 6, 10, 7, 30), utc(2026, 6, 10, 7, 40)) == (
        (utc(2026, 6, 10, 7), utc(2026, 6, 10, 8)),
    )


def test_cancelled_events_and_alarms_are_no_events() -> None:
    assert not list(entries(calendar("DTSTART:20260609T070000Z", "STATUS:CANCELLED"), PARIS))
    alarm = ("BEGIN:VALARM", "SUMMARY:wake up", "END:VALARM")
    (entry,) = entries(calendar("DTSTART:20260609T070000Z", "SUMMARY:fol", " ded", *alarm), PARIS)
    assert entry.name == "folded"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('events: [{name: x, start: "2026-06-10 09:00"}]', "a start and an end"),
        ('events: [{name: x, start: "2026-06-10 09:00", end: "2026-06-10 08:00"}]', "ends before it starts"),
        ('events: [{name: x, start: "tomorrow", end: "2026-06-10 08:00"}]', "not a date and a time"),
        ("events: [{calendar: nowhere.ics}]", "cannot be read"),
        ("events: [{calendar: vigie.yaml}]", "cannot be read"),
        ("events: [{name: x, factor: 1}]", "more than 1"),
    ],
)
def test_what_is_no_event_is_said(tmp_path: Path, text: str, what: str) -> None:
    with pytest.raises(ConfigError, match=what):
        read(tmp_path, text)


def test_what_is_no_calendar_is_said(tmp_path: Path) -> None:
    (tmp_path / "picture.ics").write_bytes(b"\x89PNG\r\n\x00\xff")
    with pytest.raises(ConfigError, match="no calendar"):
        read(tmp_path, "events: [{calendar: picture.ics}]")


PIECES = """
BEGIN:VEVENT
END:VEVENT
BEGIN:VALARM
END:VALARM
DTSTART:20260609T070000Z
DTSTART;TZID=../../x:20260609T070000
DTEND:2026
RRULE:FREQ=
RRULE:FREQ=DAILY;COUNT=99999999999
DURATION:P99999W
SUMMARY:\\
"""
pieces = st.sampled_from(PIECES.split())


@given(st.lists(pieces | st.text(max_size=40), max_size=30))
def test_any_file_is_read_or_passed_over(lines: list[str]) -> None:
    for entry in entries("\n".join(lines), PARIS):
        assert entry.end > entry.start
