"""The survey: how much was said, how it sounded, where and by whom, over a stretch of time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from monitor.store.times import moment, stamp


@dataclass(frozen=True, slots=True)
class Tally:
    """Mentions of one kind, by how they sound."""

    name: str
    total: int
    negative: int
    positive: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """The mentions of one step of time, which begins at *at*."""

    at: datetime
    total: int
    negative: int
    positive: int


_SUMS = "count(*), sum(tone = 'negative'), sum(tone = 'positive')"


class Survey:
    """What the mentions are, counted."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def course(self, brand: str, since: datetime, until: datetime, step: int) -> tuple[Stretch, ...]:
        """Step by step (in seconds), oldest first, silent ones left out; of all brands where none is named."""
        rows = self.db.execute(
            f"""
            SELECT at / :step * :step AS start, {_SUMS} FROM mention
            WHERE at >= :since AND at < :until {_brand(brand)} GROUP BY start ORDER BY start
            """,  # noqa: S608
            {"step": step, "since": stamp(since), "until": stamp(until), "brand": brand},
        ).fetchall()
        return tuple(Stretch(moment(start), *sums) for start, *sums in rows)

    def brands(self, since: datetime, until: datetime) -> tuple[Tally, ...]:
        """The most spoken of first: their share of voice."""
        rows = self.db.execute(
            f"SELECT brand, {_SUMS} FROM mention WHERE at >= ? AND at < ? GROUP BY brand ORDER BY count(*) DESC, brand",  # noqa: S608
            [stamp(since), stamp(until)],
        ).fetchall()
        return tuple(Tally(*row) for row in rows)

    def sources(self, brand: str, since: datetime, until: datetime, limit: int = 10) -> tuple[Tally, ...]:
        """Where most was said."""
        return self._grouped("source.name", brand, since, until, limit)

    def authors(self, brand: str, since: datetime, until: datetime, limit: int = 10) -> tuple[Tally, ...]:
        """Who said most."""
        return self._grouped("item.author", brand, since, until, limit)

    def _grouped(self, what: str, brand: str, since: datetime, until: datetime, limit: int) -> tuple[Tally, ...]:
        rows = self.db.execute(
            f"""
            SELECT {what} AS name, {_SUMS} FROM mention
              JOIN item ON item.id = mention.item JOIN source ON source.id = item.source
            WHERE mention.at >= :since AND mention.at < :until AND {what} != '' {_brand(brand)}
            GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT :limit
            """,  # noqa: S608
            {"since": stamp(since), "until": stamp(until), "brand": brand, "limit": limit},
        ).fetchall()
        return tuple(Tally(*row) for row in rows)


def _brand(brand: str) -> str:
    return "AND brand = :brand" if brand else ""
