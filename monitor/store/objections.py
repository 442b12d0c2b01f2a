"""Who objected to being watched, as keyed hashes: enough to leave them alone, not enough to know them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from monitor.store.times import moment, stamp


@dataclass(frozen=True, slots=True)
class Objection:
    """*kind* is author or url; *refused* counts what was not collected because of it."""

    kind: str
    digest: bytes
    at: datetime
    why: str
    refused: int = 0


class Objections:
    def __init__(self, db: Database) -> None:
        self.db = db

    def add(self, objection: Objection) -> None:
        self.db.execute(
            "INSERT INTO objection (kind, digest, at, why) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            [objection.kind, objection.digest, stamp(objection.at), objection.why],
        )

    def remove(self, kind: str, digest: bytes) -> bool:
        """Whether there was such an objection."""
        return self.db.execute("DELETE FROM objection WHERE kind = ? AND digest = ?", [kind, digest]).rowcount > 0

    def all(self) -> tuple[Objection, ...]:
        rows = self.db.execute("SELECT kind, digest, at, why, refused FROM objection ORDER BY at").fetchall()
        return tuple(Objection(kind, digest, moment(at), why, refused) for kind, digest, at, why, refused in rows)

    def known(self) -> frozenset[tuple[str, bytes]]:
        return frozenset(self.db.execute("SELECT kind, digest FROM objection").fetchall())

    def count(self, met: Iterable[tuple[str, bytes]]) -> None:
        """Count what was not collected because of them."""
        self.db.conn.executemany("UPDATE objection SET refused = refused + 1 WHERE kind = ? AND digest = ?", list(met))
