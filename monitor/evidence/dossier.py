"""What a pack is made from: the mentions, what is known of each, and what seals it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from monitor.links import Exhibit, LegalHold, Link, Token
from monitor.model import Mention


@dataclass(frozen=True, slots=True)
class Deadline:
    """A legal clock, ready to be shown: its *country*, the *action* it is for, its *law* with the *source*, the day
    that it started on and by whose word (*proof*), and the *last_day*; *certain* as in law.Clock."""

    country: str
    action: str
    law: str
    source: str
    proof: str
    started: date
    last_day: date
    left: int
    certain: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """One mention with all that is known of it."""

    mention: Mention
    exhibits: tuple[Exhibit, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    hold: LegalHold | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """*links* are all from the first that a case rests on to the last there is; *roots* the certificates of the
    authorities of time, by their name."""

    language: str
    made_at: datetime
    timezone: str
    software: str
    cases: tuple[Case, ...]
    links: tuple[Link, ...]
    tokens: tuple[Token, ...] = ()
    roots: Mapping[str, bytes] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
