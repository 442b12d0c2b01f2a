"""The digests: what periods were like, and what was not told meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlite_utils import Database

from monitor.model import AlertKind, Digest, Hold, Incident, Mention, Missed, Tally
from monitor.store import codec
from monitor.store.mentions import Mentions
from monitor.store.times import moment, stamp

WORST = 3
SECOND = timedelta(seconds=1)


class Digests:
    """Of mentions a digest keeps only the ids: what retention takes away, it takes from here as well."""

    def __init__(self, db: Database, mentions: Mentions) -> None:
        self.db = db
        self.mentions = mentions

    def last(self, target: str, now: datetime) -> datetime | None:
        """Until when *target* has its digests; one that a clock which was ahead has made for later does not count."""
        regular = "json_extract(json_extract(record, '$.digest'), '$.rhythm') != 'outage'"
        sql = f"SELECT max(at) FROM digest WHERE target = ? AND at <= ? AND {regular}"  # noqa: S608
        return self._moment(sql, target, stamp(now))

    def since(self) -> datetime | None:
        """Since when anything is watched."""
        return self._moment("SELECT min(since) FROM watch")

    def _moment(self, sql: str, *values: str | int) -> datetime | None:
        found: int | None = self.db.execute(sql, values).fetchone()[0]
        return moment(found)

    def free(self, target: str, now: datetime) -> datetime:
        """From when on no digest of *target* stands in the way of another, which has a second of its own."""
        last = self._moment("SELECT max(at) FROM digest WHERE target = ?", target)
        return max(now, last + SECOND) if last else now

    def post(self, digest: Digest, target: str, *, send: bool) -> Digest:
        """The digest, with its id, and a waiting delivery if it is to be sent."""
        bare = replace(digest, tallies=tuple(replace(each, quotes=()) for each in digest.tallies))
        quotes = [[mention.id for mention in tally.quotes] for tally in digest.tallies]
        record = {"digest": codec.dump(bare), "quotes": quotes}
        row = {"target": target, "at": stamp(digest.at), "record": codec.dump(record)}
        number = int(cast("int", self.db.table("digest").insert(row).last_pk))
        if send:
            told = {"digest": number, "target": target, "state": "waiting", "due_at": stamp(digest.at)}
            self.db.table("delivery").insert(told)
        return replace(digest, id=number)

    def get(self, digest: int) -> Digest | None:
        return next(map(self._digest, self.db.query("SELECT * FROM digest WHERE id = ?", [digest])), None)

    def _digest(self, row: dict[str, Any]) -> Digest:
        record = codec.load(dict, row["record"])
        bare = codec.load(Digest, record["digest"])
        tallies = (
            replace(tally, quotes=self._quotes(ids)) for tally, ids in zip(bare.tallies, record["quotes"], strict=True)
        )
        return replace(bare, tallies=tuple(tallies), id=row["id"])

    def _quotes(self, ids: list[int]) -> tuple[Mention, ...]:
        return tuple(mention for mention in map(self.mentions.get, ids) if mention)

    def missed(self, target: str, start: datetime, end: datetime) -> tuple[Missed, ...]:
        """What was decided between both and not sent to *target*."""
        rows = self.db.query(
            """
            SELECT alert.kind, alert.at, delivery.hold, incident.id, incident.record,
              max(alert.at, coalesce(delivery.ended_at, 0)) AS decided
            FROM delivery JOIN alert ON alert.id = delivery.alert JOIN incident ON incident.id = alert.incident
            WHERE delivery.target = ? AND delivery.state IN ('held', 'folded', 'failed', 'unknown')
              AND decided >= ? AND decided < ? AND alert.kind != 'updated'
              AND delivery.hold NOT IN ('outage', 'withdrawn')
            ORDER BY delivery.id
            """,
            [target, stamp(start), stamp(end)],
        )
        return tuple(
            Missed(
                incident=replace(codec.load(Incident, row["record"]), id=row["id"]),
                kind=AlertKind(row["kind"]),
                at=moment(row["at"]),
                hold=Hold(row["hold"]) or Hold.FAILED,
            )
            for row in rows
        )

    def tally(self, brand: str, start: datetime, end: datetime) -> Tally:
        """What was said of *brand* from *start* to *end*."""
        total, negatives = self._count(brand, start, end)
        total_before, negatives_before = self._count(brand, start - (end - start), start)
        return Tally(
            brand,
            total,
            negatives,
            total_before,
            negatives_before,
            self._incidents(brand, start, end),
            self._worst(brand, start, end),
        )

    def _count(self, brand: str, start: datetime, end: datetime) -> tuple[int, int]:
        row = self.db.execute(
            """
            SELECT count(*), count(DISTINCT iif(tone = 'negative', fingerprint, NULL)) FROM mention
            WHERE brand = ? AND at >= ? AND at < ? AND muted = ''
            """,
            [brand, stamp(start), stamp(end)],
        ).fetchone()
        return int(row[0]), int(row[1])

    def _incidents(self, brand: str, start: datetime, end: datetime) -> tuple[Incident, ...]:
        rows = self.db.query(
            """
            SELECT * FROM incident
            WHERE brand = ? AND opened_at < ? AND (state != 'resolved' OR resolved_at >= ?) ORDER BY id
            """,
            [brand, stamp(end), stamp(start)],
        )
        return tuple(replace(codec.load(Incident, row["record"]), id=row["id"]) for row in rows)

    def _worst(self, brand: str, start: datetime, end: datetime) -> tuple[Mention, ...]:
        rows = self.db.execute(
            """
            SELECT min(mention.id) FROM mention JOIN item ON item.id = mention.item
            WHERE brand = ? AND at >= ? AND at < ? AND tone = 'negative' AND muted = ''
            GROUP BY fingerprint
            ORDER BY max(accusation = 'likely') DESC, max(insult = 'likely') DESC, max(coalesce(item.reach, 0)) DESC,
              min(sentiment)
            LIMIT ?
            """,
            [brand, stamp(start), stamp(end), WORST],
        ).fetchall()
        return self._quotes([row[0] for row in rows])

    def forget(self, now: datetime, keep: timedelta) -> None:
        """Digests older than *keep* that have arrived, or never will. The last of each target stays: the next one
        begins where it ended."""
        old = """
            SELECT id FROM digest WHERE at < ? AND id NOT IN (SELECT max(id) FROM digest GROUP BY target)
              AND id NOT IN (SELECT digest FROM delivery WHERE state IN ('waiting', 'sending') AND digest IS NOT NULL)
        """
        edge = [stamp(now - keep)]
        self.db.execute(f"DELETE FROM delivery WHERE digest IN ({old})", edge)  # noqa: S608
        self.db.execute(f"DELETE FROM digest WHERE id IN ({old})", edge)  # noqa: S608
