"""The time zones that there are."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones


@cache
def zones() -> frozenset[str]:
    """All of them; a walk through hundreds of files finds them, which is taken once."""
    return frozenset(available_timezones())
