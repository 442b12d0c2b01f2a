"""What the watch knows of itself, by day: minutes in which it was blind, and how long its canaries took."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from monitor.store.times import stamp

DAY = 86_400
KEPT = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Vital:
    """Something that happened *count* times; of what takes time, the seconds of all and of the slowest."""

    count: int
    total: float
    most: float


class Vitals:
    """*what* is `blind` with its reason after a space, `canary`, or `canary lost`."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def add(self, what: str, now: datetime, *, count: int = 1, seconds: float = 0.0) -> None:
        day = stamp(now) // DAY * DAY
        self.db.execute(
            """
            INSERT INTO vital VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
              count = count + excluded.count, total = total + excluded.total, most = max(most, excluded.most)
            """,
            [day, what, count, seconds, seconds],
        )

    def since(self, moment: datetime) -> dict[str, Vital]:
        """What happened on the day of *moment* and later."""
        rows = self.db.execute(
            "SELECT what, sum(count), sum(total), max(most) FROM vital WHERE day >= ? GROUP BY what ORDER BY what",
            [stamp(moment) // DAY * DAY],
        ).fetchall()
        return {what: Vital(count, total, most) for what, count, total, most in rows}

    def forget(self, now: datetime) -> None:
        self.db.execute("DELETE FROM vital WHERE day < ?", [stamp(now - KEPT)])
