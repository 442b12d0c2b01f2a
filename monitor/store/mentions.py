"""The mentions: written once, amended when their source amends them, found again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlite_utils import Database

from monitor.model import Item, Mention
from monitor.store.families import Families
from monitor.store.rows import findable, item_row, mention_of, mention_row, ours, relevance_row
from monitor.store.sources import Change
from monitor.store.times import moment, stamp

EDITS_KEPT = 20  # of one item: a page that changes at every poll does not fill the disk

BY_HAND = {"sentiment": {"tone"}, "label": {"insult", "accusation", "label"}}  # columns: what a label is of

Read = Callable[[str], str]


class Aside(StrEnum):
    """Whether mentions that were folded away or muted are among what is looked for."""

    ANY = ""
    NEITHER = "{0}.folded = 0 AND {0}.muted = ''"
    FOLDED = "{0}.folded = 1"
    MUTED = "{0}.muted != ''"


@dataclass(frozen=True, slots=True)
class Find:
    """Which mentions are looked for; what is left empty does not narrow. *expression* is a full-text one."""

    brand: str = ""
    source: str = ""
    tone: str = ""
    flagged: bool = False  # insult or accusation, at least possible
    since: datetime | None = None
    until: datetime | None = None
    expression: str = ""
    limit: int = 50
    aside: Aside = Aside.ANY
    family: str = ""  # a fingerprint
    first_copies: bool = False  # of the copies of one text among them, only the first, which tells how many others


@dataclass(frozen=True, slots=True)
class Edit:
    """What an item said before its source changed it."""

    at: datetime
    title: str
    text: str


_SELECT = """
SELECT mention.*, item.key, item.url, item.title, item.text, item.author, item.published_at,
  item.updated_at, item.language AS told_language, item.rating, item.reach, item.thread, item.parent, item.keep_days,
  item.show, item.share, item.store, item.gone_at, source.name AS source_name, {copies} AS copies
FROM mention JOIN item ON item.id = mention.item JOIN source ON source.id = item.source
"""
_OTHERS = """
FROM mention AS other INDEXED BY mention_family JOIN item AS told ON told.id = other.item
WHERE other.fingerprint = mention.fingerprint AND other.brand = mention.brand AND other.id != mention.id
  AND mention.fingerprint != ''
"""
_COPIES = f"(SELECT count(*) {_OTHERS})"


def _values(wanted: Find) -> dict[str, Any]:
    """What the conditions name."""
    return {
        "brand": wanted.brand,
        "source": wanted.source,
        "tone": wanted.tone,
        "since": stamp(wanted.since),
        "until": stamp(wanted.until),
        "expression": wanted.expression,
        "family": wanted.family,
        "limit": wanted.limit,
    }


def _conditions(wanted: Find, mention: str, item: str) -> list[str]:
    """What narrows, in SQL; *mention* and *item* are what the tables are called there."""
    conditions = {
        f"{mention}.brand = :brand": wanted.brand,
        f"{item}.source = (SELECT id FROM source WHERE name = :source)": wanted.source,  # noqa: S608
        f"{mention}.tone = :tone": wanted.tone,
        f"({mention}.insult != 'none' OR {mention}.accusation != 'none')": wanted.flagged,
        f"{mention}.at >= :since": wanted.since,
        f"{mention}.at < :until": wanted.until,
        f"{item}.id IN (SELECT rowid FROM prose WHERE prose MATCH :expression)": wanted.expression,  # noqa: S608
        f"{mention}.fingerprint = :family": wanted.family,
        f"({wanted.aside.value.format(mention)})": wanted.aside.value,
    }
    return [sql for sql, value in conditions.items() if value]


@cache
def _inserting(table: str, *columns: str) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"  # noqa: S608


class Mentions:
    """What was said of the brands."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.families = Families(db)

    def add(self, source: int, mentions: Iterable[Mention], read: Read | None = None) -> tuple[Mention, ...]:
        """The mentions with their ids and their families. Adding them again, after a crash say, changes nothing. *read*
        makes of their words what full-text search is to find; without it that waits for `index`."""
        words: list[tuple[int, str]] = []
        added = tuple(self._add(source, mention, read, words) for mention in mentions)
        # At the end and all at once: a statement with a trigger makes a part of its own of what came before it.
        self.db.conn.executemany("INSERT INTO prose (rowid, words) VALUES (?, ?)", words)
        return added

    def _add(self, source: int, mention: Mention, read: Read | None, words: list[tuple[int, str]]) -> Mention:
        known = [source, mention.item.id]
        found = self.db.execute("SELECT id FROM item WHERE source = ? AND key = ?", known).fetchone()
        if found:
            return self._again(source, int(found[0]), mention)
        row = item_row(mention.item) | {"source": source, "seen_at": stamp(mention.seen_at)}
        if read:
            row["words"] = findable(mention) or read(Item("", title=row["title"], text=row["text"]).prose)
        wording, family = self._placed(mention)
        item = self._insert("item", row | {"wording": wording})
        if read:
            words.append((item, row["words"]))
        return self._said(source, item, family, mention)

    def _again(self, source: int, item: int, mention: Mention) -> Mention:
        """A mention of an item that is known."""
        said = [item, mention.brand]
        known = self.db.execute("SELECT id, fingerprint FROM mention WHERE item = ? AND brand = ?", said).fetchone()
        if not known:
            return self._said(source, item, self._family(item, mention), mention)
        return replace(mention, id=known[0], fingerprint=known[1], sketch=b"", words="")

    def _said(self, source: int, item: int, family: str, mention: Mention) -> Mention:
        row = mention_row(mention) | {"item": item, "source": source, "fingerprint": family}
        return replace(mention, id=self._insert("mention", row), fingerprint=family, sketch=b"", words="")

    def _placed(self, mention: Mention) -> tuple[int | None, str]:
        if not mention.fingerprint:
            return None, mention.fingerprint
        return self.families.place(mention.fingerprint, mention.sketch)

    def _wording(self, mention: Mention) -> int | None:
        return self._placed(mention)[0]

    def _family(self, item: int, mention: Mention) -> str:
        wording = self.db.execute("SELECT wording FROM item WHERE id = ?", [item]).fetchone()[0]
        return self.families.of(wording) if wording else mention.fingerprint

    def _insert(self, table: str, row: dict[str, Any]) -> int:
        """The id of the new row."""
        number = self.db.execute(_inserting(table, *row), [*row.values()]).lastrowid
        assert number is not None
        return number

    def amend(self, source: int, change: Change, now: datetime) -> Change | None:
        """Record that an item says something else now: what it said before is kept, its mentions are scored anew.

        A mention whose brand is not named any more stays: it was said. None when the item was never a mention and
        is none now.
        """
        row = self.db.execute(
            "SELECT id, title, text, wording FROM item WHERE source = ? AND key = ?", [source, change.item.id]
        ).fetchone()
        if not row:
            added = self.add(source, change.mentions)
            return replace(change, mentions=added) if added else None
        item, title, text, wording = row
        if title or text:  # else its words were not ours to keep, or it had been taken back
            self.db.execute(
                """
                INSERT INTO edit (item, at, title, text) SELECT ?, ?, ?, ?
                WHERE (SELECT count(*) FROM edit WHERE item = ?) < ?
                """,
                [item, stamp(now), title, text, item, EDITS_KEPT],
            )
        told = {name: value for name, value in item_row(change.item).items() if name != "key"}
        words = findable(change.mentions[0]) if change.mentions else ""
        self.db.table("item").update(item, told | {"words": words or None})
        if change.mentions:
            self._reword(item, wording, change.mentions[0])
        return replace(change, mentions=tuple(self._rescore(source, item, mention) for mention in change.mentions))

    def _reword(self, item: int, before: int | None, mention: Mention) -> None:
        """Move an item to the family of its new words."""
        self.db.execute("UPDATE item SET wording = ? WHERE id = ?", [self._wording(mention), item])
        if before:
            self.families.forget([before])
        self.db.execute("UPDATE mention SET fingerprint = ? WHERE item = ?", [self._family(item, mention), item])

    def _rescore(self, source: int, item: int, mention: Mention) -> Mention:
        row = self.db.execute("SELECT id, at, seen_at FROM mention WHERE item = ? AND brand = ?", [item, mention.brand])
        known = row.fetchone()
        if not known:
            return self._again(source, item, mention)
        told = mention_row(mention) | {"at": known[1], "seen_at": known[2]}
        if self.db.execute("SELECT 1 FROM mark WHERE mention = ?", [known[0]]).fetchone():
            told = {name: value for name, value in told.items() if name not in ("relevance", "folded")}
        for (what,) in self.db.execute("SELECT what FROM label WHERE mention = ?", [known[0]]).fetchall():
            told = {name: value for name, value in told.items() if name not in BY_HAND[what]}
        self.db.table("mention").update(known[0], told)
        family = self._family(item, mention)
        return replace(mention, id=known[0], seen_at=moment(known[2]), fingerprint=family, sketch=b"", words="")

    def between(self, source: int, start: datetime, end: datetime) -> tuple[str, ...]:
        """The identities of a source's items published after *start*, until *end*, that were not taken back."""
        rows = self.db.execute(
            "SELECT key FROM item WHERE source = ? AND published_at > ? AND published_at <= ? AND gone_at IS NULL",
            [source, stamp(start), stamp(end)],
        )
        return tuple(key for (key,) in rows)

    def erase(self, source: int, key: str, now: datetime) -> bool:
        """Honour that an item was taken back: that it was there stays, its words, its author and what quotes them do
        not. Whether there was such an item."""
        row = self.db.execute(
            "SELECT id FROM item WHERE source = ? AND key = ? AND gone_at IS NULL", [source, key]
        ).fetchone()
        if not row:
            return False
        self.db.execute(
            "UPDATE item SET title = '', text = '', author = '', words = '', gone_at = ? WHERE id = ?",
            [stamp(now), *row],
        )
        self.db.execute("DELETE FROM edit WHERE item = ?", row)
        for mention in list(map(mention_of, self.db.query(f"{_SELECT.format(copies=0)} WHERE mention.item = ?", row))):
            self.db.table("mention").update(mention.id, mention_row(mention.wordless))
        return True

    def authors_before(self, edge: datetime) -> tuple[tuple[int, str], ...]:
        """The items heard before then whose author still has a name, and nobody holds; a pseudonym begins with p-."""
        rows = self.db.execute(
            """
            SELECT id, author FROM item WHERE seen_at < ? AND author != '' AND author NOT GLOB 'p-*'
              AND id NOT IN (SELECT item FROM mention JOIN hold ON hold.mention = mention.id)
            """,
            [stamp(edge)],
        ).fetchall()
        return tuple((item, author) for item, author in rows)

    def rename_authors(self, names: Iterable[tuple[int, str]]) -> None:
        self.db.conn.executemany("UPDATE item SET author = ? WHERE id = ?", [(name, item) for item, name in names])

    def get(self, mention: int) -> Mention | None:
        """The mention, with the number of its copies."""
        sql = f"{_SELECT.format(copies=_COPIES)} WHERE mention.id = ?"
        return next(map(mention_of, self.db.query(sql, [mention])), None)

    def family(self, mention: Mention, limit: int = 200) -> tuple[Mention, ...]:
        """*mention* and its copies that speak of the same brand, the first published first."""
        rows = self.db.query(
            f"{_SELECT.format(copies=0)} WHERE mention.brand = ? AND mention.fingerprint = ? "
            "ORDER BY mention.at, mention.id LIMIT ?",
            [mention.brand, mention.fingerprint, limit],
        )
        return tuple(map(mention_of, rows)) if mention.fingerprint else (mention,)

    def correct(self, mention: Mention) -> None:
        """Write down what is known better of a mention; when it was said and seen stays."""
        told = {name: value for name, value in mention_row(mention).items() if name not in ("at", "seen_at")}
        self.db.table("mention").update(mention.id, told)

    def edits(self, mention: int) -> tuple[Edit, ...]:
        """What its item said before, oldest first."""
        rows = self.db.execute(
            "SELECT at, title, text FROM edit WHERE item = (SELECT item FROM mention WHERE id = ?) ORDER BY id",
            [mention],
        )
        return tuple(Edit(moment(at), title, text) for at, title, text in rows)

    def find(self, wanted: Find) -> Iterator[Mention]:
        """The newest first."""
        where = " AND ".join(["1", *_conditions(wanted, "mention", "item")])
        copies = "0"
        if wanted.first_copies:
            others = " AND ".join([_OTHERS, *_conditions(wanted, "other", "told")])
            copies = f"(SELECT count(*) {others})"
            where += f" AND NOT EXISTS (SELECT 1 {others} AND (other.at, other.id) < (mention.at, mention.id))"
        sql = f"{_SELECT.format(copies=copies)} WHERE {where} ORDER BY mention.at DESC, mention.id DESC LIMIT :limit"
        return map(mention_of, self.db.query(sql, _values(wanted)))

    def index(self, read: Read) -> int:
        """Give full-text search what *read* makes of the texts that it does not know yet; how many they were."""
        rows = self.db.execute("SELECT id, title, text FROM item WHERE words IS NULL").fetchall()
        words = [(read(Item("", title=title, text=text).prose), item) for item, title, text in rows]
        if words:
            with self.db.atomic():
                self.db.conn.executemany("UPDATE item SET words = ? WHERE id = ?", words)
        return len(words)

    def aside(self, wanted: Find) -> dict[str, int]:
        """How many of what *wanted* would find are left out, and why: folded or muted."""
        if wanted.aside is not Aside.NEITHER:
            return {}
        where = " AND ".join(["1", *_conditions(replace(wanted, aside=Aside.ANY), "mention", "item")])
        sql = f"""
            SELECT coalesce(sum(mention.muted = '' AND mention.folded), 0), coalesce(sum(mention.muted != ''), 0)
            FROM mention JOIN item ON item.id = mention.item WHERE {where}
        """  # noqa: S608
        folded, muted = self.db.execute(sql, _values(wanted)).fetchone()
        return {"folded": folded, "muted": muted}

    def fold(self, mention: Mention) -> None:
        """Write down what is thought of its relevance now."""
        self.db.table("mention").update(mention.id, relevance_row(ours(mention)))

    def mute(self, mention: int, why: str) -> None:
        """Silence a mention, or no more, where *why* is empty."""
        self.db.table("mention").update(mention, {"muted": why})

    def items(self, wanted: Find) -> int:
        """How many texts *wanted* would find mentions of, were there no limit."""
        where = " AND ".join(["1", *_conditions(wanted, "mention", "item")])
        sql = f"SELECT count(DISTINCT item.id) FROM mention JOIN item ON item.id = mention.item WHERE {where}"  # noqa: S608
        return int(self.db.execute(sql, _values(wanted)).fetchone()[0])

    def extent(self) -> tuple[datetime, datetime] | None:
        """When the first and the last mention were said; None where there is none."""
        first, last = self.db.execute("SELECT min(at), max(at) FROM mention").fetchone()
        return (moment(first), moment(last)) if first is not None else None

    def count(self) -> dict[str, int]:
        """How many mentions are kept, by brand."""
        return dict(self.db.execute("SELECT brand, count(*) FROM mention GROUP BY brand").fetchall())

    def forget(self, now: datetime, keep: timedelta) -> int:
        """Mentions past their time, and items past what their source's terms give us; how many mentions went."""
        quoted = """
            SELECT value FROM alert, json_each(alert.quotes) JOIN delivery ON delivery.alert = alert.id
            WHERE delivery.state IN ('waiting', 'sending')
            UNION SELECT handover.mention FROM handover JOIN delivery ON delivery.handover = handover.id
            WHERE delivery.state IN ('waiting', 'sending')
        """
        values = {"edge": stamp(now - keep), "now": stamp(now), "day": 86400}
        before = self.db.execute("SELECT count(*) FROM mention").fetchone()[0]
        gone = self.db.execute(
            f"""
            DELETE FROM item WHERE id IN (
              SELECT item FROM mention JOIN item ON item.id = mention.item
              WHERE (mention.seen_at < :edge OR item.seen_at + item.keep_days * :day < :now)
                AND mention.id NOT IN ({quoted}))
              AND id NOT IN (SELECT item FROM mention JOIN hold ON hold.mention = mention.id)
            RETURNING wording
            """,  # noqa: S608
            values,
        ).fetchall()
        self.families.forget(wording for (wording,) in gone if wording)
        return int(before - self.db.execute("SELECT count(*) FROM mention").fetchone()[0])
