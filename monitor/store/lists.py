"""Mentions read along an index, in the order of a list, from one of its places onwards or backwards."""

from __future__ import annotations

from collections.abc import Iterator

from sqlite_utils import Database

from monitor.store.ranking import LEGS, RANKS, Leg, Place, beyond, leg_of, sorting
from monitor.store.wanted import Wanted, index_of, tell_days, values, where

WHOLE = {"mention_list", "mention_all"}  # indexes of every mention: that of a leg is shorter
SELDOM = 2000  # mentions with a tag: as long as they are no more, they are looked at instead of the list


class Lists:
    """Where the mentions stand that are looked for without a search; of one see searches.py."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def place(self, wanted: Wanted, mention: int) -> Place | None:
        """Where it stands in the order of a list, whether or not it is in it."""
        tell_days(self.db, wanted)
        rank = RANKS[wanted.order].format(m="mention")
        sql = f"SELECT at, id, {rank} FROM mention WHERE id = :mention"  # noqa: S608
        row = self.db.execute(sql, values(wanted) | {"mention": mention}).fetchone()
        return Place(*row) if row else None

    def after(self, wanted: Wanted, before: Place | None, limit: int | None) -> Iterator[Place]:
        """What comes after *before*; no more than *limit* of each leg."""
        first = leg_of(wanted.order, before)
        for number, leg in enumerate(LEGS[wanted.order][first:]):
            yield from self._along(wanted, leg, before if not number else None, limit)

    def before(self, wanted: Wanted, place: Place) -> Iterator[int]:
        """Those of the list before *place*, the nearest of each leg first."""
        here_on = leg_of(wanted.order, place)
        for number in range(here_on, -1, -1):
            start = place if number == here_on else None
            found = self._along(wanted, LEGS[wanted.order][number], start, 1, backwards=True)
            yield from (each.mention for each in found)

    def _along(
        self, wanted: Wanted, leg: Leg, start: Place | None, limit: int | None, *, backwards: bool = False
    ) -> list[Place]:
        """A leg of the list after *start*, or before it."""
        tell_days(self.db, wanted)
        only = [leg.condition.format(m="mention")] if leg.condition else []
        only += [beyond(wanted.order, leg, backwards=backwards)] if start else []
        rows = self.db.execute(
            f"SELECT mention.at, mention.id, {leg.ranked().format(m='mention')} "  # noqa: S608
            f"FROM {self._read(wanted, leg)} WHERE {where(wanted, *only)} "
            f"ORDER BY {sorting(wanted.order, leg, backwards=backwards)} LIMIT :limit",
            values(wanted) | (start._asdict() if start else {}) | {"limit": -1 if limit is None else limit},
        ).fetchall()  # SQL may not be told of other last days while it still reads
        return [Place(*row) for row in rows]

    def _read(self, wanted: Wanted, leg: Leg) -> str:
        """What is read, and along which index: the list, but for a tag that few have."""
        if wanted.named:
            told = "(SELECT DISTINCT mention AS number FROM naming WHERE account = :named)"
            return f"{told} AS told CROSS JOIN mention ON mention.id = told.number"
        if wanted.tag and self._seldom(wanted.tag):
            return "tag AS given CROSS JOIN mention ON mention.id = given.mention AND given.name = :tag"
        index = index_of(wanted)
        return f"mention INDEXED BY {leg.index if leg.index and index in WHOLE else index}"

    def _seldom(self, tag: str) -> bool:
        rows = self.db.execute("SELECT 1 FROM tag WHERE name = ? LIMIT ?", [tag, SELDOM + 1])
        return sum(1 for _ in rows) <= SELDOM
