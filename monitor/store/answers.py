"""What programs were answered under a key of theirs: who asks twice, after a broken line say, does nothing twice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlite_utils import Database

from monitor.store.times import stamp

KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Answered:
    """*asked* is a digest of the question."""

    asked: bytes
    status: int
    body: str


def digest(*parts: str | bytes) -> bytes:
    """Of a question: its method, its address, its body."""
    told = sha256()
    for part in parts:
        content = part.encode() if isinstance(part, str) else part
        told.update(len(content).to_bytes(8, "big") + content)
    return told.digest()


class Answers:
    def __init__(self, db: Database) -> None:
        self.db = db

    def of(self, account: str, key: str, now: datetime) -> Answered | None:
        row = self.db.execute(
            "SELECT asked, status, body FROM answer WHERE account = ? AND key = ? AND at > ?",
            [account, key, stamp(now - KEPT)],
        ).fetchone()
        return Answered(*row) if row else None

    def keep(self, account: str, key: str, answered: Answered, now: datetime) -> None:
        """For a day; those of the days before go."""
        self.db.execute("DELETE FROM answer WHERE at <= ?", [stamp(now - KEPT)])
        row = [account, key, answered.asked, answered.status, answered.body, stamp(now)]
        self.db.execute("INSERT INTO answer (account, key, asked, status, body, at) VALUES (?, ?, ?, ?, ?, ?)", row)
