"""One reading of a prose, shared by all enrichers: its words, its sentences and clauses, and the way back to it."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from monitor.text import Word, undisguise, words

LIMIT = 20_000  # characters; what stands beyond is not judged, so that no text can make us slow

_SENTENCE = re.compile(r"[.!…。！\n]")
_QUESTION = re.compile(r"[?？]")
_CLAUSE = re.compile(r"[,;:()\[\]\"«»“”•|–—]|\s-\s")
_NO_MARK = frozenset({"", " ", "'", "’", "-"})


@dataclass(frozen=True, slots=True)
class Reading:
    """*line* is the folded words on one line, a blank between them, marks standing as words of their own: `.` or `?`
    where a sentence ends, `,` where a clause does. `starts[i]` is where `words[i]` begins in it, `clauses[i]` and
    `sentences[i]` tell in which one it stands."""

    prose: str
    words: tuple[Word, ...]
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
    line = [" ."]
    starts: list[int] = []
    clauses: list[int] = []
    sentences: list[int] = []
    at, end, clause, sentence = 3, 0, 0, 0
    for word in found:
        text, start, stop = word
        if starts and (gap := prose[end:start]) not in _NO_MARK and (mark := _mark(gap)):
            line.append(mark)
            at += 2
            clause += 1
            sentence += mark != ","
        line.append(text)
        starts.append(at)
        clauses.append(clause)
        sentences.append(sentence)
        at += len(text) + 1
        end = stop
    line.append("? " if _QUESTION.search(prose, end) else ". ")
    return Reading(prose, found, " ".join(line), tuple(starts), tuple(clauses), tuple(sentences))


@lru_cache(maxsize=256)
def _mark(gap: str) -> str:
    if _QUESTION.search(gap):
        return "?"
    if _SENTENCE.search(gap):
        return "."
    return "," if _CLAUSE.search(gap) else ""
