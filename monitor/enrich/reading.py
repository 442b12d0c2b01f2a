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
    """*texts* are those of the words, *line* the same on one line, a blank between them, marks standing as words of
    their own: `.` or `?` where a sentence ends, `,` where a clause does. `starts[i]` is where `words[i]` begins in it,
    `clauses[i]` and `sentences[i]` tell in which one it stands."""

    prose: str
    words: tuple[Word, ...]
    texts: tuple[str, ...]
    line: str
    starts: tuple[int, ...]
    clauses: tuple[int, ...]
    sentences: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the prose of the words of `line[start:end]`, which holds at least one."""
        first, after = bisect_left(self.starts, start), bisect_left(self.starts, end)
        return self.words[first].start, self.words[after - 1].end

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """The place in the line of the sentence around `line[start:end]`, the marks at both its ends included."""
        left = max(self.line.rfind(" . ", 0, start), self.line.rfind(" ? ", 0, start)) + 1
        rights = (self.line.find(mark, end - 1) for mark in (" . ", " ? "))
        return left, min((right for right in rights if right >= 0), default=len(self.line)) + 3

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

    def index(self, at: int) -> int:
        """Which word begins at or after *at* in the line."""
        return bisect_left(self.starts, at)


_start = attrgetter("start")


@lru_cache(maxsize=2)
def read(prose: str) -> Reading:
    prose = prose[:LIMIT]
    found = undisguise(words(prose), prose)
    if not found:
        return Reading(prose, (), (), f" . {_last(prose)} ", (), (), ())
    texts, begins, ends = zip(*found, strict=True)
    marks = ["", *[_marks[prose[end:begin]] for end, begin in zip(ends, begins[1:], strict=False)]]
    shown = [f"{mark} {text}" if mark else text for mark, text in zip(marks, texts, strict=True)]
    places = accumulate(map(len, shown), lambda place, length: place + length + 1, initial=3)
    return Reading(
        prose,
        found,
        texts,
        " ".join((" .", *shown, f"{_last(prose[ends[-1] :])} ")),
        tuple([place + 2 * len(mark) for place, mark in zip(places, marks, strict=False)]),
        tuple(accumulate(map(len, marks))),
        tuple(accumulate(map(_ENDS.__getitem__, marks))),
    )


def _last(gap: str) -> str:
    return "?" if _QUESTION.search(gap) else "."


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
