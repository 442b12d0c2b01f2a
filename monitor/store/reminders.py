"""Who was reminded of which last day: decided first, told afterwards, told again until it arrives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database

from monitor.store.times import stamp


@dataclass(frozen=True, slots=True)
class Due:
    """That *target* is to be reminded of the *last_day* of *mention*, since *days* or fewer are left."""

    mention: int
    last_day: date
    days: int
    target: str
    attempts: int = 0


class Reminders:
    def __init__(self, db: Database) -> None:
        self.db = db

    def decide(self, due: Iterable[Due], now: datetime) -> None:
        """Those that were decided before stay as they are."""
        self.db.conn.executemany(
            "INSERT OR IGNORE INTO reminder (mention, last_day, days, target, at, due_at) VALUES (?, ?, ?, ?, ?, ?)",
            [(d.mention, d.last_day.isoformat(), d.days, d.target, stamp(now), stamp(now)) for d in due],
        )

    def waiting(self, now: datetime) -> tuple[Due, ...]:
        rows = self.db.execute(
            """
            SELECT mention, last_day, days, target, attempts FROM reminder WHERE due_at <= ? ORDER BY last_day, mention
            """,
            [stamp(now)],
        ).fetchall()
        return tuple(Due(mention, date.fromisoformat(day), *rest) for mention, day, *rest in rows)

    def begin(self, due: Due) -> None:
        """It is about to be told: should its end never be written down, it may have arrived."""
        self._update("attempts = attempts + 1", due)

    def tried(self, due: Due, error: str, again: datetime | None) -> None:
        """What became of telling it: *again* when to try once more, None where it is settled."""
        self._update("error = ?, due_at = ?", due, error, stamp(again))

    def _update(self, told: str, due: Due, *values: str | int | None) -> None:
        self.db.execute(
            f"UPDATE reminder SET {told} WHERE mention = ? AND last_day = ? AND days = ? AND target = ?",  # noqa: S608
            [*values, due.mention, due.last_day.isoformat(), due.days, due.target],
        )
