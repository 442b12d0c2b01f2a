"""How people write lengths and moments on a command line."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import typer

from monitor.cli.places import now
from monitor.cli.show import safe

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
WRITTEN = "30m, 2h or 3d"


def length(text: str, option: str) -> timedelta:
    """More than nothing."""
    found = re.fullmatch(r"(\d{1,9}) ?([smhdw])", text)
    if not found or not int(found[1]):
        raise typer.BadParameter(f"{safe(text)!r} is no length; write it as {WRITTEN}", param_hint=option)
    try:
        return min(timedelta(seconds=int(found[1]) * UNITS[found[2]]), timedelta(days=3650))
    except OverflowError:
        return timedelta(days=3650)


def moment(text: str, zone: str, option: str) -> datetime | None:
    """A moment, or how long ago it was; None for an empty text."""
    if not text:
        return None
    try:
        if found := re.fullmatch(r"(\d+) ?([smhdw])", text):
            return now() - timedelta(seconds=int(found[1]) * UNITS[found[2]])
        at = datetime.fromisoformat(text)
    except OverflowError:
        raise typer.BadParameter(f"{text!r} is before all calendars", param_hint=option) from None
    except ValueError:
        known = "45m, 24h, 7d, 2026-11-22 or 2026-11-22T08:00"
        message = f"{text!r} is neither a duration nor a date; write it as {known}"
        raise typer.BadParameter(message, param_hint=option) from None
    return at if at.tzinfo else at.replace(tzinfo=ZoneInfo(zone))
