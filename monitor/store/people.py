"""The people who triage: their accounts, where they are logged in, the tokens of their programs, their views.

Of sessions and tokens only digests are kept: whoever reads the diary cannot log in with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from hashlib import sha256

from sqlite_utils import Database

from monitor.store.times import moment, stamp


class Role(IntEnum):
    """What somebody may do; each one all that the ones before it may."""

    VIEWER = 0
    TRIAGE = 1
    ADMIN = 2


@dataclass(frozen=True, slots=True)
class Account:
    """*password* is a hash of it, empty for who logs in elsewhere. Empty wishes are left to the browser; *keys* are
    shortcuts that were given another key (`e=d j=n`), or `off`."""

    name: str
    role: Role
    password: str = ""
    language: str = ""
    timezone: str = ""
    theme: str = ""
    keys: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """A list that somebody comes back to: *query* is that of its address."""

    id: int
    owner: str
    name: str
    query: str


def digest(secret: str) -> bytes:
    """What is kept of a secret that is long and random; a password needs a slow hash instead."""
    return sha256(secret.encode()).digest()


class People:
    """Who may come in."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def account(self, name: str) -> Account | None:
        return next((each for each in self.accounts() if each.name == name), None)

    def accounts(self) -> tuple[Account, ...]:
        rows = self.db.execute(
            "SELECT name, role, password, language, timezone, theme, keys FROM account ORDER BY name"
        ).fetchall()
        return tuple(Account(name, Role[role.upper()], *rest) for name, role, *rest in rows)

    def save(self, account: Account, now: datetime) -> None:
        """Write an account, new or changed."""
        wishes = [account.password, account.language, account.timezone, account.theme, account.keys]
        self.db.execute(
            """
            INSERT INTO account (name, role, password, language, timezone, theme, keys, made_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET role = excluded.role, password = excluded.password,
              language = excluded.language, timezone = excluded.timezone, theme = excluded.theme, keys = excluded.keys
            """,
            [account.name, account.role.name.lower(), *wishes, stamp(now)],
        )

    def remove(self, name: str) -> bool:
        """Their sessions and tokens go with them; what they did stays told."""
        return bool(self.db.execute("DELETE FROM account WHERE name = ? RETURNING name", [name]).fetchall())

    # ------------------------------------------------------------------ sessions

    def open_session(self, secret: str, name: str, now: datetime, until: datetime) -> None:
        self.db.execute("DELETE FROM session WHERE until <= ?", [stamp(now)])
        row = [digest(secret), name, stamp(now), stamp(until)]
        self.db.execute("INSERT INTO session (digest, account, at, until) VALUES (?, ?, ?, ?)", row)

    def of_session(self, secret: str, now: datetime) -> Account | None:
        row = self.db.execute(
            "SELECT account FROM session WHERE digest = ? AND until > ?", [digest(secret), stamp(now)]
        ).fetchone()
        return self.account(row[0]) if row else None

    def close_session(self, secret: str) -> None:
        self.db.execute("DELETE FROM session WHERE digest = ?", [digest(secret)])

    def close_sessions(self, name: str) -> None:
        """All of them: a password that changed lets nobody stay in."""
        self.db.execute("DELETE FROM session WHERE account = ?", [name])

    # ------------------------------------------------------------------ tokens

    def add_token(self, secret: str, account: str, purpose: str, now: datetime) -> None:
        row = [digest(secret), account, purpose, stamp(now)]
        self.db.execute("INSERT INTO token (digest, account, purpose, at) VALUES (?, ?, ?, ?)", row)

    def of_token(self, secret: str) -> Account | None:
        row = self.db.execute("SELECT account FROM token WHERE digest = ?", [digest(secret)]).fetchone()
        return self.account(row[0]) if row else None

    def tokens(self) -> tuple[tuple[int, str, str, datetime], ...]:
        """Number, account, purpose and time of each."""
        rows = self.db.execute("SELECT id, account, purpose, at FROM token ORDER BY id").fetchall()
        return tuple((number, account, purpose, moment(at)) for number, account, purpose, at in rows)

    def remove_token(self, number: int) -> bool:
        return bool(self.db.execute("DELETE FROM token WHERE id = ? RETURNING id", [number]).fetchall())

    # ------------------------------------------------------------------ views

    def views(self, owner: str) -> tuple[View, ...]:
        rows = self.db.execute("SELECT id, owner, name, query FROM view WHERE owner = ? ORDER BY name", [owner])
        return tuple(View(*row) for row in rows.fetchall())

    def save_view(self, owner: str, name: str, query: str) -> None:
        self.db.execute(
            """
            INSERT INTO view (owner, name, query) VALUES (?, ?, ?)
            ON CONFLICT (owner, name) DO UPDATE SET query = excluded.query
            """,
            [owner, name, query],
        )

    def remove_view(self, owner: str, number: int) -> None:
        self.db.execute("DELETE FROM view WHERE owner = ? AND id = ?", [owner, number])
