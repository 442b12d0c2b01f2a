"""What kill -9 leaves: the files of a folder as they are before each call that may change one of them."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import FrameType

from monitor.store import Store
from tests.store.ruled import written

STATEMENTS = frozenset({"execute", "executemany"})
FILES = frozenset(
    {"open", "write", "close", "__exit__", "rename", "replace", "link", "unlink", "truncate", "sendfile", "fsync"}
)


def left_by_kills(folder: Path, act: Callable[[], object], calls: frozenset[str] = STATEMENTS | FILES) -> list[Path]:
    """Let *act* happen in *folder*: for each moment before one of the *calls* in C that it makes, what kill -9 would
    leave then, as a folder beside it. What stands in a buffer is not left."""
    left: list[Path] = []
    copying = False

    def kill(frame: FrameType, event: str, called: object) -> None:
        nonlocal copying
        if event == "c_call" and not copying and getattr(called, "__name__", "") in calls:
            copying = True
            left.append(folder.with_name(f"{folder.name} left {len(left)}"))
            shutil.copytree(folder, left[-1], ignore=shutil.ignore_patterns("*-shm"), symlinks=True)
            copying = False

    sys.setprofile(kill)
    try:
        act()
    finally:
        sys.setprofile(None)
    return left


def meanwhile(act: Callable[[], object], other: Callable[[], object], statement: int, last: str) -> bool:
    """Let *act* happen, and *other* in the middle of it: before it executes the SQL *statement* of that number, counted
    from 0, none of which comes after *last*. Whether it came so far."""
    count, over = 0, False

    def step(frame: FrameType, event: str, called: object) -> None:
        nonlocal count, over
        if event == "c_call" and not over and getattr(called, "__name__", "") == "execute":
            over = count == statement or frame.f_locals.get("sql") == last
            count += 1
            if over:
                sys.setprofile(None)
                other()

    sys.setprofile(step)
    try:
        act()
    finally:
        sys.setprofile(None)
    return count > statement


def start_killed(folder: Path, now: datetime) -> tuple[str, list[Path]]:
    """Start the store in *folder*: its schema, and for each statement what kill -9 would leave before it."""
    store: list[Store] = []
    left = left_by_kills(folder, lambda: store.append(Store(folder / "vigie.db", now=now)), STATEMENTS)
    ruled = written(store[0].db)
    store[0].close()
    return ruled, left
