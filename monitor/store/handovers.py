"""What was handed over: mentions that somebody asks a target to look at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from sqlite_utils import Database

from monitor.model import Handover
from monitor.store.mentions import Mentions
from monitor.store.times import moment, stamp


@dataclass(frozen=True, slots=True)
class Handed:
    """That *mention* was handed over to *target*, and what became of telling so: the *state* of its delivery, or
    `withdrawn`."""

    mention: int
    target: str
    state: str


class Handovers:
    def __init__(self, db: Database, mentions: Mentions) -> None:
        self.db = db
        self.mentions = mentions

    def hand(self, handover: Handover, act: int, target: str) -> Handover:
        """The handover with its id, and one delivery to *target*: decided before anybody is told."""
        row = {
            "act": act,
            "mention": handover.mention.id,
            "who": handover.who,
            "word": handover.word,
            "at": stamp(handover.at),
        }
        number = int(cast("int", self.db.table("handover").insert(row).last_pk))
        delivery = {"handover": number, "target": target, "state": "waiting", "due_at": stamp(handover.at)}
        self.db.table("delivery").insert(delivery)
        return replace(handover, id=number)

    def get(self, number: int) -> Handover | None:
        """None where its mention is no more."""
        row = self.db.execute("SELECT mention, who, word, at FROM handover WHERE id = ?", [number]).fetchone()
        mention = self.mentions.get(row[0]) if row else None
        return Handover(mention, moment(row[3]), row[1], row[2], number) if mention else None

    def withdraw(self, act: int, now: datetime) -> None:
        """What was not told yet is not told any more."""
        self.db.execute(
            """
            UPDATE delivery SET state = 'folded', hold = 'withdrawn', ended_at = ?
            WHERE state = 'waiting' AND handover IN (SELECT id FROM handover WHERE act = ?)
            """,
            [stamp(now), act],
        )

    def of(self, mention: int) -> tuple[Handed, ...]:
        rows = self.db.execute(
            """
            SELECT handover.mention, delivery.target, iif(delivery.hold = 'withdrawn', 'withdrawn', delivery.state)
            FROM handover
            JOIN delivery ON delivery.handover = handover.id WHERE handover.mention = ? ORDER BY handover.id
            """,
            [mention],
        )
        return tuple(Handed(*row) for row in rows.fetchall())
