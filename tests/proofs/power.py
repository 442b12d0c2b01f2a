"""A recording of what was written, and the disk as it may be found after the power failed in the middle of it.

What was synced is there. Of what came later, each sector of 512 bytes may be there or not, in any order; so may each
change of a file's length. A file's name is there once its folder was synced, or as a coin decides; a name that was
taken away is gone once anything was synced later, or as a coin decides. Source: the crash tests of sqlite.org/testing.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

SECTOR = 512


@dataclass(frozen=True, slots=True)
class Step:
    """One change: *kind* is (w)rite, (t)runcate, (s)ync, (d)elete or sy(n)c of the folder."""

    kind: str
    name: str
    offset: int
    data: bytes


def steps(recording: Path) -> Iterator[Step]:
    raw = recording.read_bytes()
    at = 0
    while at < len(raw):
        kind = chr(raw[at])
        (named,) = struct.unpack_from("<Q", raw, at + 1)
        name = raw[at + 9 : at + 9 + named].decode()
        at += 9 + named
        offset, length = struct.unpack_from("<QQ", raw, at)
        size = length if kind == "w" else 0
        yield Step(kind, name, offset, raw[at + 16 : at + 16 + size])
        at += 16 + size


def write(disk: bytearray, offset: int, data: bytes) -> None:
    if len(disk) < offset + len(data):
        disk.extend(bytes(offset + len(data) - len(disk)))
    disk[offset : offset + len(data)] = data


@dataclass(slots=True)
class File:
    """*disk* is what is safe; *later* what was done since."""

    disk: bytearray = field(default_factory=bytearray)
    later: list[Step] = field(default_factory=list)
    named: bool = False  # its name is safe
    gone: bool = False  # it was deleted, and that is not safe yet


@dataclass(slots=True)
class Disk:
    """The files as the power would leave them, moved on step by step."""

    files: dict[str, File] = field(default_factory=dict)

    def do(self, step: Step) -> None:
        if step.kind == "n":
            self._settle_names()
            return
        file = self.files.setdefault(step.name, File())
        if step.kind in "wt":
            if file.gone:
                self.files[step.name] = file = File()
            file.later.append(step)
        elif step.kind == "s":
            for each in file.later:
                _apply(file.disk, each)
            file.later.clear()
            self._settle_names()  # a journalled file system commits names before a later sync returns
        elif step.kind == "d":
            file.gone = True

    def _settle_names(self) -> None:
        self.files = {name: file for name, file in self.files.items() if not file.gone}
        for file in self.files.values():
            file.named = True

    def after_a_cut(self, random: Random) -> dict[str, bytes]:
        """What is found there: at worst half of what was not safe, torn and out of order."""
        found: dict[str, bytes] = {}
        for name, file in self.files.items():
            if (file.gone or not file.named) and random.random() < 0.5:
                continue
            found[name] = _torn(file, random)
        return found


def _apply(disk: bytearray, step: Step) -> None:
    if step.kind == "t":
        del disk[step.offset :]
    else:
        write(disk, step.offset, step.data)


def _torn(file: File, random: Random) -> bytes:
    disk = bytearray(file.disk)
    share = random.choice((0.0, 0.1, 0.5, 0.9, 1.0))
    for step in file.later:
        if step.kind == "t":
            if random.random() < share:
                del disk[step.offset :]
            continue
        for at in range(0, len(step.data), SECTOR):
            if random.random() < share:
                write(disk, step.offset + at, step.data[at : at + SECTOR])
    return bytes(disk)


def acknowledged(done: Iterable[Step]) -> list[str]:
    """The facts among those steps, in their order."""
    return [step.data.decode().strip() for step in done if step.kind == "w" and step.name == "acks"]
