"""What the detector remembers of each brand, and what it knew when it raised an alert."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from monitor.model import Evidence, Terms
from monitor.store import codec
from monitor.store.seals import seal
from monitor.store.times import stamp


class Watches:
    def __init__(self, db: Database) -> None:
        self.db = db

    def get(self, brand: str) -> bytes | None:
        row = self.db.execute("SELECT state FROM vigil WHERE brand = ?", [brand]).fetchone()
        return row[0] if row else None

    def keep(self, brand: str, state: bytes, now: datetime) -> None:
        self.db.execute(
            """
            INSERT INTO vigil (brand, at, state) VALUES (?, ?, ?)
            ON CONFLICT (brand) DO UPDATE SET at = excluded.at, state = excluded.state
            """,
            [brand, stamp(now), state],
        )

    def forget(self, brand: str) -> None:
        self.db.execute("DELETE FROM vigil WHERE brand = ?", [brand])

    def prove(self, alert: int, evidence: Evidence) -> None:
        """Keep beside an alert what it was decided from."""
        self.db.execute(
            "INSERT INTO basis (alert, state, rule, seal) VALUES (?, ?, ?, ?)",
            [*(told := (alert, evidence.state, codec.dump(evidence.terms))), seal(*told)],
        )

    def evidence(self, alert: int) -> Evidence | None:
        row = self.db.execute("SELECT state, rule FROM basis WHERE alert = ?", [alert]).fetchone()
        return Evidence(row[0], codec.load(Terms, row[1])) if row else None
