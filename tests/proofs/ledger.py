"""Each world of the kills in a line of its own, written when it is over: what was seen stands there, however the run
ends."""

from __future__ import annotations

import csv
import traceback
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import Future
from math import sqrt
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
    "calls outlived": "outlived",
    "calls cut off": "cut",
    "of these unheard": "unheard",
    "unanswered": "unanswered",
    "answered": "answered",
    "known by key": "known",
    "found": "found",
    "parked": "parked",
    "of these never heard": "unknown",
    "overtaken": "overtaken",
    "refused": "refused",
    "twice": "twice",
    "by chance": "by chance",
    "by aim": "by aim",
    "courier killed": "by whole",
}
SHARE = 0.05  # of the kills that come when they come may let something arrive twice, of many of them
CHANCE = 4.0  # standard deviations that a few of them may lie above it
HEAD = ("world", "kills", *COLUMNS, "lost", "what did not hold")


def too_many(twice: int, kills: int) -> bool:
    """Whether that *kills* at random moments let something arrive *twice* so often is more than what chance makes of
    SHARE. Two hundred of ten thousand that hold it are above it one time in five."""
    most = SHARE * kills
    return twice > most + CHANCE * sqrt(most)


class Ledger:
    """Kept in *path*, and gone on with where it is there. *broken* are the worlds in which something did not hold: what
    they counted is not known. *over*: all that need not be tried again."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.total = Counter[str]()
        self.broken: list[str] = []
        self.over: set[int] = set()
        if not path.exists():
            path.write_text("\t".join(HEAD) + "\n", encoding="utf-8")
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                self._read(row)

    def _read(self, row: Mapping[str, str]) -> None:
        self.over.add(int(row["world"]))
        if reason := row["what did not hold"]:
            self.broken.append(f"world {row['world']}: {reason}")
        else:
            self.total += Counter({name: int(row[column]) for column, name in COLUMNS.items()})

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
