"""An upgrade that is killed, from every schema that was released: never half a file, and the next start ends it."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from types import FrameType

import pytest
from sqlite_utils import Database, Migrations

from monitor.store import Store
from monitor.store.schema import migrations, written

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


@pytest.mark.crash
@pytest.mark.parametrize("count", range(1, RELEASED))
def test_an_upgrade_that_is_killed_is_ended_by_the_next_start(tmp_path: Path, count: int) -> None:
    released(tmp_path / "before.db", count)
    killed: list[Path] = []

    def kill(frame: FrameType, event: str, called: object) -> None:
        """Keep the files as they are before each statement: what kill -9 would leave there."""
        if event == "c_call" and getattr(called, "__name__", "") == "execute":
            killed.append(tmp_path / f"kill{len(killed)}")
            shutil.copytree(tmp_path / "whole", killed[-1], ignore=shutil.ignore_patterns("*-shm"))

    (tmp_path / "whole").mkdir()
    shutil.copy(tmp_path / "before.db", tmp_path / "whole" / "vigie.db")
    sys.setprofile(kill)
    try:
        store = Store(tmp_path / "whole" / "vigie.db", now=NOW)
    finally:
        sys.setprofile(None)
    ruled = written(store.db)
    store.close()
    chosen = Random(count).sample(killed, min(MOMENTS, len(killed)))
    early = _applied(tmp_path / "before.db")

    for place in chosen:
        assert _applied(place / "vigie.db") in (early, RELEASED), "all of it, or nothing"
        with contextlib.closing(Store(place / "vigie.db", now=NOW)) as again:
            assert written(again.db) == ruled
            assert again.check() == "ok"
            assert again.db.execute("SELECT text FROM item").fetchall() == [("horrible",)]


def _applied(path: Path) -> int:
    with contextlib.closing(Database(path)) as db:
        return len(list(migrations.applied(db)))
