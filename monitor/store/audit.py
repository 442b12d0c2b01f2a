"""The trail of who asked for, held or erased personal data, when and how much of it: never of whom, nor what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from monitor.store.times import moment, stamp


@dataclass(frozen=True, slots=True)
class Trace:
    at: datetime
    who: str
    what: str
    count: int


class Audit:
    def __init__(self, db: Database) -> None:
        self.db = db

    def note(self, who: str, what: str, count: int, now: datetime) -> None:
        self.db.execute("INSERT INTO audit (at, who, what, count) VALUES (?, ?, ?, ?)", [stamp(now), who, what, count])

    def all(self) -> tuple[Trace, ...]:
        rows = self.db.execute("SELECT at, who, what, count FROM audit ORDER BY id").fetchall()
        return tuple(Trace(moment(at), who, what, count) for at, who, what, count in rows)

    def forget(self, now: datetime, keep: timedelta) -> None:
        self.db.execute("DELETE FROM audit WHERE at < ?", [stamp(now - keep)])
