"""Each world of the kills in a line of its own, written when it is over: what was seen stands there, however the run
ends."""

from __future__ import annotations

import traceback
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import Path

# A column, and what of the counts stands in it.
COLUMNS = {
    "at random": "random",
    "aimed": "aimed",
    "with couriers": "whole",
    "around the start": "early",
    "while stopping": "leaving",
    "lives begun anew": "anew",
    "items": "items",
    "alerts": "alerts",
    "deliveries": "deliveries",
    "calls cut off": "cut",
    "twice by chance": "by chance",
    "twice by aim": "by aim",
    "parked": "parked",
    "overtaken": "overtaken",
    "refused": "refused",
}


class Ledger:
    """Begun anew in *path*. *broken* are the worlds in which something did not hold; what they counted is not known."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.total = Counter[str]()
        self.broken: list[str] = []
        path.write_text("\t".join(("world", "kills", *COLUMNS, "lost", "what did not hold")) + "\n", encoding="utf-8")

    def enter(self, seed: int, world: Future[Counter[str]]) -> None:
        if error := world.exception():
            reason = next(iter(str(error).splitlines()), "") or type(error).__name__
            self.broken.append(f"world {seed}: " + "".join(traceback.format_exception(error)))
            self._write([seed, *[""] * (len(COLUMNS) + 2), reason.replace("\t", " ")])
            return
        counts = world.result()
        self.total += counts
        self._write([seed, counts["random"] + counts["aimed"], *_told(counts), 0, ""])

    def _write(self, row: list[object]) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write("\t".join(map(str, row)) + "\n")


def _told(counts: Mapping[str, int]) -> list[int]:
    return [counts[name] for name in COLUMNS.values()]
