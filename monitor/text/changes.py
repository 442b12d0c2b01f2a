"""What became of a text on its way: the words that a copy left out, and those that it put in their place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from monitor.text.folding import cut, fold, one_line

READ = 400  # words of each text: comparing costs their product
SHOWN = 80  # characters of a change

_WORD = re.compile(r"\w+(?:['’-]\w+)*")


@dataclass(frozen=True, slots=True)
class Drift:
    """One change: *before* became *after*, as they were written; one of them is empty where words came or went.
    *size* counts the words of both."""

    before: str
    after: str
    size: int


def drift(original: str, copy: str, limit: int = 3) -> tuple[Drift, ...]:
    """The *limit* largest changes from *original* to *copy*, in the order of the text."""
    largest = sorted(_changes(original, copy), key=lambda change: -change[1].size)[:limit]
    return tuple(change for _, change in sorted(largest, key=lambda change: change[0]))


def _changes(original: str, copy: str) -> Iterator[tuple[int, Drift]]:
    """Each change and its place."""
    before, after = list(_WORD.finditer(original))[:READ], list(_WORD.finditer(copy))[:READ]
    matcher = SequenceMatcher(None, _folded(before), _folded(after), autojunk=False)
    for place, (what, left, right, start, end) in enumerate(matcher.get_opcodes()):
        if what != "equal":
            size = right - left + end - start
            yield place, Drift(_written(original, before[left:right]), _written(copy, after[start:end]), size)


def _folded(words: Sequence[re.Match[str]]) -> list[str]:
    return [fold(word.group()).text for word in words]


def _written(text: str, words: Sequence[re.Match[str]]) -> str:
    return cut(one_line(text[words[0].start() : words[-1].end()]), SHOWN) if words else ""
