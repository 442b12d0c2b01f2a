"""The inbox: which mentions somebody wants to see, page by page, and how many there are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
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
class Late:
    """What waits for an answer since before then, by severity; None: it may wait for ever."""

    grave: datetime | None = None
    negative: datetime | None = None
    neutral: datetime | None = None
    positive: datetime | None = None

    @property
    def cruel(self) -> bool:
        """Whether all that waits is grave or negative: there is an index of these."""
        return not self.neutral and not self.positive


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
    aside: bool = False  # what was folded away or muted, instead of all else
    expression: str = ""
    folded: bool = True
    named: str = ""  # who was named in a note, and has done nothing about it since
    site: str = ""  # a host: what was said there or below it; looks at addresses, so *keeps* has to make sure
    late: Late | None = None  # what has waited for too long
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


@dataclass(frozen=True, slots=True)
class Look:
    """A page of a list. *more* is where the next one begins, None at the end of the list; *tired* says that nobody
    knows whether there is one: what is looked for is so seldom among what comes into question."""

    rows: tuple[Row, ...]
    more: Place | None = None
    tired: bool = False


_GRAVE = "({m}.insult != 'none' OR {m}.accusation != 'none')"
_ASIDE = "({m}.folded = 1 OR {m}.muted != '')"
_HERE = "{m}.muted = '' AND {m}.folded = 0"
# Which index is the right one is known here, whether or not the diary was ever analysed.
_OTHER = "mention AS other INDEXED BY mention_family"
_FAMILY = "other.fingerprint = mention.fingerprint AND other.brand = mention.brand AND mention.fingerprint != ''"
_MILD = "({m}.insult = 'none' AND {m}.accusation = 'none')"
_WAITS = "{m}.status = 'open' AND {m}.answered_at IS NULL"
_CRUEL = "({m}.tone = 'negative' OR {m}.insult != 'none' OR {m}.accusation != 'none')"
_LATE = f"""
{_WAITS} AND (({_GRAVE} AND {{m}}.seen_at < :late_grave) OR ({_MILD} AND (
  ({{m}}.tone = 'negative' AND {{m}}.seen_at < :late_negative)
  OR ({{m}}.tone = 'neutral' AND {{m}}.seen_at < :late_neutral)
  OR ({{m}}.tone = 'positive' AND {{m}}.seen_at < :late_positive))))
"""
_NAMED = """
EXISTS (SELECT 1 FROM naming WHERE naming.mention = {m}.id AND naming.account = :named AND NOT EXISTS (
  SELECT 1 FROM event JOIN act ON act.id = event.act
  WHERE event.mention = naming.mention AND act.id > naming.act AND act.who = :named))
"""
_THERE = """
EXISTS (SELECT 1 FROM item WHERE item.id = {m}.item
  AND (item.url LIKE 'http%://' || :site || '%' OR item.url LIKE 'http%://%.' || :site || '%'))
"""
_SPOKEN = "EXISTS (SELECT 1 FROM prose WHERE prose.rowid = {m}.item AND prose MATCH :expression)"
BATCH, WIDER = 200, 4  # texts of a search that are looked at together; the next time so many times more
NEARBY = 2000  # mentions of a search among which those beside one are looked for
PATIENCE = 400  # mentions that were found in vain before somebody is asked whether to look further
LOOKED_AT = 60_000  # texts of a search, the same
SELDOM = 2000  # mentions with a tag: as long as they are no more, they are looked at instead of the list


def _conditions(wanted: Wanted, m: str) -> list[str]:
    """What narrows, in SQL, but for the words of a search; *m* is what the table of mentions is called there."""
    tone = wanted.severity if wanted.severity != GRAVE else ""
    conditions = {
        f"{m}.status = :status": wanted.status,
        f"{m}.brand = :brand": wanted.brand,
        f"{m}.tone = :severity": tone,
        _GRAVE.format(m=m): wanted.severity == GRAVE,
        _ASIDE.format(m=m): wanted.aside,
        _HERE.format(m=m): not wanted.aside,
        f"{m}.assignee = :assignee AND {m}.assignee != ''": wanted.assignee not in ("", NOBODY),
        f"{m}.assignee = ''": wanted.assignee == NOBODY,
        f"EXISTS (SELECT 1 FROM tag WHERE tag.name = :tag AND tag.mention = {m}.id)": wanted.tag,  # noqa: S608
        f"{m}.at >= :since": wanted.since,
        f"{m}.at < :until": wanted.until,
        f"{m}.source = (SELECT id FROM source WHERE name = :source)": wanted.source,  # noqa: S608
        _NAMED.format(m=m): wanted.named,
        _THERE.format(m=m): wanted.site,
        _LATE.format(m=m): wanted.late,
        _CRUEL.format(m=m): wanted.late and wanted.late.cruel,
        f"{m}.author = :author AND {m}.author != ''": wanted.author,
    }
    return [sql for sql, value in conditions.items() if value]


def _values(wanted: Wanted) -> dict[str, Any]:
    names = ("status", "brand", "severity", "assignee", "tag", "source", "author", "expression", "named", "site")
    late = wanted.late or Late()
    return {name: getattr(wanted, name) for name in names} | {
        "since": stamp(wanted.since),
        "until": stamp(wanted.until),
        **{f"late_{field}": stamp(getattr(late, field)) for field in Late.__dataclass_fields__},
    }


def _where(wanted: Wanted, *more: str) -> str:
    parts = [*_conditions(wanted, "mention"), *more]
    if wanted.folded:
        earlier = " AND ".join(
            [_FAMILY, *_conditions(wanted, "other"), "(other.at, other.id) < (mention.at, mention.id)"]
        )
        parts.append(f"NOT EXISTS (SELECT 1 FROM {_OTHER} WHERE {earlier})")  # noqa: S608
    return " AND ".join(parts) or "1"


def _index(wanted: Wanted) -> str:
    """The index that leads to what is looked for, the newest first."""
    if wanted.aside:
        return "mention_aside"
    if wanted.late and wanted.late.cruel:
        return "mention_waiting"
    if wanted.author:
        return "mention_author"
    if wanted.assignee not in ("", NOBODY):
        return "mention_assignee"
    return "mention_list" if wanted.status else "mention_all"


class Inbox:
    """What waits for somebody."""

    def __init__(self, db: Database, mentions: Mentions, triage: Triage) -> None:
        self.db = db
        self.mentions = mentions
        self.triage = triage

    def page(self, wanted: Wanted, before: Place | None = None, limit: int = 50) -> tuple[Row, ...]:
        """The newest first, those after *before*."""
        return self.look(wanted, before, limit).rows

    def look(self, wanted: Wanted, before: Place | None = None, limit: int = 50) -> Look:
        """The same, and where the next page begins."""
        found: list[Place] = []
        tired, last = False, None
        places = self._places(wanted, before, None if wanted.keeps or wanted.expression else limit + 1)
        for tried, last in enumerate(places, 1):
            if last.mention and self._kept(last.mention, wanted):
                found.append(last)
            tired = not last.mention or tried - len(found) >= PATIENCE
            if tired or len(found) > limit:
                break
        rows = (self.row(place.mention, wanted) for place in found[:limit])
        more = found[limit - 1] if len(found) > limit else last if tired else None
        return Look(tuple(row for row in rows if row), more, tired and len(found) <= limit)

    def row(self, mention: int, wanted: Wanted | None = None) -> Row | None:
        found, standing = self.mentions.get(mention), self.triage.standing(mention)
        return Row(found, standing, self._copies(mention, wanted or Wanted())) if found and standing else None

    def beside(self, wanted: Wanted, place: Place) -> tuple[int | None, int | None]:
        """The mention before and the one after *place* in the list; None at its ends."""
        if wanted.expression:
            return self._beside_found(wanted, place)
        older = next(iter(self._numbers(wanted, place, 1)), None)
        values = _values(wanted) | place._asdict()
        sql = _where(wanted, "(mention.at, mention.id) > (:at, :mention)")
        newer = self.db.execute(
            f"SELECT mention.id FROM {self._read(wanted)} WHERE {sql} ORDER BY mention.at, mention.id LIMIT 1",  # noqa: S608
            values,
        ).fetchone()
        return (newer[0] if newer else None), older

    def _beside_found(self, wanted: Wanted, place: Place) -> tuple[int | None, int | None]:
        newer = None
        for found in islice(self._found(wanted, None, tiring=True), NEARBY):
            if found < place and self._kept(found.mention, wanted):
                return newer, found.mention
            if found > place and self._kept(found.mention, wanted):
                newer = found.mention
        return newer, None

    def count(self, wanted: Wanted, most: int = 1000) -> int:
        """How many there are; *most* where there are more, and as far as one looks. Copies of one text count once."""
        places = islice(self._places(wanted, None, most), most + PATIENCE)
        return sum(1 for _ in islice((p for p in places if p.mention and self._kept(p.mention, wanted)), most))

    def numbers(self, wanted: Wanted, limit: int) -> tuple[int, ...]:
        return tuple(self._numbers(wanted, None, limit))

    def newest(self) -> int:
        """The number of the mention that was written last; 0 where there is none."""
        return int(self.db.execute("SELECT coalesce(max(id), 0) FROM mention").fetchone()[0])

    def arrived(self, wanted: Wanted, after: int, most: int = 100) -> int:
        """How many of those looked for were written after the mention *after*."""
        sql = _where(wanted, "mention.id > :after", *([_SPOKEN.format(m="mention")] if wanted.expression else []))
        row = self.db.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM mention NOT INDEXED WHERE {sql} LIMIT :most)",  # noqa: S608
            _values(wanted) | {"after": after, "most": most},
        ).fetchone()
        return int(row[0])

    def _numbers(self, wanted: Wanted, before: Place | None, limit: int) -> Iterator[int]:
        places = self._places(wanted, before, None if wanted.keeps or wanted.expression else limit, tiring=False)
        return islice((place.mention for place in places if self._kept(place.mention, wanted)), limit)

    def _places(
        self, wanted: Wanted, before: Place | None, limit: int | None, *, tiring: bool = True
    ) -> Iterator[Place]:
        """What comes into question, the newest first. One without a number is where a search became tired."""
        if wanted.expression:
            yield from (found for found in self._found(wanted, before, tiring) if before is None or found < before)
            return
        sql = _where(wanted, *(["(mention.at, mention.id) < (:at, :mention)"] if before else []))
        rows = self.db.execute(
            f"SELECT mention.at, mention.id FROM {self._read(wanted)} WHERE {sql} "  # noqa: S608
            "ORDER BY mention.at DESC, mention.id DESC LIMIT :limit",
            _values(wanted) | (before._asdict() if before else {}) | {"limit": -1 if limit is None else limit},
        )
        yield from (Place(*row) for row in rows)

    def _read(self, wanted: Wanted) -> str:
        """What is read, and along which index: the list, but for a tag that few have."""
        if wanted.named:
            told = "(SELECT DISTINCT mention AS number FROM naming WHERE account = :named)"
            return f"{told} AS told CROSS JOIN mention ON mention.id = told.number"
        if wanted.tag and self._seldom(wanted.tag):
            return "tag AS given CROSS JOIN mention ON mention.id = given.mention AND given.name = :tag"
        return f"mention INDEXED BY {_index(wanted)}"

    def _seldom(self, tag: str) -> bool:
        rows = self.db.execute("SELECT 1 FROM tag WHERE name = ? LIMIT ?", [tag, SELDOM + 1])
        return sum(1 for _ in rows) <= SELDOM

    def _found(self, wanted: Wanted, before: Place | None, tiring: bool) -> Iterator[Place]:
        """Those whose text the expression finds, the newest first, without looking at all of them.

        Texts are looked at in the order in which they were heard, the last ones first. What was heard earlier than the
        last one that was looked at was said earlier still: whatever was said after that moment is known by then.
        Of the copies of one text the newest that was found is shown.
        """
        waiting: list[tuple[Place, str]] = []
        told: set[str] = set()
        below, batch, looked_at = 1 << 62, BATCH, 0
        while True:
            texts = self.db.execute(
                "SELECT rowid FROM prose WHERE prose MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?",
                [wanted.expression, below, batch],
            ).fetchall()
            waiting += self._said(wanted, [text for (text,) in texts])
            waiting.sort()
            heard = -1
            if len(texts) == batch:
                (below,) = texts[-1]
                (heard,) = self.db.execute("SELECT seen_at FROM item WHERE id = ?", [below]).fetchone()
            while waiting and waiting[-1][0].at > heard:
                found, family = waiting.pop()
                if family not in told:
                    yield found
                told |= {family} - {""}
            looked_at += batch if before is None or heard < before.at else 0
            if len(texts) < batch:
                return
            if tiring and looked_at > LOOKED_AT:
                yield Place(heard + 1, 0)
                return
            batch = min(batch * WIDER, LOOKED_AT // 4)

    def _said(self, wanted: Wanted, texts: list[int]) -> list[tuple[Place, str]]:
        """The mentions of these texts that are looked for, each with its family."""
        given = "json_each(:texts) AS text CROSS JOIN mention INDEXED BY sqlite_autoindex_mention_1"
        family = "iif(mention.fingerprint = '', '', mention.brand || ' ' || mention.fingerprint)"
        sql = _where(replace(wanted, folded=False))
        rows = self.db.execute(
            f"SELECT mention.at, mention.id, {family} FROM {given} ON mention.item = text.value WHERE {sql}",  # noqa: S608
            _values(wanted) | {"texts": json.dumps(texts)},
        )
        return [(Place(at, number), family if wanted.folded else "") for at, number, family in rows]

    def _kept(self, number: int, wanted: Wanted) -> bool:
        mention = self.mentions.get(number) if wanted.keeps else None
        return not wanted.keeps or (mention is not None and wanted.keeps(mention))

    def _copies(self, mention: int, wanted: Wanted) -> int:
        others = " AND ".join([_FAMILY, *_conditions(wanted, "other"), "other.id != mention.id"])
        row = self.db.execute(
            f"SELECT count(*) FROM mention JOIN {_OTHER} ON {others} WHERE mention.id = :id",  # noqa: S608
            _values(wanted) | {"id": mention},
        ).fetchone()
        return int(row[0])
