"""A store that is killed while it starts: its files as they are before each of its statements."""

from __future__ import annotations

import shutil
import sys
from datetime import datetime
from pathlib import Path
from types import FrameType

from monitor.store import Store
from tests.store.ruled import written


def start_killed(folder: Path, now: datetime) -> tuple[str, list[Path]]:
    """Start the store in *folder*: its schema, and for each statement what kill -9 would leave before it."""
    left: list[Path] = []

    def kill(frame: FrameType, event: str, called: object) -> None:
        if event == "c_call" and getattr(called, "__name__", "") == "execute":
            left.append(folder.with_name(f"left{len(left)}"))
            shutil.copytree(folder, left[-1], ignore=shutil.ignore_patterns("*-shm"))

    sys.setprofile(kill)
    try:
        store = Store(folder / "vigie.db", now=now)
    finally:
        sys.setprofile(None)
    ruled = written(store.db)
    store.close()
    return ruled, left
