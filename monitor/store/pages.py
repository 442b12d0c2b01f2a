"""The pages that are looked at again, and when the next look is due."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from monitor.links import State, Watched
from monitor.store.times import moment, stamp

_GRAVE = {
    "likely": "(mention.insult = 'likely' OR mention.accusation = 'likely')",
    "possible": "(mention.insult != 'none' OR mention.accusation != 'none')",
}


class Pages:
    """Where what insults or accuses was published."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def unwatched(self, grave: str, since: datetime, limit: int) -> tuple[tuple[int, str], ...]:
        """Mentions at least so *grave* (likely, possible), heard *since* then, whose page is not looked at yet, each
        with its address; muted ones and those that are folded away left out."""
        rows = self.db.execute(
            f"""
            SELECT mention.id, item.url FROM mention JOIN item ON item.id = mention.item
            WHERE {_GRAVE[grave]} AND mention.seen_at >= ? AND mention.muted = '' AND mention.folded = 0
              AND item.store = 1 AND mention.id NOT IN (SELECT mention FROM page)
            ORDER BY mention.id LIMIT ?
            """,  # noqa: S608
            [stamp(since), limit],
        ).fetchall()
        return tuple((number, url) for number, url in rows)

    def put(self, page: Watched) -> None:
        row = _row(page)
        columns, values = ", ".join(row), ", ".join(f":{name}" for name in row)
        self.db.execute(f"INSERT OR REPLACE INTO page ({columns}) VALUES ({values})", row)  # noqa: S608

    def get(self, mention: int) -> Watched | None:
        return next(map(_page, self.db.query("SELECT * FROM page WHERE mention = ?", [mention])), None)

    def due(self, now: datetime, limit: int) -> tuple[Watched, ...]:
        """Those whose time has come, the longest waiting first."""
        rows = self.db.query("SELECT * FROM page WHERE due_at <= ? ORDER BY due_at LIMIT ?", [stamp(now), limit])
        return tuple(map(_page, rows))

    def hurry(self, mention: int, now: datetime) -> bool:
        """Make the look at its page due now; whether it is watched."""
        return self.db.execute("UPDATE page SET due_at = ? WHERE mention = ?", [stamp(now), mention]).rowcount > 0

    def all(self) -> tuple[Watched, ...]:
        return tuple(map(_page, self.db.query("SELECT * FROM page ORDER BY mention")))


def _row(page: Watched) -> dict[str, Any]:
    return {
        "mention": page.mention,
        "url": page.url,
        "since": stamp(page.since),
        "due_at": stamp(page.due_at),
        "state": page.state.value,
        "looks": page.looks,
        "absences": page.absences,
        "absent_since": stamp(page.absent_since),
        "text": page.text,
        "found": int(page.found),
        "error": page.error,
        "beside": json.dumps(page.beside),
    }


def _page(row: dict[str, Any]) -> Watched:
    times = {name: moment(row[name]) for name in ("since", "due_at", "absent_since")}
    told = {"state": State(row["state"]), "found": bool(row["found"]), "beside": tuple(json.loads(row["beside"]))}
    return Watched(**row | times | told)
