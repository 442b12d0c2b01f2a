"""A text as queries see it: its words in order, and all the ways to read them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, islice, pairwise
from typing import NamedTuple

from monitor.match.phrases import FLOWING
from monitor.match.tokens import words_of
from monitor.text import Folded, Reading, Word, fold, joins, variants

MAX_CHARS = 20_000
MAX_WORDS = 3_500  # what stands beyond is not read, so that no text can make us slow
MOST = 500  # places of one word in one text; who says it more often says nothing more

_TAG = re.compile(r"(?<![^\W_])[#＃@＠]([^\W_][\w\u200d]*)")
_DOT = re.compile(r"[\[({]\s{0,2}(?:dot|point)\s{0,2}[\])}]", re.IGNORECASE)
_PARTS = re.compile(r"\d+|[^\W\d_]+")


class Place(NamedTuple):
    """Where something was found: the first word, the one after the last, and the characters from *start* to *end*."""

    first: int
    last: int
    start: int
    end: int


class Prose:
    """*text* up to the limits, its *words*, and all the ways to read them.

    A tag is read whole (with and without its sign) and in the parts that its capitals and figures tell. What is known
    to hold neither tags nor disguises (*plain*) is not searched for them.
    """

    def __init__(self, text: str, *, plain: bool = False) -> None:
        self.text = text[:MAX_CHARS]
        folded = fold(self.text)
        self.said, self._spans = _words(folded)
        tags: tuple[Reading, ...] = ()
        if not plain:
            words, tags = _untagged(self.text, self.words)
            if tags:
                self.said, self._spans = [word.text for word in words], [word[1:] for word in words]
                self.words = words
        at: dict[str, list[int]] = defaultdict(list)
        for index, said in enumerate(self.said):
            at[said].append(index)
        self._at = at
        self._flows: dict[int, bool] = {}
        self._others: dict[str, set[Place]] = defaultdict(set)
        others = joins if plain else variants
        for first, last, said, start, end in (*tags, *others(folded, lambda: self.words)):
            self._others[said].add(Place(first, last, start, end))

    @cached_property
    def words(self) -> Sequence[Word]:
        return [Word(said, *span) for said, span in zip(self.said, self._spans, strict=True)]

    def read_as(self, said: str) -> Sequence[Place]:
        """The first places that say *said*, a folded word."""
        plain = [Place(index, index + 1, *self._spans[index]) for index in self._at.get(said, ())[:MOST]]
        return sorted({*plain, *self._others[said]})[:MOST] if said in self._others else plain

    @property
    def readings(self) -> Iterable[str]:
        return dict.fromkeys((*self._at, *self._others))

    @cached_property
    def lines(self) -> Sequence[str]:
        """Every reading, each once, but for whole tags with their signs."""
        return [reading for reading in self.readings if reading[0] != "#"]

    def beginning(self, head: str) -> Sequence[str]:
        """The readings that begin with *head*, as in a dictionary."""
        return self._sorted[slice(*self._range(head))]

    def begun(self, head: str, most: int) -> Sequence[Place]:
        """The first *most* places of the readings that begin with *head*, as in a dictionary."""
        first, last = self._range(head)
        return self._listed[self._until[first] : min(self._until[last], self._until[first] + most)]

    def long(self, least: int, most: int) -> Sequence[str]:
        """The readings of *least* to *most* letters."""
        return [reading for reading in self.lines if least <= len(reading) <= most]

    @cached_property
    def count(self) -> int:
        """At least as many as there are places of all readings."""
        return len(self._spans) + sum(map(len, self._others.values()))

    @cached_property
    def most(self) -> int:
        """At least as many as there are places of any one thing that a query looks for, and that count."""
        return min(MOST, max(self.count, len(self.text)))

    def _range(self, head: str) -> tuple[int, int]:
        return bisect_left(self._sorted, head), bisect_left(self._sorted, head + "\U0010ffff")

    @cached_property
    def _sorted(self) -> Sequence[str]:
        return sorted(self.lines)

    @cached_property
    def _listed(self) -> Sequence[Place]:
        return [place for reading in self._sorted for place in self.read_as(reading)]

    @cached_property
    def _until(self) -> Sequence[int]:
        return list(accumulate((len(self.read_as(reading)) for reading in self._sorted), initial=0))

    def flows(self, at: int) -> bool:
        """Whether no sentence ends before the word numbered *at*, which is not the first."""
        if at not in self._flows:
            self._flows[at] = bool(FLOWING.fullmatch(self.text, self._spans[at - 1][1], self._spans[at][0]))
        return self._flows[at]

    @cached_property
    def sentences(self) -> Sequence[int]:
        """In which sentence each word stands."""
        return list(accumulate((not self.flows(at) for at in range(1, len(self._spans))), initial=0))

    @cached_property
    def _starts(self) -> Sequence[int]:
        return [start for start, _ in self._spans]

    @cached_property
    def _ends(self) -> Sequence[int]:
        return [end for _, end in self._spans]

    def place(self, start: int, end: int) -> Place:
        """The place of the characters from *start* to *end*, which may hold no word."""
        first = bisect_right(self._ends, start)
        return Place(first, max(first, bisect_left(self._starts, end)), start, end)


def _words(folded: Folded) -> tuple[Sequence[str], Sequence[tuple[int, int]]]:
    """What the words say, and where they stand; but for the dots of example[dot]com."""
    said, spans = words_of(folded, MAX_WORDS)
    if not (("dot" in folded.text or "point" in folded.text) and _DOT.search(folded.source)):
        return said, spans
    kept = [
        at for at, (word, span) in enumerate(zip(said, spans, strict=True)) if not _is_a_dot(folded.source, word, span)
    ]
    return [said[at] for at in kept], [spans[at] for at in kept]


def _untagged(text: str, found: Sequence[Word]) -> tuple[Sequence[Word], tuple[Reading, ...]]:
    """The words, those of a tag parted; and the tags whole."""
    tags = {match.start(1): match.end(1) for match in islice(_TAG.finditer(text), MOST)}
    if not tags:
        return found, ()
    words: list[Word] = []
    whole: list[Reading] = []
    first, until = 0, -1
    for word in found:
        if word.start in tags:
            first, until = len(words), tags[word.start]
        words += _parts(text, word) if word.end <= until else [word]
        if word.end == until:
            said = "".join(part.text for part in words[first:])
            span = words[first].start, words[-1].end
            whole += [(first, len(words), said, *span), (first, len(words), f"#{said}", *span)]
    return words, tuple(whole)


def _is_a_dot(text: str, word: str, span: tuple[int, int]) -> bool:
    if word not in ("dot", "point"):
        return False
    return any(
        found.start() <= span[0] < found.end() for found in _DOT.finditer(text, max(0, span[0] - 3), span[1] + 3)
    )


def _parts(text: str, word: Word) -> Iterator[Word]:
    """AcmeFail2026 is Acme, Fail and 2026; LVMHgroup and iPhone are cut where their capitals tell."""
    for found in _PARTS.finditer(text, word.start, word.end):
        cuts = [found.start(), *_cuts(text, found.start(), found.end()), found.end()]
        if len(cuts) == 2 and found.span() == (word.start, word.end):
            yield word
            return
        for start, end in pairwise(cuts):
            if said := "".join(filter(str.isalnum, fold(text[start:end]).text)):
                yield Word(said, start, end)


def _cuts(text: str, start: int, end: int) -> Iterator[int]:
    for at in range(start + 1, end):
        before, here, after = text[at - 1], text[at], text[at + 1 : at + 2]
        if here.isupper() and (before.islower() or (before.isupper() and after.islower() and at + 1 < end)):
            yield at
