"""A crisis with a life, what is told of it, and what people said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from monitor.model.mentions import Mention
from monitor.model.verdicts import Verdict
from monitor.model.watched import Level


class IncidentState(StrEnum):
    """open -> escalating -> calming -> resolved; `reopened` is the same story again after its end."""

    OPEN = "open"
    ESCALATING = "escalating"
    CALMING = "calming"
    RESOLVED = "resolved"
    REOPENED = "reopened"


class AlertKind(StrEnum):
    """What an alert tells. `updated` changes a message that lives and wakes nobody."""

    OPENED = "opened"
    ESCALATED = "escalated"
    REOPENED = "reopened"
    REMINDED = "reminded"
    UNANSWERED = "unanswered"
    UPDATED = "updated"
    RESOLVED = "resolved"
    TEST = "test"
    BLIND = "blind"  # of the watch itself: it sees nothing
    SEEING = "seeing"  # and sees again

    @property
    def own(self) -> bool:
        """Whether it tells of the watch, and of no brand."""
        return self in (AlertKind.TEST, AlertKind.BLIND, AlertKind.SEEING)


@dataclass(frozen=True, slots=True)
class Incident:
    """A crisis with a life. *id* is 0 until it is stored; *verdict* is the last one that was worth telling, at
    *told_at*, as the *news* that it was; *graver* if its last escalation was to another level. *resolved_by* is empty
    where it calmed down by itself; *was* is its state before somebody ended it, *resumed_by* who took that back since.
    An *exercise* is none. *themes* and *families* are those of the verdicts before the last, in all its lives: its
    story."""

    brand: str
    state: IncidentState
    level: Level
    opened_at: datetime
    told_at: datetime
    verdict: Verdict
    peak: int
    calm_since: datetime | None = None
    resolved_at: datetime | None = None
    id: int = 0
    news: AlertKind = AlertKind.OPENED
    reopened_at: datetime | None = None
    acknowledged_at: datetime | None = None
    acknowledged_by: str = ""
    resolved_by: str = ""
    exercise: bool = False
    themes: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    graver: bool = False
    was: IncidentState | None = None
    resumed_by: str = ""

    @property
    def told(self) -> dict[str, object]:
        """What programs are told of it."""
        return {
            "id": self.id,
            "brand": self.brand,
            "state": self.state.value,
            "level": self.level.name.lower(),
            "opened_at": self.opened_at.isoformat(),
            "resolved_at": self.resolved_at.isoformat() if self.resolved_at else None,
        }

    @property
    def lives(self) -> bool:
        return self.state is not IncidentState.RESOLVED

    @property
    def began_at(self) -> datetime:
        """When its present life began: a story may have more than one."""
        return self.reopened_at or self.opened_at


@dataclass(frozen=True, slots=True)
class Bar:
    """One hour of a curve: its distinct negatives, and the band in which they were expected."""

    at: datetime
    negatives: int
    usual: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Alert:
    """A decided change worth telling. *quotes* are the few mentions that a reader sees first; *number* is which
    message of its incident it is, from 1; *curve* is how it came to this, hour by hour."""

    kind: AlertKind
    at: datetime
    incident: Incident
    verdict: Verdict
    quotes: tuple[Mention, ...] = ()
    number: int = 1
    id: int = 0
    curve: tuple[Bar, ...] = ()

    @property
    def turned(self) -> bool:
        """Whether it tells that a warning has become a crisis."""
        return self.kind is AlertKind.ESCALATED and self.incident.graver and self.incident.level is Level.CRISIS

    @property
    def key(self) -> str:
        """The same for every copy of this alert, whatever the channel and however often it is sent."""
        return f"vigie-{self.incident.id}-{self.number}-{self.kind}"


@dataclass(frozen=True, slots=True)
class Told:
    """One message of an incident that was decided for one target, and what it showed. One that was *folded* is only in
    the digest."""

    target: str
    kind: AlertKind
    at: datetime
    incident: Incident
    negatives: int = 0
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Silence:
    """Nobody is told of *brand* (empty: of any) until *until*, as *who* said, and *why*. It is told in digests."""

    brand: str
    start: datetime
    until: datetime
    who: str
    why: str
    id: int = 0


@dataclass(frozen=True, slots=True)
class Mark:
    """What people know of the past: there was a crisis of *brand* from *start* to *end* (*real*), or there was none."""

    brand: str
    start: datetime
    end: datetime
    real: bool
    who: str = ""
    note: str = ""
    incident: int = 0
    id: int = 0
