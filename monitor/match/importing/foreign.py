"""What a query of another house says, before it is said in ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Place:
    """From where to where something stands in the foreign query."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Words:
    """A word (with its wildcards), or several between quotes; *slop* is how far these may stand from each other."""

    place: Place
    text: str
    quoted: bool = False
    slop: int | None = None
    fuzzy: int | None = None
    exact: bool = False
    loose: bool = False  # however it is joined: carsharing, car-sharing, car sharing


@dataclass(frozen=True, slots=True)
class Group:
    """*operator* is AND or OR."""

    place: Place
    operator: str
    parts: tuple[Foreign, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    place: Place
    part: Foreign


@dataclass(frozen=True, slots=True)
class Near:
    """At most *distance* words between one part and the next; None: in the same sentence."""

    place: Place
    parts: tuple[Foreign, ...]
    distance: int | None
    ordered: bool


@dataclass(frozen=True, slots=True)
class Within:
    place: Place
    field: str
    part: Foreign


@dataclass(frozen=True, slots=True)
class Counted:
    """Something that has to stand there so many times."""

    place: Place
    part: Foreign


@dataclass(frozen=True, slots=True)
class Range:
    place: Place
    low: str
    high: str


Foreign: TypeAlias = Words | Group | Refused | Near | Within | Counted | Range
