"""Opening the file of the diary: for one daemon at a time, if it is whole and ours, brought to the schema of today."""

from __future__ import annotations

import fcntl
import os
import shutil
import sqlite3
from datetime import datetime
from pathlib import Path
from typing import IO
from urllib.parse import quote

from sqlite_utils import Database

from monitor.errors import Damaged, InUse, NewerSchema, StoreError
from monitor.store import safety
from monitor.store.schema import APPLICATION_ID, migrations
from monitor.store.times import stamp

_DAMAGED = ("malformed", "not a database", "codec can't decode", "Could not decode")  # in what SQLite and Python say
LEAST = 1 << 20  # bytes that must be free for anything to be opened
# Some builds of SQLite fill with zeros whatever is let go, pages of the index of words that were merged among it. What
# has to be erased is written anew: see erasure.py.
PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "temp_store = MEMORY",
    "secure_delete = FAST",
)
LOCKED_FOR = 10.0  # seconds that a command waits for the daemon's transaction to end


def claim(path: Path) -> IO[str]:
    """The lock that keeps a second daemon away from the same diary; held as long as it is open."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.with_name(path.name + ".lock").open("w")
    except OSError as error:
        raise StoreError(
            f"cannot write beside the store {path}: {error.strerror}", hint="check its directory"
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise InUse(
            f"another vigie already runs on the store {path}",
            hint="stop it first (systemctl stop vigie), or give this one another `store:`",
        ) from None
    return lock


def _damaged(path: Path, why: str) -> Damaged:
    hint = "bring it back: vigie restore; what is wrong is said by: vigie doctor"
    return Damaged(f"the store {path} is damaged: {why}", hint=hint)


def opened(path: Path, now: datetime) -> Database:
    """The file at *path*, which is made if there is none, and copied aside at *now* before it is migrated."""
    connection = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if safety.sealed(path):
            connection = sqlite3.connect(f"file:{quote(str(path))}?immutable=1", uri=True, check_same_thread=False)
            return _read_only(Database(connection, execute_plugins=False), path)
        safety.private(path)
        connection = sqlite3.connect(path, timeout=LOCKED_FOR, check_same_thread=False)
        db = Database(connection, execute_plugins=False)
        for pragma in PRAGMAS:
            db.execute(f"PRAGMA {pragma}").fetchall()
        _migrate(db, path, now)
    except (OSError, *safety.UNREADABLE, StoreError) as error:
        if connection:
            connection.close()
        if isinstance(error, StoreError):
            raise
        if any(word in str(error) for word in _DAMAGED):
            raise _damaged(path, str(error)) from error
        what, hint = _explained(path, error)
        raise StoreError(f"cannot open the store {path}: {what}", hint=hint) from error
    return db


def _explained(path: Path, error: Exception) -> tuple[str, str]:
    """What keeps us from the file at *path*, and what to do: SQLite says neither."""
    if path.is_dir():
        return "it is a directory", "name a file in `store:`"
    if path.parent.is_dir() and shutil.disk_usage(path.parent).free < LEAST:
        return "the disk is full", "make room on that disk"
    if path.exists() and not (os.access(path, os.R_OK | os.W_OK) and os.access(path.parent, os.W_OK)):
        return "this user may not write there", "run it as the user of the watch"
    return str(error), "check that the directory exists, is writable and has room, then run: vigie doctor"


def _read_only(db: Database, path: Path) -> Database:
    """*db*, on a disk that cannot be written: what its last daemon wrote before it ended badly may not be in it."""
    if list(migrations.pending(db)):
        raise StoreError(
            f"the store {path} is of an earlier vigie, and its disk is read-only", hint="mount it writable"
        )
    return db


def _migrate(db: Database, path: Path, now: datetime) -> None:
    with db.atomic():  # one view of it: somebody else may be making or upgrading it
        pending = _pending(db, path)
    if not pending:
        return
    with db.conn:  # a kill between the table of migrations and the first of them would leave a file nobody knows
        db.execute("BEGIN IMMEDIATE")
        pending = _pending(db, path)
        if pending and _is_ours(db) and path.suffix != ".part":  # what is a copy needs none
            safety.keep_as_it_was(path, pending[0], int(stamp(now)))
        migrations.apply(db)
        if not _is_ours(db):
            raise _foreign(path)


def _pending(db: Database, path: Path) -> list[str]:
    """The migrations that the file lacks. Raises StoreError for one that is damaged, another program's or a later
    vigie's."""
    applied = [migration.name for migration in migrations.applied(db)]
    ours = _is_ours(db)
    unknown = set(applied) - {migration.name for migration in migrations._migrations}
    if any(not (name.isascii() and name.isidentifier()) for name in unknown) or (ours and not applied):
        raise _damaged(path, "what it says of its own version cannot be read")
    if applied and not ours:
        raise _damaged(path, "its head is not what was written")
    if unknown:
        raise NewerSchema(
            f"the store {path} was written by a later vigie (it knows: {', '.join(sorted(unknown))})",
            hint="install that version again, or restore the backup made before it: vigie.db.before-*",
        )
    if not applied and db.table_names():
        raise _foreign(path)
    return [migration.name for migration in migrations.pending(db)]


def _is_ours(db: Database) -> bool:
    return bool(db.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID)


def _foreign(path: Path) -> StoreError:
    return StoreError(f"{path} is a database, but not one of vigie's", hint="give `store:` another path")


def bring_back(path: Path, copy: Path | None, now: datetime, forget: safety.Forget) -> safety.Restored:
    """Put *copy*, or the newest that is whole, in the place of the diary at *path*, which no daemon may have; *forget*
    erases who had been forgotten since. Raises StoreError."""
    lock = claim(path)
    try:
        safety.put_in_place(path)
        return safety.restore(path, copy or safety.newest_good(path), now, forget)
    except OSError as error:
        raise StoreError(f"cannot bring back {path}: {error}", hint="is there room on that disk?") from error
    finally:
        lock.close()
