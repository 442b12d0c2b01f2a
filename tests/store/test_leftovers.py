"""What upgrades and restores left beside the diary: which may go, and which stay."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.store.leftovers import delete, leftovers, spare

NOW = datetime(2026, 11, 29, 9, 30, tzinfo=UTC)


def left(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / f"vigie.db.{name}").write_bytes(b"x" * 10)
        os.utime(folder / f"vigie.db.{name}", (1, 1))
    return folder / "vigie.db"


def stamp(days: int) -> int:
    return int((NOW - timedelta(days=days)).timestamp())


def named(store: Path, days: int = 30) -> set[str]:
    return {each.path.name for each in spare(leftovers(store), NOW - timedelta(days=days))}


def test_the_newest_of_each_kind_stays_however_old_it_is(tmp_path: Path) -> None:
    old, older = stamp(200), stamp(400)
    store = left(tmp_path, f"before-triage-{older}", f"before-merging-{old}", "replaced-20251101T000000Z")

    assert named(store) == {f"vigie.db.before-triage-{older}"}


def test_what_was_set_aside_lately_stays(tmp_path: Path) -> None:
    store = left(tmp_path, *(f"before-m-{stamp(days)}" for days in (1, 20, 40)))

    assert named(store) == {f"vigie.db.before-m-{stamp(40)}"}
    assert named(store, 10) == {f"vigie.db.before-m-{stamp(days)}" for days in (20, 40)}


def test_the_time_is_that_of_its_name_and_not_of_its_last_word(tmp_path: Path) -> None:
    store = left(tmp_path, f"before-m-{stamp(3)}", "replaced-20261120T080000Z")

    assert [each.at for each in leftovers(store)] == [
        NOW - timedelta(days=3),
        datetime(2026, 11, 20, 8, tzinfo=UTC),
    ]


def test_what_belongs_to_a_file_goes_with_it_and_nothing_else_does(tmp_path: Path) -> None:
    first, second = "replaced-20260101T000000Z", "replaced-20260201T000000Z"
    store = left(tmp_path, first, f"{first}-wal", f"{first}-shm", second, "ballast", "kept", "key.pem")
    store.touch()
    spared = spare(leftovers(store), NOW)
    delete(spared)

    assert [(each.path.name, each.size) for each in spared] == [(f"vigie.db.{first}", 30)]
    assert {each.name for each in tmp_path.iterdir()} == {
        "vigie.db",
        *(f"vigie.db.{name}" for name in (second, "ballast", "kept", "key.pem")),
    }


def test_a_copy_without_a_moment_in_its_name_is_as_old_as_its_file(tmp_path: Path) -> None:
    (found,) = leftovers(left(tmp_path, "before-triage-1"))

    assert (found.why, found.at) == ("before", datetime.fromtimestamp(1, UTC))


def test_where_nothing_was_left_there_is_nothing(tmp_path: Path) -> None:
    assert leftovers(tmp_path / "vigie.db") == ()
