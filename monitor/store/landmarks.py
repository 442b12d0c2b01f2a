"""Where a wording may be recognised: which wordings have a landmark in common with a text.

Landmarks are scattered as hashes are: a row for each, written at once, is a page of the file for each, which in a large
diary was most of what a mention cost to be written. So those of the last wordings are remembered here, in order, and
written part by part of the table, each part in its turn. No turn is written down, and nothing is lost with a process:
the number of a wording tells whose turn it is, and its sketch what its landmarks are.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from collections.abc import Iterable

from sqlite_utils import Database

from monitor.text import landmarks

PER_LANDMARK = 32  # wordings, the latest: a phrase that stands in all texts of a site says nothing
PARTS = 1024  # of the table, each as long a stretch of hashes
PART = 22  # bits of a hash of 32 behind those that tell its part
EACH = 20  # wordings, after which a part has its turn
RECENT = PARTS * EACH  # wordings: about 1.3 MB, with eight landmarks each
STRIDE = 619  # parts from one turn to the next, for landmarks are small hashes, and full parts stand side by side
NUMBER = 32  # bits of the number of a wording, behind the landmark in one integer
_NUMBERS = (1 << NUMBER) - 1
_HAVING = "SELECT wording FROM landmark WHERE hash = ? ORDER BY wording DESC LIMIT ?"


class Landmarks:
    """The wordings of each landmark: the table, and beside it what waits to be written there."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.waiting = _parts()
        self.last = (0, "")  # the wording that is remembered last: its number and its words

    def having(self, mark: int) -> list[int]:
        """The wordings that have it, the latest first, no more than PER_LANDMARK; see `remember`."""
        part = self.waiting[mark >> PART]
        end = bisect_left(part, (mark + 1) << NUMBER)
        first = bisect_left(part, mark << NUMBER, max(0, end - PER_LANDMARK), end)
        waiting = [each & _NUMBERS for each in reversed(part[first:end])]  # all later than what is written of its part
        if len(waiting) == PER_LANDMARK:
            return waiting
        rows = self.db.execute(_HAVING, [mark, PER_LANDMARK - len(waiting)])
        return [*waiting, *(wording for (wording,) in rows)]

    def remember(self) -> None:
        """Make sure that what waits is that of the wordings that are there: others write them as well, and what was
        written may have been taken back."""
        last = self.db.execute("SELECT id, words FROM wording ORDER BY id DESC LIMIT 1").fetchone() or (0, "")
        if last == self.last:
            return
        if not self.db.execute("SELECT 1 FROM wording WHERE id = ? AND words = ?", self.last).fetchone():
            self.waiting, self.last = _parts(), (0, "")
        written = _written(last[0])
        for part, edge in enumerate(written):
            if edge > self.last[0]:  # another process has written it
                self.waiting[part] = array("Q")
        after = max(self.last[0], last[0] - RECENT)
        for wording, sketch in self.db.execute("SELECT id, sketch FROM wording WHERE id > ?", [after]):
            self._keep(wording, (mark for mark in landmarks(sketch) if wording > written[mark >> PART]))
        self.last = last

    def add(self, wording: int, words: str, marks: Iterable[int]) -> None:
        """A new wording, which is the last one."""
        self._keep(wording, marks)
        self.last = wording, words
        if wording % EACH == 0:
            self._write(_part(wording // EACH))

    def forget(self, wording: int, marks: Iterable[int]) -> None:
        for mark in marks:
            part, each = self.waiting[mark >> PART], mark << NUMBER | wording
            if each in part:
                part.remove(each)
            self.db.execute("DELETE FROM landmark WHERE hash = ? AND wording = ?", [mark, wording])

    def _keep(self, wording: int, marks: Iterable[int]) -> None:
        for mark in marks:
            insort(self.waiting[mark >> PART], mark << NUMBER | wording)

    def _write(self, part: int) -> None:
        rows = [(each >> NUMBER, each & _NUMBERS) for each in self.waiting[part]]
        self.db.conn.executemany("INSERT OR IGNORE INTO landmark (hash, wording) VALUES (?, ?)", rows)
        self.waiting[part] = array("Q")


def _parts() -> list[array[int]]:
    return [array("Q") for _ in range(PARTS)]


def _part(turn: int) -> int:
    return turn * STRIDE % PARTS


def _written(last: int) -> list[int]:
    """Up to which wording each part was written, where *last* is the number of the last wording."""
    written = [0] * PARTS
    for turn in range(max(1, last // EACH - PARTS + 1), last // EACH + 1):
        written[_part(turn)] = turn * EACH
    return written
