"""The incidents and what was decided to tell of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, cast

from sqlite_utils import Database
from sqlite_utils.db import Table

from monitor.model import Alert, AlertKind, Bar, DeliveryState, Incident, Telling, Told, Verdict
from monitor.store import codec
from monitor.store.mentions import Mentions
from monitor.store.seals import SEALED, seal
from monitor.store.times import moment, stamp


@lru_cache(maxsize=4096)
def _read(record: str) -> Incident:
    """Read once: what lives, and what was told of it, is looked at each time that a brand is judged."""
    return codec.load(Incident, record)


def _incident(row: dict[str, Any]) -> Incident:
    return replace(_read(row["record"]), id=row["id"])


def _id(table: Table) -> int:
    return int(cast("int", table.last_pk))


class Incidents:
    """Crises with a life."""

    def __init__(self, db: Database, mentions: Mentions) -> None:
        self.db = db
        self.mentions = mentions

    def latest(self, brand: str) -> Incident | None:
        """The last incident of *brand*, whatever its state."""
        rows = self.db.query("SELECT * FROM incident WHERE brand = ? ORDER BY id DESC LIMIT 1", [brand])
        return next(map(_incident, rows), None)

    def recent(self, brand: str, since: datetime) -> tuple[Incident, ...]:
        """The incidents of *brand* that live or ended after *since*, the newest first."""
        rows = self.db.query(
            "SELECT * FROM incident WHERE brand = ? AND (state != 'resolved' OR resolved_at >= ?) ORDER BY id DESC",
            [brand, stamp(since)],
        )
        return tuple(map(_incident, rows))

    def get(self, incident: int) -> Incident | None:
        return next(map(_incident, self.db.query("SELECT * FROM incident WHERE id = ?", [incident])), None)

    def all(self, limit: int = 50, before: int | None = None) -> tuple[Incident, ...]:
        """The newest first; those before the incident *before*."""
        rows = self.db.query(
            "SELECT * FROM incident WHERE :before IS NULL OR id < :before ORDER BY id DESC LIMIT :limit",
            {"before": before, "limit": limit},
        )
        return tuple(map(_incident, rows))

    def save(self, incident: Incident) -> Incident:
        """The incident, with its id once it has one."""
        row = {
            "brand": incident.brand,
            "state": incident.state.value,
            "opened_at": stamp(incident.opened_at),
            "resolved_at": stamp(incident.resolved_at),
            "record": codec.dump(incident),
        }
        if incident.id:
            self.db.table("incident").update(incident.id, row)
            return incident
        return replace(incident, id=_id(self.db.table("incident").insert(row)))

    def announce(self, alert: Alert, tellings: Iterable[Telling]) -> Alert:
        """The alert and one delivery for each of *tellings*: what was decided, before anybody is
        told. What still waits there of the same incident is overtaken by it."""
        last = self.db.execute("SELECT max(number) FROM alert WHERE incident = ?", [alert.incident.id]).fetchone()[0]
        number = int(last or 0) + 1
        row = {
            "incident": alert.incident.id,
            "number": number,
            "kind": alert.kind.value,
            "at": stamp(alert.at),
            "verdict": codec.dump(alert.verdict),
            "snapshot": codec.dump(alert.incident),
            "quotes": codec.dump([mention.id for mention in alert.quotes]),
            "curve": codec.dump(alert.curve),
        }
        kept = row | {"seal": seal(*(row[name] for name in SEALED["alert"]))}
        saved = replace(alert, id=_id(self.db.table("alert").insert(kept)), number=number)
        for telling in tellings:
            if telling.fate is DeliveryState.WAITING:
                self._overtake(saved, telling.target)
            row = {"alert": saved.id, "target": telling.target, "state": telling.fate.value, "due_at": stamp(alert.at)}
            self.db.table("delivery").insert(row | {"hold": telling.hold.value, "error": telling.why})
        return saved

    def _overtake(self, alert: Alert, target: str) -> None:
        self.db.execute(
            """
            UPDATE delivery SET state = 'folded', hold = 'overtaken', ended_at = ?
            WHERE state = 'waiting' AND target = ? AND alert IN (SELECT id FROM alert WHERE incident = ?)
            """,
            [stamp(alert.at), target, alert.incident.id],
        )

    def withdraw(self, incident: int, since: datetime, now: datetime) -> None:
        """That it is over, as was decided *since*, is told to nobody any more who cannot have heard of it yet."""
        self.db.execute(
            """
            UPDATE delivery SET state = 'folded', hold = 'withdrawn', ended_at = ?
            WHERE (state IN ('waiting', 'held') OR (state = 'folded' AND hold != 'outage')) AND NOT repeat
              AND alert IN (SELECT id FROM alert WHERE incident = ? AND kind = 'resolved' AND at >= ?)
            """,
            [stamp(now), incident, stamp(since)],
        )

    def told(self, incident: int) -> tuple[Told, ...]:
        """What was decided to tell of it and to whom, oldest first, without what was held or withdrawn."""
        rows = self.db.query(
            """
            SELECT delivery.target, delivery.state, delivery.hold, alert.kind, alert.at, alert.snapshot,
              json_extract(alert.verdict, '$.figures.negatives') AS negatives
            FROM delivery JOIN alert ON alert.id = delivery.alert
            WHERE alert.incident = ? AND delivery.state != 'held' AND delivery.hold != 'withdrawn' ORDER BY delivery.id
            """,
            [incident],
        )
        return tuple(
            Told(
                target=row["target"],
                kind=AlertKind(row["kind"]),
                at=moment(row["at"]),
                incident=_read(row["snapshot"]),
                negatives=row["negatives"],
                folded=row["state"] == "folded" and row["hold"] != "outage",  # the digest of an outage tells it
            )
            for row in rows
        )

    def alert(self, alert: int) -> Alert | None:
        return next(map(self._alert, self.db.query("SELECT * FROM alert WHERE id = ?", [alert])), None)

    def alerts(self, limit: int = 50, incident: int | None = None) -> tuple[Alert, ...]:
        """The newest first."""
        rows = self.db.query(
            "SELECT * FROM alert WHERE :incident IS NULL OR incident = :incident ORDER BY id DESC LIMIT :limit",
            {"incident": incident, "limit": limit},
        )
        return tuple(map(self._alert, rows))

    def _alert(self, row: dict[str, Any]) -> Alert:
        quotes = (self.mentions.get(each) for each in codec.load_all(int, row["quotes"]))
        return Alert(
            kind=AlertKind(row["kind"]),
            at=moment(row["at"]),
            incident=replace(codec.load(Incident, row["snapshot"]), id=row["incident"]),
            verdict=codec.load(Verdict, row["verdict"]),
            quotes=tuple(mention for mention in quotes if mention),
            number=row["number"],
            id=row["id"],
            curve=codec.load_all(Bar, row["curve"]),
        )

    def forget(self, now: datetime, keep: timedelta) -> None:
        """Incidents that ended longer than *keep* ago, with their alerts, once every delivery has ended."""
        ended = """
            SELECT id FROM incident WHERE resolved_at < ? AND id NOT IN (
              SELECT incident FROM alert JOIN delivery ON delivery.alert = alert.id
              WHERE delivery.state IN ('waiting', 'sending'))
        """
        edge = [stamp(now - keep)]
        alerts = f"SELECT id FROM alert WHERE incident IN ({ended})"  # noqa: S608
        self.db.execute(f"DELETE FROM delivery WHERE alert IN ({alerts})", edge)  # noqa: S608
        self.db.execute(f"DELETE FROM alert WHERE incident IN ({ended})", edge)  # noqa: S608
        self.db.execute(f"DELETE FROM incident WHERE id IN ({ended})", edge)  # noqa: S608
