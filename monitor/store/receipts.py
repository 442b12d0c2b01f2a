"""The receipts: what a target has just answered, noted beside the diary until the diary has it.

The diary has other things to write, and its commits wait for the disk. Each call has a slip, a file of its own: empty
until the call begins, which is on the disk before it does. Its receipt is there as soon as it is noted, even if the
process is killed in the next moment; if the power fails it may be gone, and what it told of is repeated. A call that is
made by another process goes on for as long as its slip is locked.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

Call = tuple[int, int]  # a delivery, and which attempt
Noted = dict[Call, str]  # its receipt; empty where it was refused, or never begun


class Receipts:
    """The slips in *folder*, each of which goes when the diary has what is on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kept: Noted = {}

    def slip(self, call: Call) -> Path:
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, exist_ok=True)
        return self.folder / f"{call[0]}-{call[1]}"

    def lay_out(self, call: Call) -> None:
        """An empty slip for a call that is still to be decided on; what somebody who was quicker wrote on it stays."""
        with suppress(OSError), self.slip(call).open("ab"):
            pass

    def begin(self, call: Call) -> None:
        """Say on the disk that it may be heard from now on. Where that cannot be said, nothing is known of it."""
        try:
            with self.slip(call).open("ab", buffering=0) as file:
                file.write(b'{"begun": true}\n')
                os.fsync(file.fileno())
        except OSError:
            with suppress(OSError):
                self.slip(call).unlink(missing_ok=True)

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
    """None where it may have been heard, and nobody knows."""
    try:
        *lines, _ = slip.read_bytes().split(b"\n")
        if not lines and not slip.stat().st_size:
            return ""
        told = [json.loads(line) for line in lines]
    except (OSError, ValueError):
        return None
    receipts = (each.get("receipt") for each in told if isinstance(each, dict))
    return next((receipt for receipt in receipts if isinstance(receipt, str)), None)
