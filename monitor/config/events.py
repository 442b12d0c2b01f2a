"""What makes people talk and is no crisis: events of the file, and of calendars."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.config.desk import Desk
from monitor.config.faults import take
from monitor.config.ics import entries
from monitor.config.shapes import EventShape
from monitor.config.tree import Node, value_at
from monitor.config.values import written
from monitor.model import Planned
from monitor.text import one_line

LARGEST = 5_000_000  # bytes of a calendar


def home_of(file: str) -> Path:
    """Where a calendar with a relative path stands."""
    return Path(file).parent


def events(desk: Desk, timezone: str, home: Path) -> tuple[Planned, ...]:
    zone = ZoneInfo(timezone)
    return tuple(event for node in desk.entries("events") for event in _events(desk, node, zone, home))


def _events(desk: Desk, node: Node, zone: ZoneInfo, home: Path) -> Iterator[Planned]:
    desk.check_brands(value_at(node, "brands"))
    shaped = take(EventShape, node, written(node), desk.faults)
    if not shaped:
        return
    if shaped.calendar:
        yield from _calendar(desk, node, shaped, zone, home)
        return
    if shaped.start is None or shaped.end is None:
        desk.faults.at(node, "an event has a start and an end", 'or a calendar: "events.ics"')
        return
    start, end = (_here(moment, zone) for moment in (shaped.start, shaped.end))
    if end <= start:
        desk.faults.at(node, "this event ends before it starts")
        return
    yield Planned(shaped.name or "event", start, end, shaped.factor, shaped.brands)


def _here(moment: datetime, zone: ZoneInfo) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _calendar(desk: Desk, node: Node, shaped: EventShape, zone: ZoneInfo, home: Path) -> Iterator[Planned]:
    path = home / shaped.calendar
    try:
        with path.open("rb") as file:
            text = file.read(LARGEST).decode(errors="replace")
    except OSError as error:
        desk.faults.at(node, f"the calendar {path} cannot be read: {error.strerror}", "name a file of events (.ics)")
        return
    if "BEGIN:VCALENDAR" not in text.upper():
        desk.faults.at(node, f"{path} is no calendar", "export it as iCalendar (.ics)")
        return
    for entry in entries(text, zone):
        name = one_line(entry.name) or shaped.name or "event"
        if entry.partly:
            desk.faults.warn(node, f"'{name}' comes again in a way that is not read; only its first time counts", "")
        yield Planned(name, entry.start, entry.end, shaped.factor, shaped.brands, entry.every, entry.until)
