"""The inbox: which mentions somebody wants to see, page by page, and how many there are."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from itertools import islice
from typing import Any

from sqlite_utils import Database

from monitor.model import Mention
from monitor.store.mentions import Mentions
from monitor.store.ranking import GRAVE as _GRAVE
from monitor.store.ranking import LEGS, MILD, RANKS, Leg, Order, Place, beyond, leg_of, preferred, sorting, standing
from monitor.store.times import moment, stamp
from monitor.store.triage import Standing, Triage

NOBODY = "-"  # as an assignee: not given to anybody
GRAVE = "grave"  # as a severity: an insult or an accusation, at least possible


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Last days to act: *last_day* of what was said then, seen then, and is an insult, or an accusation; None where
    there is none. What was seen before *since* has none."""

    since: datetime
    last_day: Callable[[datetime, datetime, bool, bool], date | None]


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
    order: Order = Order.NEWEST
    deadlines: Deadlines | None = None  # an order of deadlines asks for them


@dataclass(frozen=True, slots=True)
class Row:
    """A mention as the inbox shows it. *copies* are the others of its family among those looked for."""

    mention: Mention
    standing: Standing
    copies: int


@dataclass(frozen=True, slots=True)
class Look:
    """A page of a list. *more* is where the next one begins, None at the end of the list; *tired* says that nobody
    knows whether there is one: what is looked for is so seldom among what comes into question. *among*: so many texts
    were sorted, those heard last, and more came into question; 0 where it was all of them."""

    rows: tuple[Row, ...]
    more: Place | None = None
    tired: bool = False
    among: int = 0


_ASIDE = "({m}.folded = 1 OR {m}.muted != '')"
_HERE = "{m}.muted = '' AND {m}.folded = 0"
# Which index is the right one is known here, whether or not the diary was ever analysed.
_OTHER = "mention AS other INDEXED BY mention_family"
_FAMILY = "other.fingerprint = mention.fingerprint AND other.brand = mention.brand AND mention.fingerprint != ''"
_WAITS = "{m}.status = 'open' AND {m}.answered_at IS NULL"
_CRUEL = "({m}.tone = 'negative' OR {m}.insult != 'none' OR {m}.accusation != 'none')"
_LATE = f"""
{_WAITS} AND (({_GRAVE} AND {{m}}.seen_at < :late_grave) OR ({MILD} AND (
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
WHOLE = {"mention_list", "mention_all"}  # indexes of every mention: that of a leg is shorter
BATCH, WIDER = 200, 4  # texts of a search that are looked at together; the next time so many times more
NEARBY = 2000  # mentions of a search among which those beside one are looked for
PATIENCE = 400  # mentions that were found in vain before somebody is asked whether to look further
LOOKED_AT = 60_000  # texts of a search, the same
DAYS = 50_000  # last days that are remembered while a list is sorted by them
SORTED = 20_000  # texts of a search that are sorted, where it is not by time that it is read
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
        "runs_since": stamp(wanted.deadlines.since) if wanted.deadlines else None,
        **{f"late_{field}": stamp(getattr(late, field)) for field in Late.__dataclass_fields__},
    }


def _where(wanted: Wanted, *more: str) -> str:
    parts = [*_conditions(wanted, "mention"), *more]
    if wanted.folded:
        better = " AND ".join([_FAMILY, *_conditions(wanted, "other"), preferred(wanted.order)])
        parts.append(f"NOT EXISTS (SELECT 1 FROM {_OTHER} WHERE {better})")  # noqa: S608
    return " AND ".join(parts) or "1"


def _index(wanted: Wanted) -> str:
    """The index that leads to what is looked for, in the order of time."""
    if wanted.aside:
        return "mention_aside"
    if wanted.late and wanted.late.cruel:
        return "mention_waiting"
    if wanted.author:
        return "mention_author"
    if wanted.assignee not in ("", NOBODY):
        return "mention_assignee"
    if wanted.severity == GRAVE:
        return "mention_grave"
    return "mention_list" if wanted.status else "mention_all"


class Inbox:
    """What waits for somebody."""

    def __init__(self, db: Database, mentions: Mentions, triage: Triage) -> None:
        self.db = db
        self.mentions = mentions
        self.triage = triage

    def page(self, wanted: Wanted, before: Place | None = None, limit: int = 50) -> tuple[Row, ...]:
        """The first of its order, those after *before*."""
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
        among = SORTED if wanted.expression and wanted.order and self._is_more_than_sorted(wanted) else 0
        return Look(tuple(row for row in rows if row), more, tired and len(found) <= limit, among)

    def row(self, mention: int, wanted: Wanted | None = None) -> Row | None:
        found, standing = self.mentions.get(mention), self.triage.standing(mention)
        return Row(found, standing, self._copies(mention, wanted or Wanted())) if found and standing else None

    def beside(self, wanted: Wanted, mention: int) -> tuple[int | None, int | None]:
        """The mention before and the one after *mention* in the list; None at its ends."""
        place = self._place(wanted, mention)
        if not place:
            return None, None
        if wanted.expression:
            return self._beside_sorted(wanted, place) if wanted.order else self._beside_found(wanted, place)
        return next(self._before(wanted, place), None), next(self._numbers(wanted, place, 1), None)

    def _place(self, wanted: Wanted, mention: int) -> Place | None:
        """Where it stands in the order of a list, whether or not it is in it."""
        self._tell_days(wanted)
        rank = RANKS[wanted.order].format(m="mention")
        sql = f"SELECT at, id, {rank} FROM mention WHERE id = :mention"  # noqa: S608
        row = self.db.execute(sql, _values(wanted) | {"mention": mention}).fetchone()
        return Place(*row) if row else None

    def _before(self, wanted: Wanted, place: Place) -> Iterator[int]:
        """Those of the list before *place*, the nearest of each leg first."""
        here_on = leg_of(wanted.order, place)
        for number in range(here_on, -1, -1):
            start = place if number == here_on else None
            found = self._along(wanted, LEGS[wanted.order][number], start, 1, backwards=True)
            yield from (each.mention for each in found)

    def _beside_sorted(self, wanted: Wanted, place: Place) -> tuple[int | None, int | None]:
        found, here = self._sorted(wanted), standing(wanted.order, place)
        before = (each.mention for each in reversed(found) if standing(wanted.order, each) < here)
        after = (each.mention for each in found if standing(wanted.order, each) > here)
        first, second = (next((each for each in side if self._kept(each, wanted)), None) for side in (before, after))
        return first, second

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
        wanted = replace(wanted, order=Order.NEWEST)
        places = islice(self._places(wanted, None, most), most + PATIENCE)
        return sum(1 for _ in islice((p for p in places if p.mention and self._kept(p.mention, wanted)), most))

    def numbers(self, wanted: Wanted, limit: int) -> tuple[int, ...]:
        return tuple(self._numbers(wanted, None, limit))

    def newest(self) -> int:
        """The number of the mention that was written last; 0 where there is none."""
        return int(self.db.execute("SELECT coalesce(max(id), 0) FROM mention").fetchone()[0])

    def arrived(self, wanted: Wanted, after: int, most: int = 100) -> int:
        """How many of those looked for were written after the mention *after*."""
        wanted = replace(wanted, order=Order.NEWEST)
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
        """What comes into question, in its order. One without a number is where a search became tired."""
        if wanted.expression and not wanted.order:
            here = before and before._replace(rank=None)
            yield from (found for found in self._found(wanted, here, tiring) if here is None or found < here)
        elif wanted.expression:
            least = standing(wanted.order, before) if before else None
            found = self._sorted(wanted, tiring=tiring)
            yield from (each for each in found if least is None or standing(wanted.order, each) > least)
        else:
            first = leg_of(wanted.order, before)
            for number, leg in enumerate(LEGS[wanted.order][first:]):
                yield from self._along(wanted, leg, before if not number else None, limit)

    def _along(
        self, wanted: Wanted, leg: Leg, start: Place | None, limit: int | None, *, backwards: bool = False
    ) -> list[Place]:
        """A leg of the list after *start*, or before it."""
        self._tell_days(wanted)
        only = [leg.condition.format(m="mention")] if leg.condition else []
        only += [beyond(wanted.order, leg, backwards=backwards)] if start else []
        rows = self.db.execute(
            f"SELECT mention.at, mention.id, {leg.ranked().format(m='mention')} "  # noqa: S608
            f"FROM {self._read(wanted, leg)} WHERE {_where(wanted, *only)} "
            f"ORDER BY {sorting(wanted.order, leg, backwards=backwards)} LIMIT :limit",
            _values(wanted) | (start._asdict() if start else {}) | {"limit": -1 if limit is None else limit},
        ).fetchall()  # SQL may not be told of other last days while it still reads
        return [Place(*row) for row in rows]

    def _tell_days(self, wanted: Wanted) -> None:
        """Let SQL ask for last days, where the order is one of them."""
        if wanted.order is not Order.DEADLINE:
            return
        known = wanted.deadlines

        @lru_cache(maxsize=DAYS)  # SQL asks several times of one
        def last_day(at: int, seen_at: int, insult: int, accusation: int) -> int | None:
            day = known and known.last_day(moment(at), moment(seen_at), bool(insult), bool(accusation))
            return day.toordinal() if day else None

        self.db.conn.create_function("last_day", 4, last_day, deterministic=True)

    def _read(self, wanted: Wanted, leg: Leg) -> str:
        """What is read, and along which index: the list, but for a tag that few have."""
        if wanted.named:
            told = "(SELECT DISTINCT mention AS number FROM naming WHERE account = :named)"
            return f"{told} AS told CROSS JOIN mention ON mention.id = told.number"
        if wanted.tag and self._seldom(wanted.tag):
            return "tag AS given CROSS JOIN mention ON mention.id = given.mention AND given.name = :tag"
        index = _index(wanted)
        return f"mention INDEXED BY {leg.index if leg.index and index in WHOLE else index}"

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

    def _sorted(self, wanted: Wanted, *, tiring: bool = True) -> list[Place]:
        """Those whose text the expression finds, in their order: of the texts heard last, where there are very many."""
        self._tell_days(wanted)
        best: dict[str, Place] = {}
        for found, family in self._said(wanted, self._texts(wanted, SORTED if tiring else -1)):
            of = family or str(found.mention)
            best[of] = min(found, best.get(of, found), key=lambda each: (standing(wanted.order, each)[0], each))
        return sorted(best.values(), key=lambda each: standing(wanted.order, each))

    def _texts(self, wanted: Wanted, most: int, after: int = 0) -> list[int]:
        sql = "SELECT rowid FROM prose WHERE prose MATCH ? ORDER BY rowid DESC LIMIT ? OFFSET ?"
        return [text for (text,) in self.db.execute(sql, [wanted.expression, most, after])]

    def _is_more_than_sorted(self, wanted: Wanted) -> bool:
        return bool(self._texts(wanted, 1, SORTED))

    def _said(self, wanted: Wanted, texts: list[int]) -> list[tuple[Place, str]]:
        """The mentions of these texts that are looked for, each with its family."""
        given = "json_each(:texts) AS text CROSS JOIN mention INDEXED BY sqlite_autoindex_mention_1"
        family = "iif(mention.fingerprint = '', '', mention.brand || ' ' || mention.fingerprint)"
        sql, rank = _where(replace(wanted, folded=False)), RANKS[wanted.order].format(m="mention")
        rows = self.db.execute(
            f"SELECT mention.at, mention.id, {rank}, {family} FROM {given} ON mention.item = text.value WHERE {sql}",  # noqa: S608
            _values(wanted) | {"texts": json.dumps(texts)},
        )
        return [(Place(at, number, rank), family if wanted.folded else "") for at, number, rank, family in rows]

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
