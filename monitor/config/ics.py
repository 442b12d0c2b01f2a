"""The events of an iCalendar file (RFC 5545): when they start and end, what they are called, how they come again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

MOST = 5000
_PERIODS = {"DAILY": timedelta(days=1), "WEEKLY": timedelta(weeks=1)}
_SPAN = re.compile(r"P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_ESCAPED = re.compile(r"\\([\\;,nN])")


@dataclass(frozen=True, slots=True)
class Entry:
    """*every* None happens once; *partly* is one that comes again in a way that is not read."""

    name: str
    start: datetime
    end: datetime
    every: timedelta | None = None
    until: datetime | None = None
    partly: bool = False


def entries(text: str, zone: tzinfo) -> Iterator[Entry]:
    """Those that can be read, at most 5000. *zone* is the clock of times that name none, or one that nobody knows."""
    found: dict[str, tuple[str, str]] | None = None
    inner = count = 0
    for line in _unfolded(text):
        name, _, value = line.partition(":")
        key, _, parameters = name.partition(";")
        key = key.upper()
        if key == "BEGIN":
            inner += found is not None
            found = {} if value.strip().upper() == "VEVENT" else found
        elif key == "END" and inner:
            inner -= 1
        elif key == "END" and found is not None:
            entry = _entry(found, zone)
            found = None
            if entry and count < MOST:
                count += 1
                yield entry
        elif found is not None and not inner:
            found[key] = (parameters, value.strip())


def _unfolded(text: str) -> Iterator[str]:
    return iter(re.sub(r"\r?\n[ \t]", "", text).splitlines())


def _entry(found: dict[str, tuple[str, str]], zone: tzinfo) -> Entry | None:
    if found.get("STATUS", ("", ""))[1].upper() == "CANCELLED":
        return None
    start, end = (_time(*found.get(key, ("", "")), zone) for key in ("DTSTART", "DTEND"))
    if start is None:
        return None
    whole_days = len(found["DTSTART"][1]) == 8
    lasts = _length(found.get("DURATION", ("", ""))[1]) or (timedelta(days=1) if whole_days else timedelta(hours=1))
    end = end if end and end > start else start + lasts
    name = _ESCAPED.sub(lambda match: " " if match[1] in "nN" else match[1], found.get("SUMMARY", ("", ""))[1])
    rule = dict(part.partition("=")[::2] for part in found.get("RRULE", ("", ""))[1].upper().split(";") if part)
    return _again(Entry(" ".join(name.split())[:100], start, end), rule, zone)


def _again(entry: Entry, rule: dict[str, str], zone: tzinfo) -> Entry:
    if not rule:
        return entry
    period = _PERIODS.get(rule.get("FREQ", ""))
    known = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"}
    if period is None or (set(rule) - known and rule.get("BYDAY") != f"{entry.start:%a}"[:2].upper()):
        return Entry(entry.name, entry.start, entry.end, partly=True)
    every = period * max(1, _number(rule.get("INTERVAL", "1")))
    until = _time("", rule.get("UNTIL", ""), zone)
    if "COUNT" in rule:
        until = entry.start + every * (max(1, _number(rule["COUNT"])) - 1)
    return Entry(entry.name, entry.start, entry.end, every, until)


def _number(text: str) -> int:
    return min(int(text), 10_000) if text.isdecimal() else 1


def _time(parameters: str, value: str, zone: tzinfo) -> datetime | None:
    named = re.search(r"TZID=\"?([^;\"]+)", parameters, re.IGNORECASE)
    try:
        here = ZoneInfo(named[1]) if named else zone
    except (ZoneInfoNotFoundError, ValueError, OSError):
        here = zone
    for form, clock in (("%Y%m%dT%H%M%SZ", UTC), ("%Y%m%dT%H%M%S", here), ("%Y%m%d", here)):
        try:
            return datetime.strptime(value, form).replace(tzinfo=clock).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


def _length(text: str) -> timedelta | None:
    match = _SPAN.fullmatch(text)
    if not match:
        return None
    weeks, days, hours, minutes, seconds = (_number(part or "0") for part in match.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds) or None
