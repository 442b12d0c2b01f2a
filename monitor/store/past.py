"""The past as a judge is shown it: samples of mentions, whole hours, and since when a brand is watched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from monitor.errors import StoreError
from monitor.model import History, Hour, Item, Rating, Sample
from monitor.store import codec
from monitor.store.times import moment, stamp

HOUR = 3600

_SAMPLES = """
SELECT mention.id, mention.brand, mention.at, mention.seen_at, source.name AS source, item.author, item.title,
  item.text, item.reach, item.rating, mention.fingerprint, mention.sentiment, mention.tone, mention.insult,
  mention.accusation
FROM mention JOIN item ON item.id = mention.item JOIN source ON source.id = item.source
"""


def _sample(row: dict[str, Any], weights: Mapping[str, float]) -> Sample:
    return Sample(
        id=row["id"],
        at=moment(row["at"]),
        source=row["source"],
        author=row["author"],
        fingerprint=row["fingerprint"],
        prose=Item("", title=row["title"], text=row["text"]).prose,
        sentiment=row["sentiment"],
        negative=row["tone"] == "negative",
        insult=row["insult"] == "likely",
        accusation=row["accusation"] == "likely",
        weight=weights.get(row["source"], 1.0),
        reach=row["reach"],
        rating=codec.load(Rating, row["rating"]).share if row["rating"] else None,
        seen_at=moment(row["seen_at"]),
    )


class Past:
    """What was said of each brand, when; mentions that a rule mutes are left out."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def watch(self, brands: tuple[str, ...], now: datetime) -> None:
        """Remember since when these brands are watched."""
        rows = [(brand, stamp(now)) for brand in brands]
        self.db.conn.executemany("INSERT INTO watch (brand, since) VALUES (?, ?) ON CONFLICT DO NOTHING", rows)

    def since(self, brand: str) -> datetime:
        """Since when *brand* is watched."""
        row = self.db.execute("SELECT since FROM watch WHERE brand = ?", [brand]).fetchone()
        if not row:
            raise StoreError(f"the brand {brand} is not watched", hint="add it to `brands:`")
        since: datetime = moment(row[0])
        return since

    def history(
        self, brand: str, now: datetime, *, window: timedelta, back: timedelta, weights: Mapping[str, float]
    ) -> History:
        """A brand's past: its samples of the last *window*, its whole hours of the time *back* before that."""
        since = self.since(brand)
        samples = self._samples(brand, now - window, now, weights)
        return History(brand, max(since, now - back), samples, self._hours(brand, now, back) if back else ())

    def heard(self, after: int, weights: Mapping[str, float]) -> Iterator[tuple[str, Sample]]:
        """The mentions that were stored after the one with the id *after*, each with its brand, in that order."""
        rows = self.db.query(f"{_SAMPLES} WHERE mention.id > ? AND mention.muted = '' ORDER BY mention.id", [after])
        return ((row["brand"], _sample(row, weights)) for row in rows)

    def heard_of(self, brand: str, after: int, since: datetime, weights: Mapping[str, float]) -> Iterator[Sample]:
        """Those of one brand that were said *since* then."""
        rows = self.db.query(
            f"{_SAMPLES} WHERE mention.brand = ? AND mention.at >= ? AND mention.id > ? AND mention.muted = ''"
            " ORDER BY mention.id",
            [brand, stamp(since), after],
        )
        return (_sample(row, weights) for row in rows)

    def archive(
        self, brand: str, start: datetime, end: datetime, *, back: timedelta, weights: Mapping[str, float]
    ) -> History:
        """All that was said of *brand* between both, with the whole hours of the time *back* before *start* as well."""
        known = self.db.execute("SELECT since FROM watch WHERE brand = ?", [brand]).fetchone()
        earliest = self.db.execute("SELECT min(at) FROM mention WHERE brand = ?", [brand]).fetchone()[0]
        since = min(stamp(end) if each is None else each for each in (known and known[0], earliest))
        samples = self._samples(brand, start, end, weights)
        return History(brand, moment(since), samples, self._hours(brand, end, end - start + back))

    def _samples(self, brand: str, start: datetime, end: datetime, weights: Mapping[str, float]) -> tuple[Sample, ...]:
        said = "mention.brand = ? AND mention.at > ? AND mention.at <= ? AND mention.muted = ''"
        rows = self.db.query(
            f"{_SAMPLES} WHERE {said} ORDER BY mention.at, mention.id", [brand, stamp(start), stamp(end)]
        )
        return tuple(_sample(row, weights) for row in rows)

    def _hours(self, brand: str, now: datetime, back: timedelta) -> tuple[Hour, ...]:
        this_hour = stamp(now) // HOUR * HOUR
        rows = self.db.execute(
            f"""
            SELECT at / {HOUR} * {HOUR} AS hour, count(*), count(DISTINCT iif(tone = 'negative', fingerprint, NULL))
            FROM mention WHERE brand = ? AND at >= ? AND at < ? AND muted = '' GROUP BY hour ORDER BY hour
            """,  # noqa: S608
            [brand, this_hour - int(back.total_seconds()), this_hour],
        )
        return tuple(Hour(moment(hour), total, negatives) for hour, total, negatives in rows)
