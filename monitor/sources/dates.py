"""Dates as people write them, as aware UTC, and only those that can be true."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from time import struct_time

_EPOCH = re.compile(r"\d{9,17}(\.\d{1,9})?")
_ZONE_NAME = re.compile(r"\s*(?:UTC|GMT)$")
_OLDEST = datetime(1990, 1, 1, tzinfo=UTC)  # the web is younger; what is older is a clock that was never set
_AHEAD = timedelta(days=1)  # a wrong time zone is forgiven, a date to come is not one of publication


def instant(value: object, now: datetime) -> datetime | None:
    """*value* in UTC, or None if it cannot be true: ISO 8601, RFC 822, seconds, milli- or microseconds since 1970."""
    try:
        found = _read(value)
        found = found.replace(tzinfo=UTC) if found and not found.tzinfo else found
        return found.astimezone(UTC) if found and _OLDEST <= found <= now + _AHEAD else None
    except (ValueError, TypeError, IndexError, OverflowError, OSError):
        return None


def _read(value: object) -> datetime | None:
    if isinstance(value, struct_time):
        return datetime(*value[:6], tzinfo=UTC)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _since_1970(float(value))
    return _written(value.strip()) if isinstance(value, str) else None


def _since_1970(number: float) -> datetime:
    for limit, unit in ((1e11, 1.0), (1e14, 1e3), (1e17, 1e6)):
        if number < limit:
            return datetime.fromtimestamp(number / unit, UTC)
    raise ValueError("not a time since 1970")


def _written(date: str) -> datetime:
    if _EPOCH.fullmatch(date):
        return _since_1970(float(date))
    try:
        return datetime.fromisoformat(_ZONE_NAME.sub("+00:00", date))
    except ValueError:
        return parsedate_to_datetime(date)
