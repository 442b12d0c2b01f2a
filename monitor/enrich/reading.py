"""One reading of a prose, shared by all enrichers: its words, its sentences and clauses, and the way back to it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from operator import attrgetter

from monitor.text import Word, undisguise, words

LIMIT = 20_000  # characters; what stands beyond is not judged, so that no text can make us slow

_SENTENCE = re.compile(r"[.!…。！\n]")
_QUESTION = re.compile(r"[?？]")
_CLAUSE = re.compile(r"[,;:()\[\]\"«»“”•|–—]|\s-\s")
_NO_MARK = frozenset({"", " ", "'", "’", "-"})
_ENDS = {"": 0, ",": 0, ".": 1, "?": 1}  # sentences
SHORT_GAP, KNOWN_GAPS = 8, 4_096


@dataclass(frozen=True, slots=True)
class Reading:
    """*texts* are those of the words. `marks[i]` is what follows `words[i]`: `.` or `?` where a sentence ends, `,`
    where a clause does, else nothing; `clauses[i]` and `sentences[i]` tell in which one it stands."""

    prose: str
    words: tuple[Word, ...]
    texts: tuple[str, ...]
    marks: tuple[str, ...]
    clauses: tuple[int, ...]
    sentences: tuple[int, ...]

    def outside(self, pattern: re.Pattern[str]) -> tuple[Word, ...]:
        """The words that do not begin inside a match of *pattern*."""
        kept: list[Word] = []
        at = 0
        for match in pattern.finditer(self.prose):
            kept += self.words[at : self._at(match.start())]
            at = self._at(match.end())
        return (*kept, *self.words[at:])

    def _at(self, place: int) -> int:
        """Which word begins at or after *place* in the prose."""
        return bisect_left(self.words, place, key=_start)


_start = attrgetter("start")


@lru_cache(maxsize=2)
def read(prose: str) -> Reading:
    prose = prose[:LIMIT]
    found = undisguise(words(prose), prose)
    if not found:
        return Reading(prose, (), (), (), (), ())
    texts, begins, ends = zip(*found, strict=True)
    gaps = map(prose.__getitem__, map(slice, ends, (*begins[1:], None)))
    marks = tuple(map(_marks.__getitem__, gaps))
    marks = (*marks[:-1], marks[-1] if marks[-1] == "?" else ".")
    parted = ("", *marks[:-1])
    return Reading(
        prose,
        found,
        texts,
        marks,
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
