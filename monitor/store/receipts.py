"""The receipts: what a target has just answered, noted beside the diary until the diary has it.

The diary has other things to write, and its commits wait for the disk. A note is there as soon as it is made, even if
the process is killed in the next moment; if the power fails it may be gone, and what it told of is repeated.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from monitor.model import Delivery

Noted = dict[tuple[int, int], str]  # (delivery, attempt): its receipt


class Receipts:
    """The notes in the file at *path*, which is emptied whenever the diary has all of them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.kept: Noted = {}

    def note(self, delivery: Delivery, receipt: str) -> None:
        """A disk that cannot take it changes nothing: it is still kept in mind."""
        self.kept[delivery.id, delivery.attempts] = receipt
        line = f"{delivery.id} {delivery.attempts} {' '.join(receipt.split())}\n"
        with suppress(OSError), self.path.open("ab", buffering=0) as file:
            file.write(line.encode())

    def drop(self, noted: Noted) -> None:
        """The diary has them."""
        for each in noted:
            self.kept.pop(each, None)
        if noted and not self.kept:
            with suppress(OSError):
                self.path.write_bytes(b"")

    def left(self) -> Noted:
        """What a process that was killed has noted; a line without its end is none."""
        try:
            lines = self.path.read_text(encoding="utf-8", errors="replace").splitlines(keepends=True)
        except OSError:
            return {}
        whole = (line.split(" ", 2) for line in lines if line.endswith("\n"))
        return {
            (int(found[0]), int(found[1])): found[2].strip()
            for found in whole
            if len(found) == 3 and found[0].isdecimal() and found[1].isdecimal()
        }
