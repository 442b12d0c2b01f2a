"""What a search finds, in its order, without looking at all of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from sqlite_utils import Database

from monitor.store.ranking import RANKS, Place, standing
from monitor.store.wanted import Wanted, tell_days, values, where

BATCH, WIDER = 200, 4  # texts that are looked at together; the next time so many times more
LOOKED_AT = 60_000  # texts that were looked at in vain before somebody is asked whether to look further
SORTED = 20_000  # texts that are sorted, where it is not by time that they are read


class Searches:
    def __init__(self, db: Database) -> None:
        self.db = db

    def by_time(self, wanted: Wanted, before: Place | None, *, tiring: bool = True) -> Iterator[Place]:
        """Those whose text the expression finds, the newest first, without looking at all of them.

        Texts are looked at in the order in which they were heard, the last ones first. What was heard earlier than the
        last one that was looked at was said earlier still: whatever was said after that moment is known by then.
        Of the copies of one text the newest that was found is shown.
        """
        waiting: list[tuple[Place, str]] = []
        told: set[str] = set()
        below, batch, looked_at = 1 << 62, BATCH, 0
        while True:
            texts = self.db.execute(
                "SELECT rowid FROM prose WHERE prose MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?",
                [wanted.expression, below, batch],
            ).fetchall()
            waiting += self._said(wanted, [text for (text,) in texts])
            waiting.sort()
            heard = -1
            if len(texts) == batch:
                (below,) = texts[-1]
                (heard,) = self.db.execute("SELECT seen_at FROM item WHERE id = ?", [below]).fetchone()
            while waiting and waiting[-1][0].at > heard:
                found, family = waiting.pop()
                if family not in told:
                    yield found
                told |= {family} - {""}
            looked_at += batch if before is None or heard < before.at else 0
            if len(texts) < batch:
                return
            if tiring and looked_at > LOOKED_AT:
                yield Place(heard + 1, 0)
                return
            batch = min(batch * WIDER, LOOKED_AT // 4)

    def by_rank(self, wanted: Wanted, *, tiring: bool = True) -> list[Place]:
        """Those whose text the expression finds, in their order: of the texts heard last, where there are very many."""
        tell_days(self.db, wanted)
        best: dict[str, Place] = {}
        for found, family in self._said(wanted, self._texts(wanted, SORTED if tiring else -1)):
            of = family or str(found.mention)
            best[of] = min(found, best.get(of, found), key=lambda each: (standing(wanted.order, each)[0], each))
        return sorted(best.values(), key=lambda each: standing(wanted.order, each))

    def is_more_than_sorted(self, wanted: Wanted) -> bool:
        return bool(self._texts(wanted, 1, SORTED))

    def _texts(self, wanted: Wanted, most: int, after: int = 0) -> list[int]:
        sql = "SELECT rowid FROM prose WHERE prose MATCH ? ORDER BY rowid DESC LIMIT ? OFFSET ?"
        return [text for (text,) in self.db.execute(sql, [wanted.expression, most, after])]

    def _said(self, wanted: Wanted, texts: list[int]) -> list[tuple[Place, str]]:
        """The mentions of these texts that are looked for, each with its family."""
        given = "json_each(:texts) AS text CROSS JOIN mention INDEXED BY sqlite_autoindex_mention_1"
        family = "iif(mention.fingerprint = '', '', mention.brand || ' ' || mention.fingerprint)"
        sql, rank = where(replace(wanted, folded=False)), RANKS[wanted.order].format(m="mention")
        rows = self.db.execute(
            f"SELECT mention.at, mention.id, {rank}, {family} FROM {given} ON mention.item = text.value WHERE {sql}",  # noqa: S608
            values(wanted) | {"texts": json.dumps(texts)},
        )
        return [(Place(at, number, rank), family if wanted.folded else "") for at, number, rank, family in rows]
