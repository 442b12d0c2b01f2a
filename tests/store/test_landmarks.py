"""Which wordings have a landmark in common: the same whatever was written to the table, taken back or left."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest

from monitor.store import Store
from monitor.store.landmarks import EACH, PER_LANDMARK
from monitor.text import landmarks

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
COMMON = bytes(12)  # three runs that stand in many texts


class TakenBack(Exception):
    """Why a transaction ended."""


@pytest.fixture(name="path")
def _path(tmp_path: Path) -> Path:
    return tmp_path / "vigie.db"


@pytest.fixture(name="store")
def _store(path: Path) -> Iterator[Store]:
    with contextlib.closing(Store(path, now=NOW)) as store:
        yield store


def write(store: Store, dice: Random, count: int) -> None:
    """Texts that nobody said, in one transaction; one in ten has what many have."""
    with store.atomic():
        place(store, dice, count)


def place(store: Store, dice: Random, count: int, *, whole: bool = True) -> None:
    for number in range(count):
        sketch = dice.randbytes(4 * dice.randrange(10, 60)) + COMMON * (number % 10 == 0)
        store.mentions.families.place(dice.randbytes(8).hex(), sketch)
    if not whole:
        raise TakenBack


def missed(store: Store) -> int:
    """Of how many landmarks other wordings are told than those that have it, the latest of them."""
    having: dict[int, list[int]] = {}
    for wording, sketch in store.db.execute("SELECT id, sketch FROM wording ORDER BY id DESC"):
        for mark in landmarks(sketch):
            having.setdefault(mark, []).append(wording)
    with store.atomic():
        store.mentions.families.landmarks.remember()
        asked = store.mentions.families.landmarks.having
        return sum(asked(mark) != wordings[:PER_LANDMARK] for mark, wordings in having.items())


def written(store: Store) -> int:
    return int(store.db.execute("SELECT count(*) FROM landmark").fetchone()[0])


def test_a_wording_is_known_by_its_landmarks_whether_or_not_they_are_written(store: Store) -> None:
    write(store, Random(1), 100 * EACH)

    assert 0 < written(store) < 8 * 100 * EACH, "some of them, and not all"
    assert missed(store) == 0


def test_what_was_not_written_is_known_after_a_restart(store: Store, path: Path) -> None:
    write(store, Random(2), 60 * EACH + 7)
    store.close()

    with contextlib.closing(Store(path, now=NOW)) as again:
        assert missed(again) == 0
        write(again, Random(3), 60 * EACH)
        assert missed(again) == 0


def test_what_was_taken_back_is_forgotten_with_what_was_written_meanwhile(store: Store) -> None:
    dice = Random(4)
    write(store, dice, 50 * EACH)
    before = written(store)

    with pytest.raises(TakenBack), store.atomic():
        place(store, dice, 50 * EACH, whole=False)

    assert written(store) == before
    write(store, dice, 5)  # under numbers that others had
    assert missed(store) == 0


def test_a_part_that_was_taken_back_leaves_the_rest_known(store: Store) -> None:
    dice = Random(5)
    with store.atomic():
        place(store, dice, 30 * EACH)
        with pytest.raises(TakenBack), store.apart():
            place(store, dice, 30 * EACH, whole=False)
        place(store, dice, EACH // 2)

    assert missed(store) == 0


def test_what_another_process_writes_is_known_as_well(store: Store, path: Path) -> None:
    dice = Random(6)
    with contextlib.closing(Store(path, now=NOW)) as other:
        for _ in range(12):
            write(store, dice, 5 * EACH - 3)
            write(other, dice, 3 * EACH + 1)

            assert missed(store) == missed(other) == 0


def test_a_wording_that_is_forgotten_leaves_no_landmark(store: Store) -> None:
    write(store, Random(7), 80 * EACH)

    with store.atomic():
        store.mentions.families.forget(range(1, 40 * EACH))  # nobody carries them

    (first,) = store.db.execute("SELECT min(wording) FROM landmark").fetchone()
    assert first >= 40 * EACH
    assert missed(store) == 0
