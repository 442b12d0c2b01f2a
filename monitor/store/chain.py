"""The chain of evidence: every fact a link, sealed by the one before; what a link is about beside it, and erasable."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from sqlite_utils import Database

from monitor.links import GENESIS, Exhibit, LegalHold, Link, Token, hashed, written
from monitor.store.times import moment, stamp


class Chain:
    """What was observed, said and decided, in the order in which it was written down."""

    def __init__(self, db: Database) -> None:
        self.db = db

    # ------------------------------------------------------------------ links

    def append(
        self,
        kind: str,
        record: Mapping[str, Any],
        now: datetime,
        *,
        mentions: Iterable[int] = (),
        warc: bytes = b"",
        text: str = "",
        picture: bytes = b"",
    ) -> Link:
        """The new end of the chain. A record carries chance beside what it tells, so that what was erased cannot be
        guessed from its hash."""
        head = self.head()
        files = {"warc": warc, "txt": text.encode(), "png": picture}
        told = written(
            {
                "kind": kind,
                "at": f"{now:%Y-%m-%dT%H:%M:%SZ}",
                **record,
                "files": {name: hashed(data) for name, data in files.items() if data},
                "chance": token_hex(16),
            }
        )
        number = head.number + 1 if head else 1
        link = Link(number, now, kind, hashed(told), head.digest if head else GENESIS)
        row = [link.number, stamp(now), kind, link.record, link.previous]
        self.db.execute("INSERT INTO chain (number, at, kind, record, previous) VALUES (?, ?, ?, ?, ?)", row)
        self.db.execute(
            "INSERT INTO exhibit (link, record, warc, text, picture) VALUES (?, ?, ?, ?, ?)",
            [number, told, zlib.compress(warc, 6) if warc else b"", text, picture],
        )
        self.db.conn.executemany(
            "INSERT OR IGNORE INTO about (mention, link) VALUES (?, ?)", [(mention, number) for mention in mentions]
        )
        return link

    def head(self) -> Link | None:
        return next(iter(self._links("ORDER BY number DESC LIMIT 1")), None)

    def links(self, first: int = 1) -> tuple[Link, ...]:
        """All links from *first* on."""
        return self._links("WHERE number >= ? ORDER BY number", first)

    def _links(self, which: str, *values: int) -> tuple[Link, ...]:
        rows = self.db.execute(f"SELECT number, at, kind, record, previous FROM chain {which}", values)  # noqa: S608
        return tuple(_link(*row) for row in rows.fetchall())

    # ------------------------------------------------------------------ exhibits

    def of(self, mention: int, *, files: bool = True) -> tuple[Exhibit, ...]:
        """What the links about *mention* hold, the oldest first; bare links where it was erased. Without their *files*
        where only the records are asked for."""
        which = "JOIN about ON about.link = chain.number WHERE about.mention = ?"
        return self._exhibits(which, mention, files=files)

    def told(self, kind: str) -> tuple[Exhibit, ...]:
        """The exhibits of one kind, the oldest first."""
        return self._exhibits("WHERE chain.kind = ?", kind)

    def _exhibits(self, which: str, *values: object, files: bool = True) -> tuple[Exhibit, ...]:
        pieces = ("exhibit.warc", "exhibit.text", "exhibit.picture") if files else ("x''", "''", "x''")
        rows = self.db.execute(
            f"""
            SELECT chain.number, chain.at, chain.kind, chain.record, chain.previous,
              coalesce(exhibit.record, ''), coalesce({pieces[0]}, x''), coalesce({pieces[1]}, ''),
              coalesce({pieces[2]}, x'')
            FROM chain LEFT JOIN exhibit ON exhibit.link = chain.number {which} ORDER BY chain.number
            """,  # noqa: S608
            list(values),
        ).fetchall()
        return tuple(
            Exhibit(_link(*row[:5]), row[5], zlib.decompress(row[6]) if row[6] else b"", row[7], row[8]) for row in rows
        )

    def summary(self, mention: int) -> tuple[tuple[Link, bool], ...]:
        """The links about *mention*, and whether what they are about is still kept: for a page, without the files."""
        rows = self.db.execute(
            """
            SELECT chain.number, chain.at, chain.kind, chain.record, chain.previous,
              EXISTS (SELECT 1 FROM exhibit WHERE exhibit.link = chain.number)
            FROM chain JOIN about ON about.link = chain.number WHERE about.mention = ? ORDER BY chain.number
            """,
            [mention],
        ).fetchall()
        return tuple((_link(*row[:5]), bool(row[5])) for row in rows)

    def cases(self) -> tuple[int, ...]:
        """The mentions that links are about, the latest first."""
        rows = self.db.execute("SELECT mention FROM about GROUP BY mention ORDER BY max(link) DESC").fetchall()
        return tuple(mention for (mention,) in rows)

    def unlike(self) -> tuple[int, ...]:
        """The links whose record is kept and is not the one that was hashed."""
        rows = self.db.execute(
            "SELECT number, chain.record, exhibit.record FROM chain JOIN exhibit ON exhibit.link = chain.number"
        )
        return tuple(number for number, digest, record in rows if hashed(record) != digest)

    def mentions_of(self, link: int) -> tuple[int, ...]:
        rows = self.db.execute("SELECT mention FROM about WHERE link = ? ORDER BY mention", [link])
        return tuple(mention for (mention,) in rows)

    def drop(self, links: Iterable[int]) -> int:
        """Erase what these links are about; the links stay. How many there were."""
        before = self._kept()
        self.db.conn.executemany("DELETE FROM exhibit WHERE link = ?", [(link,) for link in links])
        return before - self._kept()

    def _kept(self) -> int:
        return int(self.db.execute("SELECT count(*) FROM exhibit").fetchone()[0])

    def loose(self, mention: int) -> tuple[int, ...]:
        """The links about *mention* alone, or about others as well that nobody holds."""
        rows = self.db.execute(
            """
            SELECT link FROM about WHERE mention = :mention AND link NOT IN (
              SELECT about.link FROM about JOIN hold ON hold.mention = about.mention)
            """,
            {"mention": mention},
        )
        return tuple(link for (link,) in rows)

    def forget(self, now: datetime, keep: timedelta) -> int:
        """Erase what is older than *keep* and not held; what is about no mention stays as long as the chain does."""
        old = self.db.execute(
            """
            SELECT number FROM chain JOIN exhibit ON exhibit.link = chain.number
            WHERE chain.at < ? AND chain.number IN (SELECT link FROM about)
              AND chain.number NOT IN (SELECT about.link FROM about JOIN hold ON hold.mention = about.mention)
            """,
            [stamp(now - keep)],
        ).fetchall()
        return self.drop(link for (link,) in old)

    # ------------------------------------------------------------------ timestamps

    def stamped(self, authority: str) -> int:
        """The last link for which *authority* gave a token; 0 for none."""
        row = self.db.execute("SELECT coalesce(max(link), 0) FROM timestamp WHERE authority = ?", [authority])
        return int(row.fetchone()[0])

    def add_token(self, token: Token) -> None:
        row = [token.link, token.authority, stamp(token.at), token.request, token.answer]
        self.db.execute(
            "INSERT OR REPLACE INTO timestamp (link, authority, at, request, answer) VALUES (?, ?, ?, ?, ?)", row
        )

    def tokens(self, first: int = 1) -> tuple[Token, ...]:
        rows = self.db.execute(
            "SELECT link, authority, at, request, answer FROM timestamp WHERE link >= ? ORDER BY link, authority",
            [first],
        ).fetchall()
        return tuple(Token(link, authority, moment(at), asked, told) for link, authority, at, asked, told in rows)

    # ------------------------------------------------------------------ legal hold

    def hold(self, held: LegalHold) -> None:
        row = [held.mention, stamp(held.at), held.who, held.why]
        self.db.execute("INSERT OR REPLACE INTO hold (mention, at, who, why) VALUES (?, ?, ?, ?)", row)

    def release(self, mention: int) -> bool:
        """Whether it was held."""
        return self.db.execute("DELETE FROM hold WHERE mention = ?", [mention]).rowcount > 0

    def held(self, mention: int) -> LegalHold | None:
        return next((each for each in self.holds() if each.mention == mention), None)

    def holds(self) -> tuple[LegalHold, ...]:
        rows = self.db.execute("SELECT mention, at, who, why FROM hold ORDER BY mention").fetchall()
        return tuple(LegalHold(mention, moment(at), who, why) for mention, at, who, why in rows)


def _link(number: int, at: int, kind: str, record: str, previous: str) -> Link:
    return Link(number, moment(at), kind, record, previous)
