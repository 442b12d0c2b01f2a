"""An upgrade that is killed, from every schema that was released: never half a file, and the next start ends it."""

from __future__ import annotations

import contextlib
import os
import shutil
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from sqlite_utils import Database, Migrations

from monitor.errors import Damaged, StoreError
from monitor.store import Store
from monitor.store.schema import migrations
from tests.kills import meanwhile, start_killed
from tests.store.ruled import said, written

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
RELEASED = len(migrations._migrations)
MOMENTS = int(os.environ.get("VIGIE_MOMENTS", "4"))  # of each upgrade, at which it is killed


def released(path: Path, count: int) -> None:
    """The file as a vigie wrote it that knew the first *count* migrations, with a source and an item in it."""
    early = Migrations("vigie")
    early._migrations.extend(migrations._migrations[:count])
    db = Database(path)
    db.execute("PRAGMA journal_mode = WAL").fetchall()
    early.apply(db)
    db.execute("INSERT INTO source (name, kind, digest, next_poll_at) VALUES ('blog', 'feed', '', 1)")
    db.execute(
        "INSERT INTO item (source, key, url, title, text, author, language, thread, parent, show, seen_at)"
        " VALUES (1, 'a', '', 'Valmy', 'horrible', '', 'fr', '', '', 1, 1)"
    )
    db.close()


def test_a_migration_that_was_released_stays_byte_for_byte_what_it_was() -> None:
    """Whoever edits one gives new files other tables than the upgraded ones have. A new one is a line more there."""
    told = Path(__file__).with_name("released.txt").read_text().splitlines()

    assert [f"{name} {sha256(statements.encode()).hexdigest()}" for name, statements in said()] == told


@pytest.mark.crash
@pytest.mark.parametrize("count", range(1, RELEASED))
def test_an_upgrade_that_is_killed_is_ended_by_the_next_start(tmp_path: Path, count: int) -> None:
    released(tmp_path / "before.db", count)
    (tmp_path / "whole").mkdir()
    shutil.copy(tmp_path / "before.db", tmp_path / "whole" / "vigie.db")

    ruled, killed = start_killed(tmp_path / "whole", NOW)
    chosen = Random(count).sample(killed, min(MOMENTS, len(killed)))
    early = _applied(tmp_path / "before.db")

    for place in chosen:
        assert _applied(place / "vigie.db") in (early, RELEASED), "all of it, or nothing"
        for copy in _copies(place):
            assert _applied(copy) == early, "whole, and as it was"
        with contextlib.closing(Store(place / "vigie.db", now=NOW)) as again:
            assert written(again.db) == ruled
            assert again.check() == "ok"
            assert again.db.execute("SELECT text FROM item").fetchall() == [("horrible",)]
        assert _copies(place), "the upgrade has left what it found"


def test_an_upgrade_that_fails_again_and_again_does_not_fill_the_disk(tmp_path: Path) -> None:
    released(tmp_path / "vigie.db", RELEASED)

    @migrations()
    def much_too_much(db: Database) -> None:
        raise OSError("no room")

    try:
        for number in range(4):
            with pytest.raises(StoreError, match="no room"):
                Store(tmp_path / "vigie.db", now=NOW + timedelta(minutes=number))
    finally:
        migrations._migrations.pop()

    assert len(_copies(tmp_path)) == 2
    assert not list(tmp_path.glob("*.part*"))


def test_an_upgrade_of_what_cannot_be_copied_is_not_begun_and_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "vigie.db"
    released(path, RELEASED - 1)
    with contextlib.closing(Database(path)) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'item'").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(Random(1).randbytes(4096))

    with pytest.raises(Damaged, match="malformed"):
        Store(path, now=NOW)

    assert _applied(path) == RELEASED - 1
    assert not list(tmp_path.glob("*.before-*"))


@pytest.mark.parametrize("count", [0, RELEASED - 1], ids=["made", "upgraded"])
def test_two_who_open_a_store_at_once_do_not_disturb_each_other(tmp_path: Path, count: int) -> None:
    """A command and the watch, say, after a new vigie was installed."""
    statement, going_on = 0, True
    while going_on:
        home = tmp_path / str(statement)
        home.mkdir()
        if count:
            released(home / "vigie.db", count)
        going_on = meanwhile(partial(_opened, home), partial(_opened, home), statement, last="BEGIN IMMEDIATE")
        assert _applied(home / "vigie.db") == RELEASED
        assert len(_copies(home)) == (1 if count else 0), "one of them has upgraded it"
        statement += 1
    assert statement > 5


def _opened(home: Path) -> None:
    Store(home / "vigie.db", now=NOW).close()


def _copies(home: Path) -> list[Path]:
    """What upgrades kept, each whole."""
    kept = [each for each in home.glob("vigie.db.before-*") if ".part" not in each.name]
    for copy in kept:
        with contextlib.closing(Database(copy)) as db:
            assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert db.execute("SELECT text FROM item").fetchall() == [("horrible",)]
    return kept


def test_what_sources_told_of_their_reach_is_sorted_by_after_an_upgrade(tmp_path: Path) -> None:
    path = tmp_path / "vigie.db"
    released(path, [each.name for each in migrations._migrations].index("ordered"))
    told = ('{"low":70,"high":70,"kind":""}', '{"low":10,"high":1000,"kind":"post"}', None)
    with contextlib.closing(Database(path)) as db:
        for brand, audience in zip("abc", told, strict=True):
            db.execute(
                "INSERT INTO mention (item, brand, at, seen_at, language, sentiment, tone, insult, accusation, scores,"
                " spans, fingerprint, audience) VALUES (1, ?, 1, 1, '', 0, 'neutral', 'none', 'none', '', '', '', ?)",
                [brand, audience],
            )

    with contextlib.closing(Store(path, now=NOW)) as store:
        found = store.db.execute("SELECT known_reach FROM mention ORDER BY brand").fetchall()

    assert found == [(70,), (None,), (None,)]


def _applied(path: Path) -> int:
    with contextlib.closing(Database(path)) as db:
        return len(list(migrations.applied(db)))
