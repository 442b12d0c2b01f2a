"""What is watched, and who is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import IntEnum, StrEnum


class Level(IntEnum):
    """How much of somebody's sleep a verdict is worth."""

    CALM = 0
    WARNING = 1
    CRISIS = 2


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What a team knows of the words around its brand, in *language* (empty: in every one).

    *words* are worth -4 (awful) to 4 (wonderful), 0 silences one; *insults* and *accusations* weigh 0 to 1; *allowed*
    are never an insult, an accusation or a sentiment: a product may be called anything. Entries may be expressions.
    """

    language: str = ""
    words: tuple[tuple[str, float], ...] = ()
    insults: tuple[tuple[str, float], ...] = ()
    accusations: tuple[tuple[str, float], ...] = ()
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brand:
    """A name that somebody answers for. Without a *query*, its name and aliases are what is looked for.

    Of a name that others bear too, only those places count that have one of the words *near* at most *window* words
    away, and none of the words *apart*. *products* are brands of which nobody has to hear while this one is in trouble.
    """

    name: str
    aliases: tuple[str, ...] = ()
    query: str = ""
    languages: tuple[str, ...] = ("fr", "en")
    competitors: tuple[str, ...] = ()
    lexicons: tuple[Lexicon, ...] = ()
    near: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    window: int = 20
    products: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of the target's own clock in which it is not woken for *level* or less. An *end* before its *start* is of
    the next day."""

    start: time
    end: time
    level: Level = Level.WARNING


@dataclass(frozen=True, slots=True)
class Escalation:
    """Who is told when nobody has acknowledged for so long."""

    to: str
    after: timedelta


class Rhythm(StrEnum):
    """How often somebody gets a digest. `outage` comes by itself, when a target can be reached again."""

    OFF = "off"
    DAILY = "daily"
    WEEKLY = "weekly"
    OUTAGE = "outage"


@dataclass(frozen=True, slots=True)
class Target:
    """Somebody to wake: *way* is the kind of channel (a row of `notify.WAYS`), *address* its secret URL, never shown.

    *level* is the smallest one worth telling; *brands* empty means all of them. With a *channel*, the address is the
    token of a bot, whose messages can be edited. One that is not *direct* is told only when somebody else's escalation
    leads there. A digest comes at *digest_at* of its clock, on Mondays when weekly, and *digest_empty* if asked for.
    """

    name: str
    way: str
    address: str = field(repr=False)
    language: str = "en"
    timezone: str = "UTC"
    level: Level = Level.WARNING
    brands: tuple[str, ...] = ()
    channel: str = ""
    direct: bool = True
    quiet: Quiet | None = None
    escalate: Escalation | None = None
    digest: Rhythm = Rhythm.OFF
    digest_at: time = time(8)
    digest_empty: bool = False

    @property
    def lives(self) -> bool:
        """Whether what it was told can be edited, so that one message follows its incident."""
        return bool(self.channel)


@dataclass(frozen=True, slots=True)
class Template:
    """An answer that people copy: {author}, {brand}, {source}, {title}, {link} of a mention and {me} are filled in.
    *language* and *brands* empty means all."""

    name: str
    text: str
    language: str = ""
    brands: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mute:
    """Mentions that match *query* are kept, and count for nothing and wake nobody, before *until* (None: always).

    *brands* empty means all of them.
    """

    query: str
    why: str
    until: datetime | None = None
    brands: tuple[str, ...] = ()
