"""What somebody muted from the pages, until when: authors, sites and phrases that count for nothing meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from monitor.store.times import moment, stamp

KINDS = ("author", "site", "phrase")


@dataclass(frozen=True, slots=True)
class Muted:
    """*kind* is one of KINDS, *word* its name, host or words; *brand* empty means all. *why* is what its mentions are
    told to be muted for; *act* is how it was done and can be undone."""

    act: int
    kind: str
    word: str
    brand: str
    why: str
    who: str
    at: datetime
    until: datetime
    lifted_at: datetime | None = None
    lifted_by: str = ""

    def holds(self, now: datetime) -> bool:
        return self.lifted_at is None and now < self.until


def _muted(row: Sequence[Any]) -> Muted:
    act, kind, word, brand, why, who, at, until, lifted_at, lifted_by = row
    return Muted(act, kind, word, brand, why, who, moment(at), moment(until), moment(lifted_at), lifted_by)


class Mutes:
    """Nothing is erased: who muted what, and who lifted it, stays told."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def add(self, muted: Muted) -> None:
        told = [muted.act, muted.kind, muted.word, muted.brand, muted.why, muted.who]
        self.db.execute(
            "INSERT INTO mute (act, kind, word, brand, why, who, at, until) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [*told, stamp(muted.at), stamp(muted.until)],
        )

    def all(self, limit: int = 200) -> tuple[Muted, ...]:
        """The newest first, those that were lifted or have expired among them."""
        return self._find("1", limit)

    def unlifted(self) -> tuple[Muted, ...]:
        """The newest first; those whose time is over still explain what was said before that."""
        return self._find("lifted_at IS NULL", -1)

    def lift(self, act: int, who: str, now: datetime) -> None:
        """It mutes nothing any more; what it had muted counts again."""
        self.db.execute(
            "UPDATE mute SET lifted_at = ?, lifted_by = ? WHERE act = ? AND lifted_at IS NULL", [stamp(now), who, act]
        )
        self.db.execute(
            "UPDATE mention SET muted = '' WHERE muted != '' AND muted = (SELECT why FROM mute WHERE act = ?)", [act]
        )

    def version(self) -> tuple[int, int]:
        """Changes with every one that is made or lifted."""
        last, lifted = self.db.execute("SELECT coalesce(max(act), 0), count(lifted_at) FROM mute").fetchone()
        return int(last), int(lifted)

    def _find(self, where: str, limit: int) -> tuple[Muted, ...]:
        rows = self.db.execute(
            f"""
            SELECT act, kind, word, brand, why, who, at, until, lifted_at, lifted_by FROM mute
            WHERE {where} ORDER BY act DESC LIMIT ?
            """,  # noqa: S608
            [limit],
        )
        return tuple(map(_muted, rows.fetchall()))
