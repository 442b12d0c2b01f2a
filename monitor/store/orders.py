"""What people told us: whom to spare for a while, and which alarms of the past were right."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlite_utils import Database

from monitor.model import Mark, Silence
from monitor.store.times import moment, stamp


def _silence(row: dict[str, Any]) -> Silence:
    return Silence(**row | {"start": moment(row["start"]), "until": moment(row["until"])})


def _mark(row: dict[str, Any]) -> Mark:
    return Mark(**row | {"start": moment(row["start"]), "end": moment(row["end"]), "real": bool(row["real"])})


class Orders:
    """Silences and marks."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def silence(self, silence: Silence) -> Silence:
        """The silence, with its id."""
        row = {
            "brand": silence.brand,
            "start": stamp(silence.start),
            "until": stamp(silence.until),
            "who": silence.who,
            "why": silence.why,
        }
        return replace(silence, id=self._add("silence", row))

    def silences(self, now: datetime) -> tuple[Silence, ...]:
        """Those that hold, or will."""
        return tuple(map(_silence, self.db.query("SELECT * FROM silence WHERE until > ? ORDER BY id", [stamp(now)])))

    def unsilence(self, silence: int, now: datetime) -> bool:
        """End it now; False if there is none to end. It stays in the diary: it explains what was held."""
        ended = self.db.execute(
            "UPDATE silence SET until = :now WHERE id = :id AND until > :now", {"now": stamp(now), "id": silence}
        )
        return ended.rowcount == 1

    def mark(self, mark: Mark) -> Mark:
        """The mark, with its id; an earlier one of the same incident is replaced."""
        if mark.incident:
            self.db.execute("DELETE FROM truth WHERE incident = ?", [mark.incident])
        row = {
            "incident": mark.incident,
            "brand": mark.brand,
            "start": stamp(mark.start),
            "end": stamp(mark.end),
            "real": int(mark.real),
            "who": mark.who,
            "note": mark.note,
        }
        return replace(mark, id=self._add("truth", row))

    def mark_of(self, incident: int) -> Mark | None:
        """What people say of an incident; None as long as nobody did."""
        return next(map(_mark, self.db.query("SELECT * FROM truth WHERE incident = ?", [incident])), None)

    def marks(self) -> tuple[Mark, ...]:
        """The oldest first."""
        return tuple(map(_mark, self.db.query("SELECT * FROM truth ORDER BY start, id")))

    def forget(self, now: datetime, keep: timedelta) -> None:
        """Silences that ended longer than *keep* ago. Marks stay: they are what people know of the past."""
        self.db.execute("DELETE FROM silence WHERE until < ?", [stamp(now - keep)])

    def _add(self, table: str, row: dict[str, Any]) -> int:
        return int(cast("int", self.db.table(table).insert(row).last_pk))
