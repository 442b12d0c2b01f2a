"""What is on its way to somebody, and what was not sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from monitor.model.incidents import Alert, AlertKind, Incident
from monitor.model.mentions import Mention
from monitor.model.watched import Rhythm


class Hold(StrEnum):
    """Why somebody was not told at once, or at all."""

    NOTHING = ""
    SILENCE = "silence"  # somebody ordered it
    GREATER = "greater"  # it is part of the trouble of the brand's owner
    QUIET = "quiet"  # it is night there
    BUDGET = "budget"  # the messages of the day are spent
    OVERTAKEN = "overtaken"  # a later message said more before this one could be sent
    WITHDRAWN = "withdrawn"  # that it is over, which somebody took back before it was sent
    FAILED = "failed"  # the target could not be reached
    OUTAGE = "outage"  # it could not be reached for long: the digest of that time names it


@dataclass(frozen=True, slots=True)
class Missed:
    """A message that was not sent, and why: a line of a digest."""

    incident: Incident
    kind: AlertKind
    at: datetime
    hold: Hold


@dataclass(frozen=True, slots=True)
class Tally:
    """What was said of one brand in a period, and in the one before it, which is as long. *quotes* are the worst."""

    brand: str
    total: int
    negatives: int
    total_before: int
    negatives_before: int
    incidents: tuple[Incident, ...] = ()
    quotes: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """What a period was like, for one target, with everything that it was not told meanwhile. After an outage it is
    one *page* of *pages* of which every one names what it can hold."""

    rhythm: Rhythm
    start: datetime
    at: datetime
    tallies: tuple[Tally, ...]
    missed: tuple[Missed, ...] = ()
    id: int = 0
    page: int = 1
    pages: int = 1

    kind = "digest"

    @property
    def key(self) -> str:
        return f"vigie-digest-{self.id}"

    @property
    def empty(self) -> bool:
        return not self.missed and not any(tally.total or tally.incidents for tally in self.tallies)


@dataclass(frozen=True, slots=True)
class Reminder:
    """That the time to act on a *mention* ends: on *last_day*, by the *law* of *country*, in *left* days. *certain* is
    False where it may have been published earlier than anything proves."""

    mention: Mention
    at: datetime
    country: str
    law: str
    last_day: date
    left: int
    certain: bool = True

    kind = "reminder"

    @property
    def key(self) -> str:
        return f"vigie-clock-{self.mention.id}-{self.last_day}-{self.left}"


@dataclass(frozen=True, slots=True)
class Handover:
    """That *who* asks somebody to look at a *mention*, and what he says about it: *word*."""

    mention: Mention
    at: datetime
    who: str
    word: str = ""
    id: int = 0

    kind = "handover"

    @property
    def key(self) -> str:
        return f"vigie-handover-{self.id}"


News = Alert | Digest | Reminder | Handover  # what somebody may be told


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG, and the same in words."""

    png: bytes = field(repr=False)
    alt: str


class DeliveryState(StrEnum):
    """waiting -> sending -> sent, or back to waiting; `unknown` was cut off twice; `failed` will not be tried again.
    `held` was not for now (silence, quiet hours ...), `folded` is left for the digest."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"
    HELD = "held"
    FOLDED = "folded"


@dataclass(frozen=True, slots=True)
class Telling:
    """What is decided for one target: told now (`waiting`), perhaps later (`held`), or in its digest (`folded`), and
    *why* not now."""

    target: str
    kind: AlertKind
    fate: DeliveryState = DeliveryState.WAITING
    hold: Hold = Hold.NOTHING
    why: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """An alert, a digest or a handover on its way to one target. *repeat* marks one that may already have arrived
    before a crash; *thread* is the receipt of the last message of its incident that this target got;
    *hold* is why it was not sent."""

    alert: Alert | Digest | Handover
    target: str
    state: DeliveryState
    attempts: int
    due_at: datetime
    error: str = ""
    repeat: bool = False
    id: int = 0
    thread: str = ""
    hold: Hold = Hold.NOTHING
