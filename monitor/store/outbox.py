"""The outbox: one row for each alert, digest or handover and target, committed before anybody is told."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from monitor.errors import StoreError
from monitor.model import Alert, AlertKind, Delivery, DeliveryState, Digest, Handover, Hold, Incident, Missed
from monitor.store import codec
from monitor.store.digests import Digests
from monitor.store.handovers import Handovers
from monitor.store.incidents import Incidents
from monitor.store.receipts import Call, Noted
from monitor.store.times import moment, stamp

CUT_OFF, UNANSWERED = 1, 2  # why a delivery may be a repeat: a restart, of which a second one parks it; or silence


@dataclass(frozen=True, slots=True)
class Waiting:
    """A *delivery* that waits, and what it is to tell."""

    delivery: int
    missed: Missed


@dataclass(frozen=True, slots=True)
class Logged:
    """A line of the delivery log: *what* was told (alert, digest, handover), *of* which incident or mention, 0 for a
    digest; *state* is `withdrawn` where it was taken back; *receipt* is what the other side said, *repeat* whether it
    may have arrived twice."""

    id: int
    target: str
    what: str
    of: int
    kind: str
    state: str
    attempts: int
    at: datetime
    error: str
    receipt: str
    repeat: bool


class Outbox:
    """What is still to be told, and what became of what was."""

    def __init__(self, db: Database, incidents: Incidents, digests: Digests, handovers: Handovers) -> None:
        self.db = db
        self.incidents = incidents
        self.digests = digests
        self.handovers = handovers

    def due(self, now: datetime, going: Iterable[Call] = ()) -> tuple[Delivery, ...]:
        """The oldest open delivery of each target, if its time has come: a target is told things in their order.

        A call of which no end was written down in time (the disk was full, somebody's plug broke) was cut off too; not
        one that is *going* on, whatever the clock says.
        """
        self._recover(now, "due_at <= :now AND id NOT IN (SELECT value FROM json_each(:which))", going)
        self._bury(now)
        rows = self.db.query(
            """
            SELECT * FROM delivery WHERE state = 'waiting' AND due_at <= ? AND id IN (
              SELECT min(id) FROM delivery WHERE state IN ('waiting', 'sending') GROUP BY target)
            ORDER BY id
            """,
            [stamp(now)],
        )
        return tuple(self._deliveries(list(rows)))

    def _bury(self, now: datetime) -> None:
        """A mention that was erased is handed over to nobody."""
        self.db.execute(
            """
            UPDATE delivery SET state = 'failed', ended_at = ?, error = 'the mention is no more'
            WHERE state = 'waiting' AND handover IN (
              SELECT id FROM handover WHERE mention NOT IN (SELECT id FROM mention))
            """,
            [stamp(now)],
        )

    def claim(self, delivery: Delivery, until: datetime) -> Delivery | None:
        """The delivery in state `sending`, on the disk before the call is made; None if somebody else has it, or has
        tried it since it was read.

        *until* is when the call will have ended, however it ends.
        """
        attempts = delivery.attempts + 1
        cursor = self.db.execute(
            """
            UPDATE delivery SET state = 'sending', attempts = ?, due_at = ?
            WHERE id = ? AND state = 'waiting' AND attempts = ?
            """,
            [attempts, stamp(until), delivery.id, delivery.attempts],
        )
        return replace(delivery, state=DeliveryState.SENDING, attempts=attempts) if cursor.rowcount == 1 else None

    def sent(self, delivery: Delivery, receipt: str, now: datetime) -> Delivery:
        return self._end(replace(delivery, state=DeliveryState.SENT, error=""), receipt, now)

    def failed(self, delivery: Delivery, error: str, now: datetime) -> Delivery:
        """It will not be tried again; it stays to be seen."""
        return self._end(replace(delivery, state=DeliveryState.FAILED, error=error), "", now)

    def postpone(self, delivery: Delivery, error: str, due_at: datetime, *, doubt: bool = False) -> Delivery:
        """Back to waiting; with a *doubt*, it may have arrived."""
        self.db.execute(
            """
            UPDATE delivery SET state = 'waiting', error = ?, due_at = ?, repeat = iif(? AND NOT repeat, ?, repeat)
            WHERE id = ?
            """,
            [error, stamp(due_at), doubt, UNANSWERED, delivery.id],
        )
        repeat = delivery.repeat or doubt
        return replace(delivery, state=DeliveryState.WAITING, error=error, due_at=due_at, repeat=repeat)

    def backlog(self, target: str) -> tuple[Waiting, ...]:
        """The alerts that *target* has still to be told, oldest first."""
        rows = self.db.query(
            """
            SELECT delivery.id, alert.kind, alert.at, incident.id AS incident, incident.record
            FROM delivery JOIN alert ON alert.id = delivery.alert JOIN incident ON incident.id = alert.incident
            WHERE delivery.target = ? AND delivery.state = 'waiting' ORDER BY delivery.id
            """,
            [target],
        )
        return tuple(
            Waiting(
                row["id"],
                Missed(
                    replace(codec.load(Incident, row["record"]), id=row["incident"]),
                    AlertKind(row["kind"]),
                    moment(row["at"]),
                    Hold.OUTAGE,
                ),
            )
            for row in rows
        )

    def fold(self, deliveries: Iterable[int], now: datetime) -> None:
        """They are named in the digest of an outage, and not sent by themselves."""
        for delivery in deliveries:
            self.db.execute(
                "UPDATE delivery SET state = 'folded', hold = 'outage', error = ?, ended_at = ? WHERE id = ?",
                ["named in the digest of the outage", stamp(now), delivery],
            )

    def waits(self) -> dict[str, tuple[int, datetime]]:
        """Of each target that has still to be told something: how many messages, and since when the oldest waits."""
        rows = self.db.execute(
            """
            SELECT delivery.target, count(*), min(coalesce(alert.at, digest.at, handover.at)) FROM delivery
            LEFT JOIN alert ON alert.id = delivery.alert LEFT JOIN digest ON digest.id = delivery.digest
            LEFT JOIN handover ON handover.id = delivery.handover
            WHERE delivery.state IN ('waiting', 'sending') GROUP BY delivery.target
            """
        ).fetchall()
        return {target: (count, moment(oldest)) for target, count, oldest in rows}

    def _end(self, delivery: Delivery, receipt: str, now: datetime) -> Delivery:
        told = {"state": delivery.state.value, "error": delivery.error, "receipt": receipt, "ended_at": stamp(now)}
        self.db.table("delivery").update(delivery.id, told)
        return delivery

    def heed(self, noted: Noted, now: datetime) -> None:
        """End what is still being sent, and was answered as it is *noted*; what was refused, or never begun, waits
        again."""
        taken = "state = 'sent', error = '', receipt = :receipt, ended_at = :now"
        refused = "state = 'waiting', error = 'it was not taken', due_at = :now"
        for (delivery, attempts), receipt in noted.items():
            self.db.execute(
                f"""
                UPDATE delivery SET {taken if receipt else refused}
                WHERE id = :id AND attempts = :attempts AND state = 'sending'
                """,  # noqa: S608
                {"receipt": receipt, "now": stamp(now), "id": delivery, "attempts": attempts},
            )

    def sending(self) -> frozenset[Call]:
        """The calls of which no end was written down."""
        rows = self.db.execute("SELECT id, attempts FROM delivery WHERE state = 'sending'").fetchall()
        return frozenset(map(tuple, rows))

    def recover(self, calls: Iterable[Call], now: datetime) -> int:
        """After a crash: what was being sent may have arrived or not. It is sent once more, marked as a possible
        repeat; if that was cut off too, it is parked as `unknown`, to be seen. Returns how many were found."""
        return self._recover(now, "id IN (SELECT value FROM json_each(:which))", calls)

    def _recover(self, now: datetime, where: str, calls: Iterable[Call]) -> int:
        which = json.dumps([delivery for delivery, _ in calls])
        values = {"now": stamp(now), "error": "cut off twice: it may or may not have arrived", "which": which}
        parked = self.db.execute(
            f"""
            UPDATE delivery SET state = 'unknown', ended_at = :now, error = :error
            WHERE state = 'sending' AND repeat = {CUT_OFF} AND {where}
            """,  # noqa: S608
            values,
        )
        again = self.db.execute(
            f"""
            UPDATE delivery SET state = 'waiting', repeat = {CUT_OFF}, due_at = :now
            WHERE state = 'sending' AND {where}
            """,  # noqa: S608
            values,
        )
        return int(parked.rowcount + again.rowcount)

    def move(self, by: timedelta) -> None:
        """What waits, and what is being sent, is due by so much later (or earlier)."""
        seconds = round(by.total_seconds())
        self.db.execute("UPDATE delivery SET due_at = due_at + ? WHERE state IN ('waiting', 'sending')", [seconds])

    def reset(self, now: datetime) -> None:
        """What waits until a time that a clock told which was ahead is due: the clock was, where what is to be told, or
        a source that was asked, is of the future now."""
        self.db.execute(
            """
            UPDATE delivery SET due_at = :now WHERE state = 'waiting' AND due_at > :now AND (
              EXISTS (SELECT 1 FROM source WHERE polled_at > :now)
              OR alert IN (SELECT id FROM alert WHERE at > :now)
              OR digest IN (SELECT id FROM digest WHERE at > :now)
              OR handover IN (SELECT id FROM handover WHERE at > :now))
            """,
            {"now": stamp(now)},
        )

    def of(self, alert: int) -> tuple[Delivery, ...]:
        rows = self.db.query("SELECT * FROM delivery WHERE alert = ? ORDER BY id", [alert])
        return tuple(self._deliveries(list(rows)))

    def ended(self, delivery: int) -> datetime | None:
        """When it was sent, or given up."""
        row = self.db.execute("SELECT ended_at FROM delivery WHERE id = ?", [delivery]).fetchone()
        return moment(row[0]) if row and row[0] else None

    def log(self, limit: int = 200) -> tuple[Logged, ...]:
        """The newest first."""
        rows = self.db.execute(
            """
            SELECT delivery.id, target,
              iif(delivery.alert IS NOT NULL, 'alert', iif(delivery.digest IS NOT NULL, 'digest', 'handover')),
              coalesce(alert.incident, handover.mention, 0), coalesce(alert.kind, ''),
              iif(hold = 'withdrawn', 'withdrawn', delivery.state), attempts,
              coalesce(ended_at, due_at), error, receipt, repeat
            FROM delivery LEFT JOIN alert ON alert.id = delivery.alert
            LEFT JOIN handover ON handover.id = delivery.handover ORDER BY delivery.id DESC LIMIT ?
            """,
            [limit],
        ).fetchall()
        return tuple(
            Logged(number, target, what, of, kind, state, attempts, moment(at), error, receipt, bool(repeat))
            for number, target, what, of, kind, state, attempts, at, error, receipt, repeat in rows
        )

    def again(self, delivery: int, now: datetime) -> bool:
        """Let it wait once more, marked as what may have arrived; False where it has not failed."""
        cursor = self.db.execute(
            """
            UPDATE delivery SET state = 'waiting', repeat = 1, attempts = 0, due_at = ?, ended_at = NULL, error = ''
            WHERE id = ? AND state IN ('failed', 'unknown')
            """,
            [stamp(now), delivery],
        )
        return cursor.rowcount == 1

    def count(self) -> dict[str, int]:
        """How many deliveries, by state."""
        return dict(self.db.execute("SELECT state, count(*) FROM delivery GROUP BY state").fetchall())

    def _deliveries(self, rows: list[dict[str, Any]]) -> Iterator[Delivery]:
        for row in rows:
            alert = self._told(row)
            yield Delivery(
                alert=alert,
                target=row["target"],
                state=DeliveryState(row["state"]),
                attempts=row["attempts"],
                due_at=moment(row["due_at"]),
                error=row["error"],
                repeat=bool(row["repeat"]),
                hold=Hold(row["hold"]),
                id=row["id"],
                thread=self._thread(alert, row["target"]) if isinstance(alert, Alert) else "",
            )

    def _told(self, row: dict[str, Any]) -> Alert | Digest | Handover:
        told: Alert | Digest | Handover | None
        if row["handover"]:
            told = self.handovers.get(row["handover"])
        else:
            told = self.incidents.alert(row["alert"]) if row["alert"] else self.digests.get(row["digest"])
        if not told:
            raise StoreError(f"delivery {row['id']} has lost what it tells", hint="run: vigie doctor")
        return told

    def _thread(self, alert: Alert, target: str) -> str:
        """The receipt of the last message of this incident that the target got."""
        row = self.db.execute(
            """
            SELECT receipt FROM delivery JOIN alert ON alert.id = delivery.alert
            WHERE alert.incident = ? AND delivery.target = ? AND delivery.state = 'sent'
            ORDER BY delivery.id DESC LIMIT 1
            """,
            [alert.incident.id, target],
        ).fetchone()
        return str(row[0]) if row else ""
