"""What upgrades and restores kept of the diary as it was: what of it may go once all is well, and what stays.

Each holds what retention and erasure have taken from the diary since.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from monitor.store.safety import aside

_NAMED = re.compile(r"\.(before|replaced)-(?:.*-)?(\d{8}T\d{6}Z|\d{9,11})$")
_PARTS = ("-wal", "-shm", "-journal", ".part")  # of one file


@dataclass(frozen=True, slots=True)
class Leftover:
    """A diary as it was before an upgrade (*why* is before) or a restore (replaced), set aside *at* a moment, with the
    *files* that belong to it; *size* in bytes."""

    path: Path
    why: str
    at: datetime
    files: tuple[Path, ...]
    size: int


def leftovers(store: Path) -> tuple[Leftover, ...]:
    """Those beside the diary at *store*, the newest first."""
    parts: dict[Path, list[Path]] = {}
    for file in aside(store):
        parts.setdefault(_whole(file), []).append(file)
    found = (_leftover(store, path, files) for path, files in parts.items())
    return tuple(sorted(found, key=lambda each: (each.at, each.path.name), reverse=True))


def spare(found: Sequence[Leftover], until: datetime) -> tuple[Leftover, ...]:
    """Those set aside before *until*, without the newest of each kind."""
    newest = {each.why: each for each in reversed(found)}
    return tuple(each for each in found if each.at < until and newest[each.why] is not each)


def delete(spared: Iterable[Leftover]) -> None:
    for each in spared:
        for file in each.files:
            file.unlink(missing_ok=True)


def _whole(file: Path) -> Path:
    ending = next((each for each in _PARTS if file.name.endswith(each)), "")
    return file.with_name(file.name.removesuffix(ending))


def _leftover(store: Path, path: Path, files: Sequence[Path]) -> Leftover:
    """When it was set aside stands in its name; a file's own time is that of what was last written in it."""
    told = _NAMED.search(path.name)
    sizes = [file.stat() for file in files]
    at = datetime.fromtimestamp(max(each.st_mtime for each in sizes), UTC)
    if told and told[2].isdigit():
        at = datetime.fromtimestamp(int(told[2]), UTC)
    elif told:
        at = datetime.strptime(told[2], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    why = path.name.removeprefix(f"{store.name}.").partition("-")[0]
    return Leftover(path, why, at, tuple(files), sum(each.st_size for each in sizes))
