"""Whether the watch sees anything: minutes in which every source failed, or nothing could be written, are blind."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.model import Alert, AlertKind, Figures, Incident, IncidentState, Level, Verdict

BLIND_FOR = 10  # minutes in a row, after which a human is told
STORAGE, SOURCES, CHAIN = "storage", "sources", "chain"  # why


@dataclass(slots=True)
class Sight:
    """*minutes* were blind since the start, *lately* of them in the last row; *untold* are those that are not written
    down yet, by why. *told*: the notice went out."""

    minutes: int = 0
    lately: int = 0
    why: str = ""
    untold: Counter[str] = field(default_factory=Counter)
    told: bool = False

    def look(self, *, sources: int, failing: int, storage: bool, lost: bool = False) -> AlertKind | None:
        """Judge the last minute; what is worth a notice. Each loss of sight is told once, and its end if it was.
        *lost*: the canary did not come back."""
        why = STORAGE if storage else SOURCES if 0 < sources == failing else CHAIN if lost else ""
        if not why:
            ended, self.told, self.why = self.told, False, ""
            return AlertKind.SEEING if ended else None
        self.lately = self.lately + 1 if self.why else 1
        self.why = why
        self.minutes += 1
        self.untold[why] += 1
        if self.lately < BLIND_FOR or self.told:
            return None
        self.told = True
        return AlertKind.BLIND


def notice(kind: AlertKind, sight: Sight, now: datetime) -> Alert:
    """What is told of the watch itself: it is no brand's trouble, and goes by no rule, silence or budget."""
    blind = Figures(timedelta(minutes=sight.lately), 0, 0.0, 0.0, 0.0, 0, 0.0, 0, 0)
    verdict = Verdict("vigie", now, Level.WARNING, sight.why, blind)
    return Alert(kind, now, Incident("vigie", IncidentState.OPEN, Level.WARNING, now, now, verdict, 0), verdict)
