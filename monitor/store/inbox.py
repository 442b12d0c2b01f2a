"""The inbox: which mentions somebody wants to see, page by page, and how many there are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from sqlite_utils import Database

from monitor.model import Mention
from monitor.store.mentions import Mentions
from monitor.store.times import stamp
from monitor.store.triage import Standing, Triage

NOBODY = "-"  # as an assignee: not given to anybody
GRAVE = "grave"  # as a severity: an insult or an accusation, at least possible


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; what is left empty does not narrow. *expression* is a full-text one, which finds at least
    what is looked for; *keeps* then decides."""

    status: str = ""
    brand: str = ""
    source: str = ""
    severity: str = ""  # grave, negative, neutral, positive
    assignee: str = ""  # a name, or NOBODY
    tag: str = ""
    author: str = ""
    since: datetime | None = None
    until: datetime | None = None
    expression: str = ""
    folded: bool = True
    keeps: Callable[[Mention], bool] | None = None


class Place(NamedTuple):
    """Where a page ends: the time and the number of its last mention."""

    at: int
    mention: int


@dataclass(frozen=True, slots=True)
class Row:
    """A mention as the inbox shows it. *copies* are the others of its family among those looked for."""

    mention: Mention
    standing: Standing
    copies: int

    @property
    def place(self) -> Place:
        return Place(stamp(self.mention.at), self.mention.id)


_GRAVE = "({m}.insult != 'none' OR {m}.accusation != 'none')"
_FAMILY = "other.fingerprint = mention.fingerprint AND other.brand = mention.brand AND mention.fingerprint != ''"


def _conditions(wanted: Wanted, m: str) -> list[str]:
    """What narrows, in SQL; *m* is what the table of mentions is called there."""
    tone = wanted.severity if wanted.severity != GRAVE else ""
    conditions = {
        f"{m}.status = :status": wanted.status,
        f"{m}.brand = :brand": wanted.brand,
        f"{m}.tone = :severity": tone,
        _GRAVE.format(m=m): wanted.severity == GRAVE,
        f"{m}.assignee = :assignee": wanted.assignee not in ("", NOBODY),
        f"{m}.assignee = ''": wanted.assignee == NOBODY,
        f"{m}.id IN (SELECT mention FROM tag WHERE name = :tag)": wanted.tag,  # noqa: S608
        f"{m}.at >= :since": wanted.since,
        f"{m}.at < :until": wanted.until,
        f"{m}.item IN (SELECT id FROM item WHERE source = (SELECT id FROM source WHERE name = :source))": wanted.source,  # noqa: S608
        f"{m}.item IN (SELECT id FROM item WHERE author = :author)": wanted.author,  # noqa: S608
        f"{m}.item IN (SELECT rowid FROM prose WHERE prose MATCH :expression)": wanted.expression,  # noqa: S608
    }
    return [sql for sql, value in conditions.items() if value]


def _values(wanted: Wanted) -> dict[str, Any]:
    names = ("status", "brand", "severity", "assignee", "tag", "source", "author", "expression")
    return {name: getattr(wanted, name) for name in names} | {
        "since": stamp(wanted.since),
        "until": stamp(wanted.until),
    }


def _where(wanted: Wanted, *more: str) -> str:
    parts = [*_conditions(wanted, "mention"), *more]
    if wanted.folded:
        earlier = " AND ".join(
            [_FAMILY, *_conditions(wanted, "other"), "(other.at, other.id) < (mention.at, mention.id)"]
        )
        parts.append(f"NOT EXISTS (SELECT 1 FROM mention AS other WHERE {earlier})")  # noqa: S608
    return " AND ".join(parts) or "1"


class Inbox:
    """What waits for somebody."""

    def __init__(self, db: Database, mentions: Mentions, triage: Triage) -> None:
        self.db = db
        self.mentions = mentions
        self.triage = triage

    def page(self, wanted: Wanted, before: Place | None = None, limit: int = 50) -> tuple[Row, ...]:
        """The newest first, those after *before*."""
        numbers = self._numbers(wanted, before, limit)
        return tuple(row for row in (self.row(number, wanted) for number in numbers) if row)

    def row(self, mention: int, wanted: Wanted | None = None) -> Row | None:
        found, standing = self.mentions.get(mention), self.triage.standing(mention)
        return Row(found, standing, self._copies(mention, wanted or Wanted())) if found and standing else None

    def beside(self, wanted: Wanted, place: Place) -> tuple[int | None, int | None]:
        """The mention before and the one after *place* in the list; None at its ends."""
        older = next(iter(self._numbers(wanted, place, 1)), None)
        values = _values(wanted) | place._asdict()
        sql = _where(wanted, "(mention.at, mention.id) > (:at, :mention)")
        newer = self.db.execute(
            f"SELECT id FROM mention WHERE {sql} ORDER BY mention.at, mention.id LIMIT 1",  # noqa: S608
            values,
        ).fetchone()
        return (newer[0] if newer else None), older

    def count(self, wanted: Wanted, most: int = 1000) -> int:
        """How many there are; *most* where there are more. Copies of one text count once."""
        return sum(1 for _ in self._numbers(wanted, None, most))

    def numbers(self, wanted: Wanted, limit: int) -> tuple[int, ...]:
        return tuple(self._numbers(wanted, None, limit))

    def newest(self) -> int:
        """The number of the mention that was written last; 0 where there is none."""
        return int(self.db.execute("SELECT coalesce(max(id), 0) FROM mention").fetchone()[0])

    def arrived(self, wanted: Wanted, after: int, most: int = 100) -> int:
        """How many of those looked for were written after the mention *after*."""
        sql = _where(wanted, "mention.id > :after")
        row = self.db.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM mention WHERE {sql} LIMIT :most)",  # noqa: S608
            _values(wanted) | {"after": after, "most": most},
        ).fetchone()
        return int(row[0])

    def _numbers(self, wanted: Wanted, before: Place | None, limit: int) -> Iterator[int]:
        older = "(mention.at, mention.id) < (:at, :mention)"
        sql = _where(wanted, *([older] if before else []))
        rows = self.db.execute(
            f"SELECT id FROM mention WHERE {sql} ORDER BY mention.at DESC, mention.id DESC LIMIT :limit",  # noqa: S608
            _values(wanted) | (before._asdict() if before else {}) | {"limit": -1 if wanted.keeps else limit},
        )
        return islice((number for (number,) in rows if self._kept(number, wanted)), limit)

    def _kept(self, number: int, wanted: Wanted) -> bool:
        mention = self.mentions.get(number) if wanted.keeps else None
        return not wanted.keeps or (mention is not None and wanted.keeps(mention))

    def _copies(self, mention: int, wanted: Wanted) -> int:
        others = " AND ".join([_FAMILY, *_conditions(wanted, "other"), "other.id != mention.id"])
        row = self.db.execute(
            f"SELECT count(*) FROM mention JOIN mention AS other ON {others} WHERE mention.id = :id",  # noqa: S608
            _values(wanted) | {"id": mention},
        ).fetchone()
        return int(row[0])
