"""The incidents and what was decided to tell of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, cast

from sqlite_utils import Database
from sqlite_utils.db import Table

from monitor.model import Alert, AlertKind, Incident, Verdict
from monitor.store import codec
from monitor.store.mentions import Mentions
from monitor.store.times import moment, stamp


def _incident(row: dict[str, Any]) -> Incident:
    return replace(codec.load(Incident, row["record"]), id=row["id"])


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

    def get(self, incident: int) -> Incident | None:
        return next(map(_incident, self.db.query("SELECT * FROM incident WHERE id = ?", [incident])), None)

    def all(self, limit: int = 50) -> tuple[Incident, ...]:
        """The newest first."""
        return tuple(map(_incident, self.db.query("SELECT * FROM incident ORDER BY id DESC LIMIT ?", [limit])))

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

    def announce(self, alert: Alert, targets: Sequence[str]) -> Alert:
        """The alert and one waiting delivery for each of *targets*: what was decided, before anybody is told."""
        told = self.db.execute("SELECT count(*) FROM alert WHERE incident = ?", [alert.incident.id]).fetchone()[0]
        row = {
            "incident": alert.incident.id,
            "number": told + 1,
            "kind": alert.kind.value,
            "at": stamp(alert.at),
            "verdict": codec.dump(alert.verdict),
            "snapshot": codec.dump(alert.incident),
            "quotes": codec.dump([mention.id for mention in alert.quotes]),
        }
        saved = replace(alert, id=_id(self.db.table("alert").insert(row)), number=told + 1)
        self.db.table("delivery").insert_all(
            {"alert": saved.id, "target": target, "state": "waiting", "due_at": stamp(alert.at)} for target in targets
        )
        return saved

    def told(self, incident: int) -> frozenset[str]:
        """The targets that were to be told of this incident."""
        rows = self.db.execute(
            "SELECT DISTINCT target FROM delivery JOIN alert ON alert.id = delivery.alert WHERE alert.incident = ?",
            [incident],
        )
        return frozenset(row[0] for row in rows)

    def said(self, incident: int, since: datetime) -> int:
        """How many messages this incident has made since then; its end is not one of them."""
        row = self.db.execute(
            "SELECT count(*) FROM alert WHERE incident = ? AND at >= ? AND kind != 'resolved'", [incident, stamp(since)]
        ).fetchone()
        return int(row[0])

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
