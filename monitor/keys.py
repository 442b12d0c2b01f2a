"""Keys of this installation: a file each, made at its first use, which only its owner may read."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path


def key_at(path: Path, make: Callable[[], bytes]) -> bytes:
    """What stands in the file at *path*; where there is none, what *make* gives, which is there whole or not at all
    whoever is killed and whenever the power fails. Of two who need it first, one makes it. Raises OSError."""
    if not path.exists():
        part = path.with_name(f"{path.name}.part")
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if path.exists():
                part.unlink(missing_ok=True)
            else:
                file.truncate()  # somebody may have been killed in the middle of his
                file.write(make())
                file.flush()
                os.fsync(file.fileno())
                part.rename(path)
    return path.read_bytes()
