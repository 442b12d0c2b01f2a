"""Whose law applies where a clock is: from a time zone to a country that we know the law of."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

# The clock of the Crown's courts is that of England; a federation has no one law of the press.
_KNOWN_AS = {"GB": "GB-EAW"}
_ZONES = {"America/Montreal": "CA-QC"}


@lru_cache
def country_of(timezone: str) -> str:
    """`Europe/Paris` -> `FR`; empty for a clock of no country. Source: zone.tab of the tz database."""
    told = _ZONES.get(timezone) or _countries().get(timezone, "")
    return _KNOWN_AS.get(told, told)


@lru_cache
def _countries() -> dict[str, str]:
    lines = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {row[2]: row[0] for row in rows}
