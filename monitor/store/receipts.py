"""The receipts: what a target has just answered, noted beside the diary until the diary has it.

The diary has other things to write, and its commits wait for the disk. Each call has a slip, a file of its own, and its
receipt is there as soon as it is noted, even if the process is killed in the next moment; if the power fails it may be
gone, and what it told of is repeated. A call that is made by another process goes on for as long as its slip is locked.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

Call = tuple[int, int]  # a delivery, and which attempt
Noted = dict[Call, str]  # its receipt; empty where it was refused


class Receipts:
    """The slips in *folder*, each of which goes when the diary has what is on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kept: Noted = {}

    def slip(self, call: Call) -> Path:
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, exist_ok=True)
        return self.folder / f"{call[0]}-{call[1]}"

    def note(self, call: Call, receipt: str) -> None:
        """A disk that cannot take it changes nothing: it is still kept in mind. What a slip says already stays."""
        self.kept[call] = receipt
        line = json.dumps({"receipt": receipt})
        with suppress(OSError), self.slip(call).open("ab", buffering=0) as file:
            file.write(f"{line}\n".encode())

    def drop(self, calls: Iterable[Call]) -> None:
        """The diary has them."""
        for call in tuple(calls):
            self.kept.pop(call, None)
            with suppress(OSError):
                self.slip(call).unlink(missing_ok=True)

    def calls(self) -> tuple[Call, ...]:
        """All that have a slip."""
        with suppress(OSError):
            names = (path.name.partition("-") for path in self.folder.iterdir())
            return tuple((int(one), int(two)) for one, _, two in names if one.isdecimal() and two.isdecimal())
        return ()

    def goes_on(self, call: Call) -> bool:
        """Whether another process is still making it."""
        try:
            with self.slip(call).open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def left(self, calls: Iterable[Call]) -> Noted:
        """What was noted of those that are over."""
        found = {call: _receipt(self.slip(call)) for call in calls}
        return {call: receipt for call, receipt in found.items() if receipt is not None}


def _receipt(slip: Path) -> str | None:
    """The first line, if it is whole."""
    try:
        line, end, _ = slip.read_bytes().partition(b"\n")
        told = json.loads(line) if end else None
    except (OSError, ValueError):
        return None
    receipt = told.get("receipt") if isinstance(told, dict) else None
    return receipt if isinstance(receipt, str) else None
