"""What became of a text on its way: the words that a copy left out, and those that it put in their place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from monitor.text.folding import cut, fold, one_line

READ = 400  # words of each text: comparing costs their product
SHOWN = 80  # characters of a change

_WORD = re.compile(r"\d+(?:[ .,\u00a0\u202f]\d+)*(?!\w)|\w+(?:['’-]\w+)*")
_CUT = re.compile(r"\w(?:…|\.\.\.)\W*$")  # in the middle of a word, as machines do


@dataclass(frozen=True, slots=True)
class Drift:
    """One change: *before* became *after*, as they were written; one of them is empty where words came or went.
    *lost* and *gained* count the words of each."""

    before: str
    after: str
    lost: int
    gained: int


def drift(original: str, copy: str, limit: int = 3) -> tuple[Drift, ...]:
    """The *limit* largest changes from *original* to *copy*, in the order of the text."""
    changes = _changes(original, copy)
    largest = sorted(range(len(changes)), key=lambda place: -(changes[place].lost + changes[place].gained))[:limit]
    return tuple(changes[place] for place in sorted(largest))


def _changes(original: str, copy: str) -> list[Drift]:
    before, after = list(_WORD.finditer(original))[:READ], list(_WORD.finditer(copy))[:READ]
    if _CUT.search(copy):
        after = after[:-1]
    matcher = SequenceMatcher(None, _folded(before), _folded(after), autojunk=False)
    return [
        Drift(_written(original, before[left:right]), _written(copy, after[start:end]), right - left, end - start)
        for what, left, right, start, end in matcher.get_opcodes()
        if what != "equal"
    ]


def _folded(words: Sequence[re.Match[str]]) -> list[str]:
    return [fold(word.group()).text for word in words]


def _written(text: str, words: Sequence[re.Match[str]]) -> str:
    return cut(one_line(text[words[0].start() : words[-1].end()]), SHOWN) if words else ""
