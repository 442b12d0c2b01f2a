"""What somebody looks for in the inbox, and what narrows the mentions to it in SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlite_utils import Database

from monitor.model import Mention
from monitor.store.ranking import GRAVE as _GRAVE
from monitor.store.ranking import MILD, Order, preferred
from monitor.store.times import moment, stamp

NOBODY = "-"  # as an assignee: not given to anybody
GRAVE = "grave"  # as a severity: an insult or an accusation, at least possible
DAYS = 50_000  # last days that are remembered while a list is sorted by them


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


# Which index is the right one is known here, whether or not the diary was ever analysed.
OTHER = "mention AS other INDEXED BY mention_family"
FAMILY = "other.fingerprint = mention.fingerprint AND other.brand = mention.brand AND mention.fingerprint != ''"
SPOKEN = "EXISTS (SELECT 1 FROM prose WHERE prose.rowid = {m}.item AND prose MATCH :expression)"
_ASIDE = "({m}.folded = 1 OR {m}.muted != '')"
_HERE = "{m}.muted = '' AND {m}.folded = 0"
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


def conditions(wanted: Wanted, m: str) -> list[str]:
    """What narrows, in SQL, but for the words of a search; *m* is what the table of mentions is called there."""
    tone = wanted.severity if wanted.severity != GRAVE else ""
    narrowing = {
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
    return [sql for sql, value in narrowing.items() if value]


def values(wanted: Wanted) -> dict[str, Any]:
    """What the conditions name."""
    names = ("status", "brand", "severity", "assignee", "tag", "source", "author", "expression", "named", "site")
    late = wanted.late or Late()
    return {name: getattr(wanted, name) for name in names} | {
        "since": stamp(wanted.since),
        "until": stamp(wanted.until),
        "runs_since": stamp(wanted.deadlines.since) if wanted.deadlines else None,
        **{f"late_{field}": stamp(getattr(late, field)) for field in Late.__dataclass_fields__},
    }


def where(wanted: Wanted, *more: str) -> str:
    """All that narrows, and *more*; of the copies of one text that are looked for, one is."""
    parts = [*conditions(wanted, "mention"), *more]
    if wanted.folded:
        better = " AND ".join([FAMILY, *conditions(wanted, "other"), preferred(wanted.order)])
        parts.append(f"NOT EXISTS (SELECT 1 FROM {OTHER} WHERE {better})")  # noqa: S608
    return " AND ".join(parts) or "1"


def index_of(wanted: Wanted) -> str:
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


def tell_days(db: Database, wanted: Wanted) -> None:
    """Let SQL ask for last days, where the order is one of them."""
    if wanted.order is not Order.DEADLINE:
        return
    known = wanted.deadlines

    @lru_cache(maxsize=DAYS)  # SQL asks several times of one
    def last_day(at: int, seen_at: int, insult: int, accusation: int) -> int | None:
        day = known and known.last_day(moment(at), moment(seen_at), bool(insult), bool(accusation))
        return day.toordinal() if day else None

    db.conn.create_function("last_day", 4, last_day, deterministic=True)
