"""The dealings: what people did about an incident, in the order in which they did it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from monitor.store.times import moment, stamp


@dataclass(frozen=True, slots=True)
class Dealing:
    """*what* is open, acknowledge, release, resolve, unresolve, silence, unsilence or judge; *word* is why, what was
    learnt, or who had been told that it is over."""

    incident: int
    at: datetime
    who: str
    what: str
    word: str = ""
    until: datetime | None = None
    id: int = 0


class Dealings:
    """Written once, never changed."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def add(self, dealing: Dealing) -> None:
        row = [
            dealing.incident,
            stamp(dealing.at),
            dealing.who,
            dealing.what,
            dealing.word,
            stamp(dealing.until),
        ]
        self.db.execute("INSERT INTO dealing (incident, at, who, what, word, until) VALUES (?, ?, ?, ?, ?, ?)", row)

    def of(self, incident: int) -> tuple[Dealing, ...]:
        """The oldest first."""
        rows = self.db.execute(
            "SELECT incident, at, who, what, word, until, id FROM dealing WHERE incident = ? ORDER BY id", [incident]
        )
        return tuple(
            Dealing(number, moment(at), who, what, word, moment(until), id_)
            for number, at, who, what, word, until, id_ in rows
        )

    def ended(self, who: str) -> Dealing | None:
        """The last end that *who* said and nobody took back, whatever became of its incident since."""
        row = self.db.execute(
            """
            SELECT incident, at, id FROM dealing AS said WHERE who = ? AND what = 'resolve' AND NOT EXISTS (
              SELECT 1 FROM dealing AS back WHERE back.incident = said.incident AND back.what = 'unresolve'
                AND back.id > said.id)
            ORDER BY id DESC LIMIT 1
            """,
            [who],
        ).fetchone()
        return Dealing(row[0], moment(row[1]), who, "resolve", id=row[2]) if row else None

    def forget(self) -> None:
        """Those whose incident is past its retention."""
        self.db.execute("DELETE FROM dealing WHERE incident NOT IN (SELECT id FROM incident)")
