"""The periods that the law of each country sets, read from one file a country."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

_FOLDER = files("monitor.law") / "countries"


class Ground(StrEnum):
    """What an action would rest on."""

    INSULT = "insult"
    DEFAMATION = "defamation"
    DISPARAGEMENT = "disparagement"


class Start(StrEnum):
    """What sets the clock going: the first publication; our knowing of it; the end of the year in which we knew."""

    PUBLICATION = "publication"
    KNOWLEDGE = "knowledge"
    END_OF_YEAR = "end of year"


class Count(StrEnum):
    """Whether the day on which the clock starts is the first of the period. *excluded*: from the 23rd to the 23rd."""

    EXCLUDED = "excluded"
    INCLUDED = "included"


@dataclass(frozen=True, slots=True)
class Period:
    """*months* from *starts*. *weekend*: a last day on a Saturday or a Sunday is the Monday after; public holidays are
    never counted in our favour. *law* is the provision, *source* where its text or a ruling on it can be read, *note*
    what a reader must know; *checked* is when we last read it."""

    country: str
    zone: ZoneInfo
    action: str
    grounds: tuple[Ground, ...]
    months: int
    starts: Start
    counting: Count
    law: str
    source: str
    checked: date
    aggravated: bool = False
    weekend: bool = False
    note: Mapping[str, str] | None = None


@lru_cache
def periods(country: str) -> tuple[Period, ...]:
    """All of *country* (`FR`, `GB-EAW`, `US-CA`); none where we do not know its law."""
    file = _FOLDER / f"{country.lower()}.toml"
    if country.upper() not in countries():
        return ()
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    return tuple(_period(country.upper(), told, row) for row in told["period"])


@lru_cache
def countries() -> frozenset[str]:
    return frozenset(file.name.removesuffix(".toml").upper() for file in _FOLDER.iterdir())


def _period(country: str, told: Mapping[str, Any], row: Mapping[str, Any]) -> Period:
    return Period(
        country=country,
        zone=ZoneInfo(told["zone"]),
        action=row["action"],
        grounds=tuple(map(Ground, row["grounds"])),
        months=row["months"],
        starts=Start(row["starts"]),
        counting=Count(row.get("counting", "excluded")),
        law=row["law"],
        source=row["source"],
        checked=told["checked"],
        aggravated=row.get("aggravated", False),
        weekend=row.get("weekend", False),
        note=row.get("note"),
    )
