"""One reading of a prose, shared by all enrichers: its words, its sentences and clauses, and the way back to it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from monitor.text import Columns, Word, columns, undisguise

LIMIT = 20_000  # characters; what stands beyond is not judged, so that no text can make us slow

_SENTENCE = re.compile(r"[.!…。！\n]")
_QUESTION = re.compile(r"[?？]")
_CLAUSE = re.compile(r"[,;:()\[\]\"«»“”•|–—]|\s-\s")
_NO_MARK = frozenset({"", " ", "'", "’", "-"})
_ENDS = {"": 0, ",": 0, ".": 1, "?": 1}  # sentences
SHORT_GAP, KNOWN_GAPS = 8, 4_096


@dataclass(frozen=True, slots=True)
class Reading:
    """*texts* are the words, each from its place in *begins* to that in *ends*. `marks[i]` is what follows word *i*:
    `.` or `?` where a sentence ends, `,` where a clause does, else nothing; `clauses[i]` and `sentences[i]` tell in
    which one it stands."""

    prose: str
    texts: tuple[str, ...] = ()
    begins: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    marks: tuple[str, ...] = ()
    clauses: tuple[int, ...] = ()
    sentences: tuple[int, ...] = ()

    @property
    def words(self) -> tuple[Word, ...]:
        return Columns(self.texts, self.begins, self.ends).words

    def written(self, at: int) -> str:
        """Word *at* as it stands in the prose."""
        return self.prose[self.begins[at] : self.ends[at]]

    def outside(self, pattern: re.Pattern[str]) -> list[int]:
        """Which words do not begin inside a match of *pattern*."""
        kept: list[int] = []
        at = 0
        for match in pattern.finditer(self.prose):
            kept += range(at, bisect_left(self.begins, match.start()))
            at = bisect_left(self.begins, match.end())
        return [*kept, *range(at, len(self.texts))]


@lru_cache(maxsize=2)
def read(prose: str) -> Reading:
    prose = prose[:LIMIT]
    texts, begins, ends = undisguise(columns(prose), prose)
    if not texts:
        return Reading(prose)
    marks = [*map(_marks.__getitem__, map(prose.__getitem__, map(slice, ends, (*begins[1:], None))))]
    marks[-1] = marks[-1] if marks[-1] == "?" else "."
    parted = ("", *marks[:-1])
    return Reading(
        prose,
        texts,
        begins,
        ends,
        tuple(marks),
        tuple(accumulate(map(len, parted))),
        tuple(accumulate(map(_ENDS.__getitem__, parted))),
    )


class _Marks(dict[str, str]):
    """The marks of what stands between two words, learned as they come."""

    def __missing__(self, gap: str) -> str:
        mark = _mark(gap)
        if len(gap) <= SHORT_GAP and len(self) < KNOWN_GAPS:
            self[gap] = mark
        return mark


_marks = _Marks()


def _mark(gap: str) -> str:
    if gap in _NO_MARK:
        return ""
    if _QUESTION.search(gap):
        return "?"
    if _SENTENCE.search(gap):
        return "."
    return "," if _CLAUSE.search(gap) else ""
