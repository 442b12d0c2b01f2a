"""The notices: letters that were drafted, and what became of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlite_utils import Database

from monitor.store.times import moment, stamp


@dataclass(frozen=True, slots=True)
class Step:
    at: datetime
    state: str
    who: str
    word: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """*kind* is dsa, formal or reply; *text* what was drafted; *steps* what became of it, the oldest first."""

    mention: int
    kind: str
    language: str
    recipient: str
    text: str
    at: datetime
    state: str = "drafted"
    id: int = 0
    steps: tuple[Step, ...] = ()


class Notices:
    def __init__(self, db: Database) -> None:
        self.db = db

    def draft(self, notice: Notice) -> Notice:
        """The notice, with its id."""
        row = {name: getattr(notice, name) for name in ("mention", "kind", "language", "recipient", "state", "text")}
        number = int(cast("int", self.db.table("notice").insert(row | {"at": stamp(notice.at)}).last_pk))
        found = self.get(number)
        assert found
        return found

    def step(self, notice: int, step: Step) -> None:
        """Write down what became of it."""
        self.db.execute("UPDATE notice SET state = ? WHERE id = ?", [step.state, notice])
        row = {"notice": notice, "at": stamp(step.at), "state": step.state, "who": step.who, "word": step.word}
        self.db.table("step").insert(row)

    def get(self, number: int) -> Notice | None:
        return next(iter(self._notices("WHERE id = ?", number)), None)

    def of(self, mention: int) -> tuple[Notice, ...]:
        return self._notices("WHERE mention = ? ORDER BY id", mention)

    def all(self) -> tuple[Notice, ...]:
        return self._notices("ORDER BY id")

    def _notices(self, which: str, *values: int) -> tuple[Notice, ...]:
        sql = f"SELECT mention, kind, language, recipient, text, at, state, id FROM notice {which}"  # noqa: S608
        return tuple(
            Notice(mention, kind, language, recipient, text, moment(at), state, number, self._steps(number))
            for mention, kind, language, recipient, text, at, state, number in self.db.execute(sql, values).fetchall()
        )

    def _steps(self, notice: int) -> tuple[Step, ...]:
        sql = "SELECT at, state, who, word FROM step WHERE notice = ? ORDER BY id"
        return tuple(Step(moment(at), *rest) for at, *rest in self.db.execute(sql, [notice]).fetchall())
