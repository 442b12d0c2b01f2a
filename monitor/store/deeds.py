"""What people can do with a mention, and where it stands once it is done."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class Status(StrEnum):
    OPEN = "open"
    SNOOZED = "snoozed"
    DONE = "done"
    IRRELEVANT = "irrelevant"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a mention stands. *until* is when it wakes, *version* counts changes; *tone*, *insult*, *accusation* and
    *finding* (one of the six words) are what is held of it now, *answered* when somebody replied, *muted* why it is
    kept out of sight."""

    mention: int
    version: int = 0
    status: Status = Status.OPEN
    assignee: str = ""
    until: datetime | None = None
    tone: str = "neutral"
    tags: tuple[str, ...] = ()
    insult: str = "none"
    accusation: str = "none"
    finding: str = ""
    answered: datetime | None = None
    muted: str = ""


class What(StrEnum):
    """What can be done. Those of KINDLY add to what others do and never overwrite it."""

    ASSIGN = "assign"
    OPEN = "open"
    DONE = "done"
    IRRELEVANT = "irrelevant"
    SNOOZE = "snooze"
    TAG = "tag"
    UNTAG = "untag"
    TONE = "tone"
    JUDGE = "judge"
    NOTE = "note"
    SEEN = "seen"
    REPLIED = "replied"
    ESCALATE = "escalate"
    MUTE = "mute"
    UNDO = "undo"


KINDLY = frozenset({What.TAG, What.UNTAG, What.NOTE, What.SEEN, What.REPLIED, What.MUTE})
CLOSING = frozenset({What.DONE, What.IRRELEVANT, What.SNOOZE})


@dataclass(frozen=True, slots=True)
class Deed:
    """Something to do. *word* is the assignee, the tag, the tone, what it is (insult, accusation, both, neither), the
    note, the link of a reply, or why it is muted."""

    what: What
    who: str
    word: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A mention, and the version of it that was seen; None where whatever it is now is meant."""

    mention: int
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """A deed, done. *mentions* are those it changed, *stale* those that somebody else had changed meanwhile."""

    id: int
    at: datetime
    deed: Deed
    undoes: int | None = None
    undone: bool = False
    mentions: tuple[int, ...] = ()
    stale: tuple[int, ...] = ()


# What somebody who judges a mention says: its insult, its accusation.
JUDGED = {
    "insult": ("likely", "none"),
    "accusation": ("none", "likely"),
    "both": ("likely", "likely"),
    "neither": ("none", "none"),
}
MILD = {"negative": "criticism", "neutral": "neutral", "positive": "praise"}  # what is neither


def after(standing: Standing, deed: Deed, now: datetime) -> Standing:
    """Where a mention stands once *deed* is done."""
    match deed.what:
        case What.ASSIGN | What.ESCALATE:
            return replace(standing, assignee=deed.word)
        case What.SNOOZE:
            return replace(standing, status=Status.SNOOZED, until=deed.until)
        case What.DONE | What.IRRELEVANT | What.OPEN:
            return replace(standing, status=Status(deed.what), until=None)
        case What.TONE:
            return replace(standing, tone=deed.word)
        case What.JUDGE:
            insult, accusation = JUDGED[deed.word]
            finding = MILD[standing.tone] if deed.word == "neither" else deed.word
            return replace(standing, insult=insult, accusation=accusation, finding=finding)
        case What.TAG:
            return replace(standing, tags=tuple(sorted({*standing.tags, deed.word})))
        case What.UNTAG:
            return replace(standing, tags=tuple(tag for tag in standing.tags if tag != deed.word))
        case What.REPLIED:
            return replace(standing, answered=standing.answered or now)
        case What.MUTE:
            return replace(standing, muted=deed.word)
    return standing
