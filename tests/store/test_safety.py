"""The diary and the disk: what is emptied or damaged is seen, and comes back from a copy."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest

from monitor.errors import Damaged, InUse, StoreError
from monitor.model import (
    Alert,
    AlertKind,
    Evidence,
    Figures,
    Incident,
    IncidentState,
    Item,
    Level,
    Mention,
    Telling,
    Terms,
    Verdict,
)
from monitor.store import Harvest, Store, bring_back, open_or_bring_back, safety
from tests.kills import FILES, left_by_kills

NOBODY = 65534  # a user
NOW = datetime(2026, 11, 29, 9, 30, tzinfo=UTC)
VERDICT = Verdict("Valmy", NOW, Level.WARNING, "many", Figures(timedelta(hours=1), 12, 2.0, 0.0, 5.0, 15, 0.2, 9, 3))


@pytest.fixture(name="path")
def _path(tmp_path: Path) -> Path:
    """A diary with a day in it, closed."""
    path = tmp_path / "vigie.db"
    with closing(Store(path, now=NOW, alone=True)) as store:
        live(store, "first")
    return path


def live(store: Store, name: str) -> Alert:
    """Something is said, and somebody told."""
    store.sources.sync([("blog", "feed", "digest")], NOW)
    (state,) = store.sources.all()
    items = [Item(f"{name}{number}", title=f"Valmy {number}", text="horrible " * 300) for number in range(40)]
    store.save(Harvest(state, fresh=tuple(Mention(item, "Valmy", "blog", NOW) for item in items), cost=7), NOW)
    with store.atomic():
        opened = Incident("Valmy", IncidentState.OPEN, Level.WARNING, NOW, NOW, VERDICT, 12)
        told = Alert(AlertKind.OPENED, NOW, store.incidents.save(opened), VERDICT)
        alert = store.incidents.announce(told, [Telling("team", AlertKind.OPENED)])
        store.watches.prove(alert.id, Evidence(b"state", Terms("many", Level.WARNING, 1.0, (), ())))
    return alert


def nobody(restored: Path, replaced: Path) -> int:
    """Forgets no one."""
    return 0


def kept(path: Path) -> tuple[int, int]:
    """How many mentions and alerts there are."""
    with closing(Store(path, now=NOW)) as store:
        return sum(store.mentions.count().values()), len(store.incidents.alerts())


def test_an_emptied_diary_is_not_taken_for_a_first_start(path: Path) -> None:
    path.write_bytes(b"")

    with pytest.raises(Damaged, match=r"begun on 2026-11-29 09:30:00 UTC, and now the file is empty.*vigie restore"):
        Store(path, now=NOW, alone=True)


def test_a_diary_that_is_gone_is_missed(path: Path) -> None:
    path.unlink()

    with pytest.raises(Damaged, match="the file is gone"):
        Store(path, now=NOW, alone=True)


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE alert SET verdict = replace(verdict, '12', '13')",
        "UPDATE basis SET state = x'00'",
        "UPDATE spend SET amount = 8",
    ],
)
def test_a_sealed_row_that_was_changed_behind_our_back_is_found(path: Path, damage: str) -> None:
    with closing(Store(path, now=NOW)) as store:
        store.db.execute(damage)
        assert "is not what was written" in store.check()

    with pytest.raises(Damaged, match="is not what was written"):
        Store(path, now=NOW, alone=True)


def test_money_that_is_spent_twice_stays_sealed(path: Path) -> None:
    with closing(Store(path, now=NOW)) as store:
        (state,) = store.sources.all()
        store.sources.charge(state.id, 5, NOW)

        assert store.sources.spent(state.id, NOW) == 12
        assert store.check() == "ok"


def test_a_damaged_diary_comes_back_with_what_can_still_be_read(path: Path) -> None:
    safety.back_up_for_the_night(path, NOW)
    with closing(Store(path, now=NOW, alone=True)) as store:
        live(store, "second")
    with closing(Store(path, now=NOW)) as store:
        (page,) = store.db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'spend'").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(Random(1).randbytes(4096))

    store, told = open_or_bring_back(path, NOW, nobody)
    store.close()

    assert told
    copy, damaged, _ = told
    assert copy.parent == safety.beside(path, "backups")
    assert damaged
    assert damaged.exists()
    assert kept(path) == (80, 2), "both days: only the money was on the page that broke"


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE _sqlite_migrations SET name = name || char(1)",
        "UPDATE _sqlite_migrations SET name = CAST(x'f0f0' AS TEXT) WHERE name = 'families'",
        "DELETE FROM _sqlite_migrations",
        "PRAGMA application_id = 7",
        "UPDATE alert SET snapshot = CAST(x'f0f0' AS TEXT)",
        "UPDATE basis SET seal = x'0000000000000000'",
    ],
)
def test_a_diary_that_no_longer_knows_itself_comes_back(path: Path, damage: str) -> None:
    safety.back_up_for_the_night(path, NOW)
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(damage)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    store, told = open_or_bring_back(path, NOW, nobody)
    store.close()

    assert told
    assert kept(path) == (40, 1)


def test_a_schema_of_which_not_even_the_complaint_can_be_read_comes_back(path: Path) -> None:
    safety.back_up_for_the_night(path, NOW)
    body = path.read_bytes()
    path.write_bytes(re.sub(rb"CREATE TABLE .{6}", b"\xf0" * 19, body, count=1))
    assert path.read_bytes() != body

    store, told = open_or_bring_back(path, NOW, nobody)
    store.close()

    assert told
    assert kept(path) == (40, 1)


def test_no_damage_of_a_page_keeps_the_watch_from_starting(path: Path) -> None:
    safety.back_up_for_the_night(path, NOW)
    body, random = path.read_bytes(), Random(8)
    found = 0
    for number in range(100):
        at = random.randrange(len(body) // 4096) * 4096 + random.randrange(4096 - 64)
        for end in ("-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)
        path.write_bytes(body[:at] + random.randbytes(64) + body[at + 64 :])
        store, told = open_or_bring_back(path, NOW + timedelta(seconds=number), nobody)
        store.close()
        found += told is not None
        assert kept(path) == (40, 1), number

    assert found, "some of it was seen"


def test_an_emptied_diary_comes_back_by_itself_if_there_is_a_copy(path: Path) -> None:
    safety.back_up_for_the_night(path, NOW)
    path.write_bytes(b"")

    store, told = open_or_bring_back(path, NOW, nobody)
    store.close()

    assert told == (safety.copies(path)[0], None, 0)
    assert kept(path) == (40, 1)


def test_without_a_copy_a_damaged_diary_is_left_alone(path: Path) -> None:
    path.write_bytes(b"not a database at all" * 500)
    before = path.read_bytes()

    with pytest.raises(Damaged, match="vigie restore"):
        open_or_bring_back(path, NOW, nobody)

    assert path.read_bytes() == before


def test_a_damaged_copy_is_passed_over_and_never_put_in_place(path: Path) -> None:
    good = safety.back_up_for_the_night(path, NOW)
    bad = safety.back_up_for_the_night(path, NOW + timedelta(days=1))
    bad.write_bytes(bad.read_bytes()[:5000])

    with pytest.raises(StoreError, match="damaged"):
        bring_back(path, bad, NOW, nobody)
    chosen = bring_back(path, None, NOW, nobody).copy

    assert chosen == good
    assert kept(path) == (40, 1)


@pytest.mark.parametrize("loss", [Path.unlink, lambda path: path.write_bytes(b"")], ids=["gone", "emptied"])
def test_the_log_of_a_diary_that_is_gone_is_not_taken_for_that_of_its_copy(
    path: Path, tmp_path: Path, loss: Callable[[Path], object]
) -> None:
    safety.back_up_for_the_night(path, NOW)
    with closing(Store(path, now=NOW, alone=True)) as store:
        for day in range(4):
            live(store, f"later {day}")
        killed = shutil.copytree(tmp_path, tmp_path / "killed") / path.name
    assert killed.with_name("vigie.db-wal").stat().st_size
    loss(killed)

    store, told = open_or_bring_back(killed, NOW, nobody)
    told_of_itself = store.check()
    store.close()

    assert told
    assert told_of_itself == "ok"
    assert kept(killed) == (40, 1)
    assert killed.with_name("vigie.db.replaced-20261129T093000Z-wal") in safety.aside(killed), "to be looked at"


def test_a_restore_that_is_killed_is_ended_or_begun_anew_by_the_next_start(path: Path, tmp_path: Path) -> None:
    """What was told since the copy was made is not told again, whenever the kill comes."""
    safety.back_up_for_the_night(path, NOW)
    with closing(Store(path, now=NOW, alone=True)) as store:
        live(store, "second")
        (page,) = store.db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'spend'").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(Random(1).randbytes(4096))
    safety.drop_ballast(path)
    home = shutil.copytree(tmp_path, tmp_path.with_name("home"))

    left = left_by_kills(home, lambda: bring_back(home / path.name, None, NOW, nobody), FILES)

    assert len(left) > 10
    for place in left:
        open_or_bring_back(place / path.name, NOW + timedelta(hours=1), nobody)[0].close()
        assert kept(place / path.name) == (80, 2)
        assert not list(place.glob("*.restored*")), "nothing of it lies about"
        shutil.rmtree(place)


def test_a_copy_whose_making_was_killed_does_not_stay(path: Path) -> None:
    folder = safety.beside(path, "backups")
    folder.mkdir()
    for name in ("20261128T093000Z.db.part", "20261128T093000Z.db.part-journal"):
        (folder / name).write_bytes(b"half of a diary")

    copy = safety.back_up_for_the_night(path, NOW)

    assert [*folder.iterdir()] == [copy]


def test_nothing_is_brought_back_under_a_running_daemon(path: Path) -> None:
    copy = safety.back_up_for_the_night(path, NOW)
    with closing(Store(path, now=NOW, alone=True)), pytest.raises(InUse):
        bring_back(path, copy, NOW, nobody)


def test_seven_copies_are_kept(path: Path) -> None:
    made = [safety.back_up_for_the_night(path, NOW + timedelta(days=day)) for day in range(9)]

    assert safety.copies(path) == tuple(reversed(made[2:]))


def test_copies_of_a_clock_that_was_ahead_pass_for_older_than_what_comes_after_them(path: Path) -> None:
    days = [safety.back_up_for_the_night(path, NOW + timedelta(days=day)) for day in range(3)]
    early = [safety.back_up_for_the_night(path, NOW + timedelta(days=day)) for day in (4000, 4001)]
    for copy in early:
        later = (NOW + timedelta(days=4001)).timestamp()
        os.utime(copy, (later, later))

    newest = safety.back_up_for_the_night(path, NOW + timedelta(days=3))

    assert safety.copies(path)[0] == safety.newest_good(path) == newest
    assert safety.copies(path)[3:] == tuple(reversed(days))
    assert len(safety.copies(path)) == 6
    with closing(Store(path, now=NOW)) as store:
        made = store.copied_at()
    assert made
    assert made < NOW + timedelta(days=4000), "and the next one is not due at once"


def test_copies_keep_their_dates_when_it_is_the_clock_that_is_behind(path: Path) -> None:
    """As where no clock goes on while the machine is off, until it has asked what time it is."""
    days = [safety.back_up_for_the_night(path, NOW + timedelta(days=day)) for day in range(3)]

    safety.back_up_for_the_night(path, datetime(1970, 1, 1, tzinfo=UTC))

    assert safety.copies(path)[:3] == tuple(reversed(days))


def test_ballast_is_let_go_when_the_disk_is_full_and_what_is_most_needed_is_written(tmp_path: Path) -> None:
    """A quota of SQLite's own stands in for the disk: the real one is filled by `make proof-faults`."""
    with closing(Store(tmp_path / "vigie.db", now=NOW, alone=True)) as store:
        live(store, "first")
        pages = store.db.execute("PRAGMA page_count").fetchone()[0]
        store.db.execute(f"PRAGMA max_page_count = {pages}").fetchone()
        assert safety.beside(store.path, "ballast").stat().st_size == safety.BALLAST

        with pytest.raises(StoreError, match="no room is left"):
            live(store, "second")

        assert not safety.beside(store.path, "ballast").exists()
        store.db.execute("PRAGMA max_page_count = 100000").fetchone()
        store.probe()
        live(store, "second")
        assert safety.beside(store.path, "ballast").exists(), "and taken again"


def test_ballast_of_which_a_kill_left_nothing_is_taken_by_the_next_start(path: Path) -> None:
    safety.beside(path, "ballast").write_bytes(b"")

    Store(path, now=NOW, alone=True).close()

    assert safety.beside(path, "ballast").stat().st_size == safety.BALLAST


def test_a_copy_that_is_cut_off_counts_for_nothing(path: Path) -> None:
    (safety.beside(path, "backups")).mkdir()
    code = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from monitor.store import safety
safety._settle = lambda path: os._exit(9)
safety.back_up_for_the_night(Path(sys.argv[1]), datetime.now(UTC))
"""
    assert subprocess.run([sys.executable, "-c", code, path], check=False).returncode == 9

    assert safety.copies(path) == ()
    safety.back_up_for_the_night(path, NOW)
    assert len(safety.copies(path)) == 1


def test_only_its_owner_reads_the_diary_its_log_and_its_copies(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        with closing(Store(tmp_path / "vigie.db", now=NOW, alone=True)) as store:
            live(store, "first")
            store.backup(tmp_path / "mine.db")
            store.back_up_for_the_night(NOW)
            open_to_all = readable(tmp_path)
        bring_back(tmp_path / "vigie.db", tmp_path / "mine.db", NOW, nobody)
        open_to_all |= readable(tmp_path)
    finally:
        os.umask(before)

    assert open_to_all == {"vigie.db.kept", "vigie.db.lock", "vigie.db.ballast"}, "nothing stands in these"


def readable(folder: Path) -> set[str]:
    """The files that others than their owner may read."""
    return {path.name for path in folder.rglob("*") if path.is_file() and path.stat().st_mode & 0o077}


def test_a_directory_in_the_place_of_the_diary_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"it is a directory \(name a file in `store:`\)"):
        Store(tmp_path, now=NOW)


def test_a_backup_into_no_directory_is_not_blamed_on_the_disk(path: Path) -> None:
    with pytest.raises(StoreError, match=r"nowhere is no directory \(make it first\)"):
        safety.back_up(path, path.parent / "nowhere" / "copy.db")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_what_root_brings_back_belongs_to_the_user_of_the_watch(path: Path) -> None:
    copy = safety.back_up_for_the_night(path, NOW)
    os.chown(path.parent, 65534, 65534)

    bring_back(path, copy, NOW, nobody)

    assert (path.stat().st_uid, path.stat().st_gid) == (65534, 65534)


def test_whoever_may_not_write_the_diary_is_told_who_may() -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder, "vigie.db")
        Store(path, now=NOW).close()
        path.chmod(0o444)
        path.parent.chmod(0o555)
        told = _told_to_nobody(path)
        path.parent.chmod(0o755)

    assert "this user may not write there" in told


def _told_to_nobody(path: Path) -> str:
    """What somebody who is not root is told when he opens the store."""
    read, write = os.pipe()
    if os.fork() == 0:
        if os.geteuid() == 0:
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        try:
            Store(path, now=NOW)
        except StoreError as error:
            os.write(write, str(error).encode())
        finally:
            os._exit(0)
    os.close(write)
    words = os.read(read, 10_000).decode()
    os.close(read)
    os.wait()
    return words
