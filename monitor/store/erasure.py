"""Erasing a person: their items and all that came of them, their name wherever else it stands, and every trace on disk.

A row that was deleted is still in the file, in the full-text index and in the log of the diary until all three are
written anew; so they are.
"""

from __future__ import annotations

import json
import re
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlite_utils import Database

from monitor.errors import StoreError
from monitor.model import Item
from monitor.store.families import Families
from monitor.store.seals import SEALED, seal
from monitor.text import fold

BLANK = "█"
RUN = 8  # words in a row that two people do not say by chance
_TAG, _WORD, _ESCAPED = re.compile(r"<[^<>]*>"), re.compile(r"\w+"), re.compile(r"\\u([0-9a-f]{4})")
LEAST = 3  # characters of a name that is looked for in other people's texts
# What is never blanked: our own keys, hashes and orders; and the chain, which cannot be.
_OURS = frozenset({"account", "session", "token", "view", "chain", "exhibit", "timestamp", "objection", "migrations"})
_KEPT = frozenset({("item", "key"), ("source", "name"), ("source", "kind"), ("mention", "fingerprint")})


@dataclass(frozen=True, slots=True)
class Sought:
    """Whom or what is to be erased: everything of an *author*, or everything at a *url*."""

    author: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """*items* and *mentions* to erase; *held* mentions that are under legal hold; *named* those of others in which the
    name stands; *exhibits* of others that quote them, and those of them that are *bound* by a hold."""

    items: tuple[int, ...]
    mentions: tuple[int, ...]
    held: tuple[int, ...]
    named: tuple[int, ...]
    exhibits: tuple[int, ...]
    bound: tuple[int, ...]


class Erasure:
    def __init__(self, db: Database, families: Families) -> None:
        self.db = db
        self.families = families

    def find(self, sought: Sought, same: Callable[[str, str], bool]) -> Found:
        """What there is of them; *same* says whether two names or addresses are one."""
        items = tuple(self._items(sought, same))
        mentions = self._of("SELECT id FROM mention WHERE item IN ({})", items)
        held = self._of("SELECT mention FROM hold WHERE mention IN ({})", mentions)
        kept = set(self._of("SELECT item FROM mention WHERE id IN ({})", held))
        gone = tuple(item for item in items if item not in kept)
        lost = self._of("SELECT id FROM mention WHERE item IN ({})", gone)
        own = set(self._of("SELECT link FROM about WHERE mention IN ({})", lost))
        needles = self.needles(sought, gone)
        quoting = tuple(link for link in self._quoting(needles) if link not in own)
        bound = set(
            self._of(
                "SELECT link FROM about JOIN hold ON hold.mention = about.mention WHERE link IN ({})",
                (*quoting, *own),
            )
        )
        named = tuple(number for number in self._named(self._names(sought, items)) if number not in mentions)
        return Found(
            gone, lost, held, named, tuple(x for x in (*own, *quoting) if x not in bound), tuple(sorted(bound))
        )

    def _items(self, sought: Sought, same: Callable[[str, str], bool]) -> Iterator[int]:
        column, wanted = ("author", sought.author) if sought.author else ("url", sought.url)
        for item, value in self.db.execute(f"SELECT id, {column} FROM item WHERE {column} != ''").fetchall():  # noqa: S608
            if same(value, wanted):
                yield item

    def speakers(self, beside: Path | None = None) -> frozenset[Sought]:
        """Everybody whose words, and every address of which something, is kept; or was, in the file *beside*. Raises
        sqlite3.Error or UnicodeDecodeError where that cannot be read."""
        sql = "SELECT DISTINCT author, '' FROM item UNION SELECT DISTINCT '', url FROM item"
        if not beside:
            return frozenset(Sought(*row) for row in self.db.execute(sql).fetchall() if any(row))
        with closing(sqlite3.connect(f"file:{quote(str(beside))}?mode=ro", uri=True)) as db:
            return frozenset(Sought(*row) for row in db.execute(sql) if any(row))

    def _of(self, sql: str, values: Sequence[int]) -> tuple[int, ...]:
        """The first column, for any number of values."""
        marks = ", ".join("?" * len(values))
        return tuple(row[0] for row in self.db.execute(sql.format(marks), list(values)).fetchall())

    def needles(self, sought: Sought, items: Sequence[int]) -> tuple[str, ...]:
        """The words that must be nowhere afterwards: the name or the address, and what those *items* said."""
        told = [sought.author or sought.url]
        for item in items:
            row = self.db.execute("SELECT author, url, title, text FROM item WHERE id = ?", [item]).fetchone()
            told += [row[0] if sought.author else "", row[2], row[3]]
            rows = self.db.execute("SELECT title, text FROM edit WHERE item = ?", [item]).fetchall()
            told += [text for each in rows for text in each]
        return tuple(dict.fromkeys(text for text in told if len(text) >= LEAST))

    def _names(self, sought: Sought, items: Sequence[int]) -> tuple[str, ...]:
        """The name as it was asked for, and as places write it."""
        told = self._of("SELECT DISTINCT author FROM item WHERE id IN ({})", items) if sought.author else ()
        return tuple(name for name in dict.fromkeys((sought.author, *map(str, told))) if len(name) >= LEAST)

    def _named(self, needles: Iterable[str]) -> tuple[int, ...]:
        """The mentions whose texts have one of *needles* in them."""
        found: dict[int, None] = {}
        for needle in needles:
            sql = "SELECT mention.id FROM mention JOIN item ON item.id = item WHERE instr(title || char(10) || text, ?)"
            found |= dict.fromkeys(row[0] for row in self.db.execute(sql, [needle]).fetchall())
        return tuple(found)

    def _quoting(self, needles: Sequence[str]) -> Iterator[int]:
        """The exhibits in which one of *needles* stands, in any spelling that pages and records use."""
        spelled = [spelling for needle in needles for spelling in _spellings(needle)]
        runs = frozenset(run for needle in needles for run in _runs(needle))
        for link, record, warc, text in self.db.execute("SELECT link, record, warc, text FROM exhibit"):
            whole = record.encode() + text.encode() + (zlib.decompress(warc) if warc else b"")
            if any(spelling in whole for spelling in spelled) or not runs.isdisjoint(
                _runs(whole.decode("utf-8", "replace"))
            ):
                yield link

    def erase(self, found: Found, needles: Sequence[str]) -> int:
        """In a transaction: delete the items, drop the exhibits, blank the words elsewhere. How many cells it blanked.
        What is under hold is left as it is."""
        marks = ", ".join("?" * len(found.items))
        self.db.execute(f"DELETE FROM about WHERE mention IN ({', '.join('?' * len(found.mentions))})", found.mentions)  # noqa: S608
        gone = self.db.execute(f"DELETE FROM item WHERE id IN ({marks}) RETURNING wording", found.items).fetchall()  # noqa: S608
        self.families.forget(wording for (wording,) in gone if wording)
        self.db.conn.executemany("DELETE FROM exhibit WHERE link = ?", [(link,) for link in found.exhibits])
        self.db.execute("UPDATE act SET word = '' WHERE id NOT IN (SELECT act FROM event) AND word != ''")
        written = re.compile("|".join(map(_pattern, sorted(needles, key=len, reverse=True))), re.IGNORECASE)
        self.db.conn.create_function("blanked", 1, lambda text: written.sub(_blanks, text) if text else text)
        whole = {table: set(self._unbroken(table)) for table in ("alert", "basis")}
        blanked = sum(self._blank(table, column) for table, column in self._texts())
        self._requote()
        for table, rows in whole.items():
            self._seal(table, rows)
        return blanked

    def _unbroken(self, table: str) -> Iterator[int]:
        """The rows of a sealed table whose seal fits."""
        rows = self.db.execute(f"SELECT rowid, seal, {', '.join(SEALED[table])} FROM {table} WHERE seal != x''")  # noqa: S608
        yield from (row for row, kept, *values in rows.fetchall() if seal(*values) == kept)

    def _seal(self, table: str, rows: set[int]) -> None:
        """Seal anew what we blanked ourselves; what was broken before stays so."""
        found = self.db.execute(f"SELECT rowid, {', '.join(SEALED[table])} FROM {table}").fetchall()  # noqa: S608
        sealed = [(seal(*values), row) for row, *values in found if row in rows]
        self.db.conn.executemany(f"UPDATE {table} SET seal = ? WHERE rowid = ?", sealed)  # noqa: S608

    def _texts(self) -> list[tuple[str, str]]:
        """Every column of words that is not ours alone."""
        tables = [
            row[0]
            for row in self.db.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
            ).fetchall()
            if not row[0].startswith(("sqlite_", "_sqlite", "prose"))
        ]
        columns = [
            (table, column.name)
            for table in tables
            if table not in _OURS
            for column in self.db.table(table).columns
            if column.type == "TEXT"
        ]
        return [each for each in columns if each not in _KEPT]

    def _blank(self, table: str, column: str) -> int:
        """Put blanks of the same length in place of the words: spans count characters."""
        held = " AND item NOT IN (SELECT item FROM mention JOIN hold ON hold.mention = mention.id)"
        spared = {"mention": held, "item": held.replace("item NOT", "id NOT"), "edit": held}.get(table, "")
        unread = ", words = NULL" if (table, column) in (("item", "title"), ("item", "text")) else ""
        sql = f"UPDATE {table} SET {column} = blanked({column}){unread} WHERE {column} != blanked({column}){spared}"  # noqa: S608
        return int(self.db.execute(sql).rowcount)

    def _requote(self) -> None:
        """The reasons of scores repeat the words at their places, which may be a part of what was blanked there."""
        sql = (
            "SELECT mention.id, scores, title, text FROM mention JOIN item ON item.id = item"
            " WHERE instr(title, ?) OR instr(text, ?)"
        )
        for mention, scores, title, text in self.db.execute(sql, [BLANK, BLANK]).fetchall():
            told = json.loads(scores)
            if _requoted(told, Item("", title=title, text=text).prose):
                packed = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
                self.db.conn.execute("UPDATE mention SET scores = ? WHERE id = ?", [packed, mention])

    def scrub(self) -> None:
        """Outside any transaction: write the full-text index, the file and its log anew, so that nothing that was
        deleted is left in them. Needs as much room again as the diary takes."""
        for what in ("rebuild", "optimize"):  # the latter merges its parts, which pages would have to do later
            self.db.execute("INSERT INTO prose (prose) VALUES (?)", [what])
        self.db.conn.commit()
        self.db.execute("VACUUM")
        busy, *_ = self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise StoreError(
                "something still reads the store: its log could not be emptied", hint="stop it, then again"
            )


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    """Its runs of RUN words, whatever markup, escapes, case and accents stand between: who quotes, repeats one."""
    bare = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text.replace("\\n", " "))
    words = _WORD.findall(fold(unescape(_TAG.sub(" ", bare))).text)
    return zip(*(words[at:] for at in range(RUN)), strict=False)


def _pattern(needle: str) -> str:
    """*needle* as a regular expression that knows it with other spaces, and as JSON writes it."""
    return r"(?:\s|\\[nrt])+".join("".join(map(_letter, word)) for word in needle.split())


def _letter(char: str) -> str:
    if char in '"\\':
        return rf"\\?{re.escape(char)}"
    return re.escape(char) if char.isascii() else rf"(?:{re.escape(char)}|\\u{ord(char):04x})"


def _requoted(told: Any, prose: str) -> bool:
    """Whether a reason anywhere in *told* quoted what is blank in *prose*; each that did quotes the blanks then."""
    if isinstance(told, list):
        return sum(_requoted(each, prose) for each in told) > 0
    if not isinstance(told, dict):
        return False
    words = prose[told["start"] : told["end"]] if {"start", "end", "cue"} <= told.keys() else ""
    if BLANK in words and told["cue"] != words:
        told["cue"] = words
        return True
    return sum(_requoted(each, prose) for each in told.values()) > 0


def _blanks(found: re.Match[str]) -> str:
    return BLANK * len(found[0])


def _spellings(needle: str) -> set[bytes]:
    """How pages, feeds and records may write it."""
    ways: tuple[Any, ...] = (
        needle,
        escape(needle),
        escape(needle, quote=False),
        json.dumps(needle)[1:-1],
        json.dumps(needle, ensure_ascii=False)[1:-1],
        "".join(c if c.isascii() else f"&#{ord(c)};" for c in needle),
        "".join(c if c.isascii() else f"&#x{ord(c):x};" for c in needle),
    )
    return {way.encode(errors="replace") for way in ways}
