"""One reading of a prose, shared by all enrichers: its words, its sentences and clauses, and the way back to it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate
from typing import Generic, TypeVar

from monitor.text import Columns, columns, undisguise, undisguised

LIMIT = 20_000  # characters; what stands beyond is not judged, so that no text can make us slow

_SENTENCE = re.compile(r"[.!…。！\n]")
_QUESTION = re.compile(r"[?？]")
_CLAUSE = re.compile(r"[,;:()\[\]\"«»“”•|–—]|\s-\s")
_NO_MARK = frozenset({"", " ", "'", "’", "-"})
_ENDS = {"": 0, ",": 0, ".": 1, "?": 1}  # sentences
SHORT_GAP, KNOWN_GAPS = 8, 4_096


T = TypeVar("T")


class lazily(Generic[T]):  # noqa: N801
    """What `cached_property` is, without its lock."""

    def __init__(self, make: Callable[..., T]) -> None:
        self.make, self.name = make, make.__name__

    def __get__(self, reading: Reading, owner: type[Reading]) -> T:
        value = reading.__dict__[self.name] = self.make(reading)
        return value


class Reading:
    """*texts* are the words, each from its place in *begins* to that in *ends*. `marks[i]` is what follows word *i*:
    `.` or `?` where a sentence ends, `,` where a clause does, else nothing; `clauses[i]` and `sentences[i]` tell in
    which one it stands. What nobody asks for is not read."""

    def __init__(self, prose: str) -> None:
        self.prose = prose
        said = undisguised(prose)
        self._whole = said is not None  # no word is hidden in several
        self.texts: tuple[str, ...] = self._columns.texts if said is None else said

    @lazily
    def _columns(self) -> Columns:
        told = columns(self.prose)
        return told if self._whole else undisguise(told, self.prose)

    @lazily
    def begins(self) -> tuple[int, ...]:
        return self._columns.begins

    @lazily
    def ends(self) -> tuple[int, ...]:
        return self._columns.ends

    @lazily
    def marks(self) -> tuple[str, ...]:
        if not self.texts:
            return ()
        marks = [_marks[self.prose[end:begin]] for end, begin in zip(self.ends, (*self.begins[1:], None), strict=True)]
        marks[-1] = marks[-1] if marks[-1] == "?" else "."
        return tuple(marks)

    @lazily
    def clauses(self) -> tuple[int, ...]:
        return tuple(accumulate(map(len, ("", *self.marks[:-1])))) if self.texts else ()

    @lazily
    def sentences(self) -> tuple[int, ...]:
        return tuple(accumulate(map(_ENDS.__getitem__, ("", *self.marks[:-1])))) if self.texts else ()

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
    return Reading(prose[:LIMIT])


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
