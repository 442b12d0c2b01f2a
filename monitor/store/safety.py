"""What stands between the diary and a disk that fails: a mark that it exists, ballast, copies, and the way back.

Beside `vigie.db`: `vigie.db.kept` says since when there is one, so that an emptied file is not taken for a first start;
`vigie.db.ballast` is let go when the disk is full; `vigie.db.backups/` holds the copies, each checked before it counts.
What is still being written has `.part` in its name, and is none if a kill left it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import datetime, timedelta
from glob import escape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote

from sqlite_utils import Database

from monitor.errors import Damaged, StoreError
from monitor.store.seals import broken

KEPT = 7  # copies
BALLAST = 8 << 20  # bytes
ROOM = 16 * BALLAST  # that must be free before ballast is taken
UPGRADES = 2  # copies that are kept of what the same upgrade found, should it have been killed


# The second: what SQLite says of a damaged schema quotes it, and Python cannot read the quotation.
UNREADABLE = (sqlite3.Error, UnicodeDecodeError)
LOGS = ("-wal", "-shm", "-journal")  # what SQLite keeps beside a file


def beside(path: Path, what: str) -> Path:
    return path.with_name(f"{path.name}.{what}")


# ------------------------------------------------------------------ it exists


def refuse_emptied(path: Path) -> None:
    """Raises Damaged where there was a diary and the file is gone or empty: starting anew would alert all of history
    again, and hide the loss."""
    mark = beside(path, "kept")
    if mark.exists() and not (path.exists() and path.stat().st_size):
        since = mark.read_text(errors="replace").strip()[:40]
        raise Damaged(
            f"the store {path} was begun on {since}, and now the file is {'empty' if path.exists() else 'gone'}",
            hint=f"bring it back: vigie restore; or begin anew: rm {mark}",
        )


def mark(path: Path, now: datetime) -> None:
    """Write down that there is a diary."""
    if not beside(path, "kept").exists():
        beside(path, "kept").write_text(f"{now:%Y-%m-%d %H:%M:%S} UTC\n")


def private(path: Path) -> None:
    """Make an empty file for SQLite to fill that only its owner may read; its log will be as it is. What root makes is
    given to whose folder it is: a watch that runs as somebody else has to read it. One that is there already stays as
    it is, and what cannot be made SQLite says better."""
    with suppress(OSError):
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        if os.geteuid() == 0:
            folder = path.absolute().parent.stat()
            os.fchown(number, folder.st_uid, folder.st_gid)
        os.close(number)


# ------------------------------------------------------------------ a full disk


def sealed(path: Path) -> bool:
    """Whether the diary lies on a disk that is mounted read-only."""
    return path.exists() and bool(os.statvfs(path).f_flag & os.ST_RDONLY)


def take_ballast(path: Path) -> None:
    """Hold some of the disk for bad times, if there is plenty."""
    ballast = beside(path, "ballast")
    taken = ballast.stat().st_size if ballast.exists() else 0  # less where a kill or a full disk came in between
    if taken >= BALLAST or shutil.disk_usage(path.parent).free < ROOM:
        return
    with suppress(OSError), ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, BALLAST)


def cramped(path: Path) -> bool:
    """Whether there is so little room that new things are not to be written."""
    return shutil.disk_usage(path.parent).free < 2 * BALLAST


def drop_ballast(path: Path) -> bool:
    """Whether there was some to let go."""
    with suppress(OSError):
        beside(path, "ballast").unlink()
        return True
    return False


# ------------------------------------------------------------------ is it whole


def verdict(db: Database) -> str:
    """`ok`, or what is wrong with the file or with a sealed row."""
    try:
        told = str(db.execute("PRAGMA quick_check(1)").fetchone()[0])
        bad = next(broken(db), "") if told == "ok" else ""
    except UNREADABLE as error:
        return str(error)
    return f"{bad} is not what was written" if bad else told


# ------------------------------------------------------------------ copies


def back_up(path: Path, to: Path) -> None:
    """A copy of the diary at *path*, checked, in the new file *to*; the writer is not kept waiting."""
    part = to.with_name(f"{to.name}.part")
    if not to.parent.is_dir():
        raise StoreError(f"cannot back up the store to {to}: {to.parent} is no directory", hint="make it first")
    try:
        _copy(path, part)
        told = examine(part)
    except (sqlite3.Error, OSError) as error:
        _drop(part)
        raise StoreError(f"cannot back up the store to {to}: {error}", hint="is there room on that disk?") from error
    if told != "ok":
        _drop(part)
        raise StoreError(f"the backup of {path} is damaged: {told}", hint="run: vigie doctor")
    _put(part, to)


def keep_as_it_was(path: Path, upgrade: str, moment: int) -> None:
    """A copy of the diary at *path* beside it, whole and on the disk, before an *upgrade* at that *moment*. Of those
    that were killed, only the last copies are kept: else a start that is killed again and again would fill the disk."""
    for part in path.parent.glob(f"{escape(path.name)}.before-*.part"):
        _drop(part)
    copy = beside(path, f"before-{upgrade}-{moment}")
    part = copy.with_name(f"{copy.name}.part")
    _copy(path, part)
    _put(part, copy)
    for old in sorted(path.parent.glob(f"{escape(path.name)}.before-{upgrade}-*"))[:-UPGRADES]:
        old.unlink()


def _copy(path: Path, part: Path) -> None:
    """What there was no room for, say, is not left to take what there is."""
    _drop(part)
    private(part)
    try:
        with closing(sqlite3.connect(address(path, "ro"), uri=True, timeout=10)) as db:
            db.execute("VACUUM INTO ?", [str(part)])
        _settle(part)
    except (sqlite3.Error, OSError):
        _drop(part)
        raise


def _put(part: Path, to: Path) -> None:
    """Give it its name, now that it is whole."""
    part.rename(to)
    _settle(to.parent)


def _drop(path: Path) -> None:
    """With its log: one that is left is taken for that of the next file of that name."""
    for end in ("", *LOGS):
        path.with_name(path.name + end).unlink(missing_ok=True)


def address(path: Path, mode: str) -> str:
    """What SQLite calls the file at *path*, to be opened `ro`, `rw`."""
    return f"file:{quote(str(path))}?mode={mode}"


def examine(path: Path) -> str:
    """`ok`, or what is wrong with the file at *path*, of which nothing is believed."""
    with closing(sqlite3.connect(address(path, "ro"), uri=True)) as connection:
        connection.execute("PRAGMA trusted_schema = OFF")
        return verdict(Database(connection, execute_plugins=False))


def _settle(path: Path) -> None:
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def copies(path: Path) -> tuple[Path, ...]:
    """The copies of the diary at *path*, the newest first."""
    return tuple(sorted(beside(path, "backups").glob("*.db"), reverse=True))


def aside(path: Path) -> tuple[Path, ...]:
    """What upgrades and restores kept of the diary at *path* as it was."""
    kinds = ("before", "replaced")
    return tuple(sorted(each for kind in kinds for each in path.parent.glob(f"{escape(path.name)}.{kind}-*")))


def _dated(at: datetime) -> str:
    return f"{at:%Y%m%dT%H%M%SZ}.db"


def back_up_for_the_night(path: Path, now: datetime) -> Path:
    """One more copy beside the diary; the oldest beyond KEPT go. Some that are of the future were made while the clock
    was ahead, and are dated before it: else they would pass for the newest, and drive out those that are. If all are,
    it is our clock that may be behind."""
    folder = beside(path, "backups")
    folder.mkdir(mode=0o700, exist_ok=True)
    for part in folder.glob("*Z.db.part"):
        _drop(part)
    to = folder / _dated(now)
    ahead = [copy for copy in copies(path) if copy.name > to.name]
    if len(ahead) < len(copies(path)):
        for number, copy in enumerate(ahead, 1):
            copy.rename(folder / _dated(now - timedelta(seconds=number)))
    back_up(path, to)
    for old in copies(path)[KEPT:]:
        old.unlink()
    return to


# ------------------------------------------------------------------ the way back


class Restored(NamedTuple):
    """Which *copy* was brought back, where what it *replaced* is kept, and how many items were *erased* once more."""

    copy: Path
    replaced: Path | None
    erased: int


Forget = Callable[[Path, Path], int]  # from a new diary, whom another had forgotten; how many items


def restore(path: Path, copy: Path, now: datetime, forget: Forget) -> Restored:
    """Put *copy* in the place of the diary. What can still be read there and is newer comes along, and who had been
    forgotten there is forgotten again. Raises StoreError where the copy is no better.

    Until all of it is done the diary stays where it is; a kill after that leaves what the next start puts in its place.
    """
    try:
        told = examine(copy)
    except UNREADABLE as error:
        told = str(error)
    if told != "ok":
        raise StoreError(f"the copy {copy} is damaged: {told}", hint="try an older one")
    part = beside(path, "restored.part")
    _drop(part)
    private(part)
    shutil.copyfile(copy, part)
    erased = 0
    if path.exists() and path.stat().st_size:
        salvage(part, path)
        erased = forget(part, path)
    _settle(part)
    _put(part, beside(path, f"restored-{now:%Y%m%dT%H%M%SZ}"))
    replaced = put_in_place(path)
    mark(path, now)
    return Restored(copy, replaced, erased)


def put_in_place(path: Path) -> Path | None:
    """End a restore that has everything ready, also one that was killed: where what was there is kept, for whoever
    wants to look at it. One that was not so far is none. Nobody may use the diary meanwhile."""
    kept = None
    _drop(beside(path, "restored.part"))
    for ready in path.parent.glob(f"{escape(path.name)}.restored-*"):
        at = ready.name.rpartition("-")[2]
        replaced = beside(path, f"replaced-{at}")
        if path.exists() and not path.stat().st_size:
            path.unlink()
        for end in ("", *LOGS):  # the log of a file that is gone would be taken for that of the new one
            with suppress(FileNotFoundError):
                path.with_name(path.name + end).rename(replaced.with_name(replaced.name + end))
        _put(ready, path)
        kept = replaced if replaced.exists() else None
    return kept


# What is told must not be told again, what was heard need not be heard again, who objected is left alone. Parents
# first.
_SALVAGED = (
    "source seen item mention watch incident alert basis digest delivery spend silence truth mark objection audit"
).split()


def salvage(into: Path, damaged: Path) -> list[str]:
    """Bring over what can still be read in *damaged*, table by table; which they were."""
    done: list[str] = []
    with closing(sqlite3.connect(address(into, "rw"), uri=True, isolation_level=None)) as db:
        try:
            db.execute("ATTACH ? AS old", [address(damaged, "rw")])
        except UNREADABLE:
            return done
        db.execute("PRAGMA recursive_triggers = ON")  # what is replaced leaves the full-text index as well
        for table in _SALVAGED:
            with suppress(*UNREADABLE):
                done += [table for _ in _bring(db, table)]
    return done


def _bring(db: sqlite3.Connection, table: str) -> Iterator[None]:
    """One table, whole or not at all: nothing that lacks what it belongs to, or is not what was written."""
    db.execute("BEGIN IMMEDIATE")
    try:
        columns = ", ".join(f'"{row[1]}"' for row in db.execute(f"PRAGMA main.table_info({table})"))
        db.execute(f"INSERT OR REPLACE INTO main.{table} ({columns}) SELECT {columns} FROM old.{table}")  # noqa: S608
        orphans = db.execute(f"PRAGMA main.foreign_key_check({table})").fetchall()
        sound = not orphans and not any(broken(db, [table]))
        db.execute("COMMIT" if sound else "ROLLBACK")
    except UNREADABLE:
        db.execute("ROLLBACK")
        raise
    if sound:
        yield


def newest_good(path: Path) -> Path:
    """The newest copy that is whole. Raises Damaged where there is none."""
    for copy in copies(path):
        with suppress(*UNREADABLE):
            if examine(copy) == "ok":
                return copy
    raise Damaged(f"there is no copy of the store {path} that is whole", hint=f"look in {beside(path, 'backups')}")
