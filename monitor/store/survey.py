"""The survey: how much was said, how it sounded, where and by whom, over a stretch of time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

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


@dataclass(frozen=True, slots=True)
class Family:
    """Copies of one text: how many, in how many sources, and the mention that came first."""

    first: int
    total: int
    sources: int


@dataclass(frozen=True, slots=True)
class Delay:
    """How long after their publication *count* mentions of a kind of source were stored: half of them, and all but a
    twentieth, in seconds."""

    kind: str
    count: int
    half: int
    most: int


DAY = 86400
COUNTED = 5_000  # mentions that a delay is told from, the latest
LONG = 10 * DAY  # from here on whole days are read, which are counted already
_DAYS = "sum(total), sum(negative), sum(positive) FROM day WHERE start >= :since AND start < :until"
_MENTIONS = "count(*), sum(tone = 'negative'), sum(tone = 'positive') FROM mention INDEXED BY mention_all"
_SAID = "WHERE muted = '' AND at >= :since AND at < :until"


class Survey:
    """What the mentions are, counted. What is muted does not count."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def delays(self, since: datetime) -> tuple[Delay, ...]:
        """Of what was published since then, and since its source is watched: what was there before is no news."""
        rows = self.db.execute(
            """
            SELECT source.kind, mention.seen_at - item.published_at FROM mention
            JOIN item ON item.id = mention.item JOIN source ON source.id = item.source
            WHERE mention.at >= ? AND item.published_at >= source.first_page_at AND mention.seen_at >= item.published_at
            ORDER BY mention.at DESC LIMIT ?
            """,
            [stamp(since), COUNTED],
        )
        taken: dict[str, list[int]] = {}
        for kind, seconds in rows:
            taken.setdefault(kind, []).append(seconds)
        return tuple(_delay(kind, sorted(each)) for kind, each in sorted(taken.items()))

    def course(self, brand: str, since: datetime, until: datetime, step: int) -> tuple[Stretch, ...]:
        """Step by step (in seconds), oldest first, silent ones left out; of all brands where none is named."""
        moments = "start" if self._whole(since, until) and step % DAY == 0 else "at"
        source = _DAYS if moments == "start" else f"{_MENTIONS} {_SAID}"
        rows = self.db.execute(
            f"SELECT {moments} / :step * :step AS step, {source} {_brand(brand)} GROUP BY 1 ORDER BY 1",
            _values(brand, since, until) | {"step": step},
        ).fetchall()
        return tuple(Stretch(moment(start), *sums) for start, *sums in rows if sums[0])

    def brands(self, since: datetime, until: datetime) -> tuple[Tally, ...]:
        """The most spoken of first: their share of voice."""
        return self._tallied("brand", "", since, until)

    def sources(self, brand: str, since: datetime, until: datetime, limit: int = 10) -> tuple[Tally, ...]:
        """Where most was said."""
        found = self._tallied("source", brand, since, until)[:limit]
        names = dict(self.db.execute("SELECT id, name FROM source").fetchall())
        return tuple(replace(each, name=names.get(each.name, "")) for each in found)

    def _tallied(self, what: str, brand: str, since: datetime, until: datetime) -> tuple[Tally, ...]:
        """The whole days of the time are counted already; only what is left at its ends is read."""
        first, last = -(-stamp(since) // DAY) * DAY, stamp(until) // DAY * DAY
        if first >= last:
            first = last = stamp(until)
        said = f"""
            SELECT {what} AS name, 1 AS total, tone = 'negative' AS negative, tone = 'positive' AS positive
            FROM mention INDEXED BY mention_all WHERE muted = '' {_brand(brand)} AND
        """  # noqa: S608
        rows = self.db.execute(
            f"""
            SELECT name, sum(total), sum(negative), sum(positive) FROM (
              SELECT {what} AS name, total, negative, positive FROM day
              WHERE start >= :first AND start < :last {_brand(brand)}
              UNION ALL {said} at >= :since AND at < :first
              UNION ALL {said} at >= :last AND at < :until
            ) GROUP BY 1 HAVING sum(total) > 0 ORDER BY 2 DESC, 1
            """,  # noqa: S608
            _values(brand, since, until) | {"first": first, "last": last},
        ).fetchall()
        return tuple(Tally(*row) for row in rows)

    def _whole(self, since: datetime, until: datetime) -> bool:
        """Whether it is long, and of whole days."""
        first, last = stamp(since), stamp(until)
        return last - first > LONG and first % DAY == 0 and last % DAY == 0

    def authors(
        self, brand: str, since: datetime, until: datetime, limit: int = 10, tone: str = ""
    ) -> tuple[Tally, ...]:
        """Who said most; most of one *tone*, where one is given."""
        sounding = f"{_brand(brand)} {'AND tone = :tone' if tone else ''}"
        values = _values(brand, since, until) | {"tone": tone}
        rows = self.db.execute(f"SELECT author FROM mention INDEXED BY mention_all {_SAID} {sounding}", values)  # noqa: S608
        said = Counter(author for (author,) in rows)  # a third of the time that a sorted group takes
        del said[""]
        loudest = sorted(said, key=lambda author: (-said[author], author))[:limit]
        return tuple(self._author(author, values, brand) for author in loudest)

    def _author(self, author: str, values: dict[str, Any], brand: str) -> Tally:
        row = self.db.execute(
            f"""
            SELECT count(*), sum(tone = 'negative'), sum(tone = 'positive') FROM mention INDEXED BY mention_author
            WHERE author = :author AND author != '' AND at >= :since AND at < :until AND muted = '' {_brand(brand)}
            """,  # noqa: S608
            values | {"author": author},
        ).fetchone()
        return Tally(author, *row)

    def families(self, brand: str, since: datetime, until: datetime, limit: int = 6) -> tuple[Family, ...]:
        """What was copied most."""
        rows = self.db.execute(
            """
            SELECT min(at || '.' || id), count(*), count(DISTINCT source)
            FROM mention WHERE brand = ? AND at >= ? AND at < ? AND fingerprint != '' AND muted = ''
            GROUP BY fingerprint HAVING count(*) > 1 ORDER BY count(*) DESC, 1 LIMIT ?
            """,
            [brand, stamp(since), stamp(until), limit],
        ).fetchall()
        return tuple(Family(int(first.partition(".")[2]), total, sources) for first, total, sources in rows)


def _values(brand: str, since: datetime, until: datetime) -> dict[str, Any]:
    return {"brand": brand, "since": stamp(since), "until": stamp(until)}


def _brand(brand: str) -> str:
    return "AND brand = :brand" if brand else ""


def _delay(kind: str, taken: list[int]) -> Delay:
    last = len(taken) - 1
    return Delay(kind, len(taken), taken[last // 2], taken[round(last * 0.95)])
