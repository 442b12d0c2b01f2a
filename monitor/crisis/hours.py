"""Nights and mornings on somebody's own clock, when it is put forward or back as well."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.model import Rhythm, Target

DAY = timedelta(days=1)


def quiet_until(target: Target, now: datetime) -> datetime | None:
    """The end of the quiet hours in which *now* is; None if it is in none."""
    quiet = target.quiet
    if not quiet:
        return None
    zone = ZoneInfo(target.timezone)
    today = now.astimezone(zone).date()
    for first in (today - DAY, today):
        last = first if quiet.start < quiet.end else first + DAY
        start, end = _moment(first, quiet.start, zone), _moment(last, quiet.end, zone)
        if start <= now < end:
            return end
    return None


def digest_due(target: Target, now: datetime) -> datetime | None:
    """The last moment until *now* at which *target* was to have its digest; None if it wants none."""
    if target.digest is Rhythm.OFF:
        return None
    zone = ZoneInfo(target.timezone)
    today = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    day, length = (monday, 7 * DAY) if target.digest is Rhythm.WEEKLY else (today, DAY)
    this = _moment(day, target.digest_at, zone)
    return this if this <= now else _moment(day - length, target.digest_at, zone)


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """When a clock of *zone* first shows *at*. An hour that it skips is taken to be the one after."""
    return datetime.combine(day, at, zone).astimezone(UTC)
