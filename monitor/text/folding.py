"""Folding and words: text without case, accents and what cannot be seen, with the way back to the original."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import NamedTuple

# Characters that are there and cannot be seen: zero-width, soft hyphen, bidirectional controls, variation selectors.
INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BLANKS = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_NEWLINES = re.compile(r"\s*\n\s*\n\s*")
_WORD = re.compile(r"\w+")
_MARKS = "™℠®©"  # signs beside a name, no letters of it
_LIGATURES = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l", "ı": "i"}


@dataclass(frozen=True, slots=True)
class Folded:
    """Text without case, accents and invisible characters; `offsets[i]` is where `text[i]` stands in the original.

    `offsets` has one entry more than `text`: the end of the original.
    """

    text: str
    offsets: tuple[int, ...]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original of `text[start:end]`, *end* past the last character that made it."""
        return self.offsets[start], self.offsets[end - 1] + 1 if end > start else self.offsets[start]


class Word(NamedTuple):
    """A folded word and where it stands in the original."""

    text: str
    start: int
    end: int


_word = partial(tuple.__new__, Word)  # twice as fast as Word, which millions of words feel


@lru_cache(maxsize=8192)
def _fold_char(char: str) -> str:
    if char in _MARKS:
        return " "
    decomposed = unicodedata.normalize("NFKD", char).casefold()
    return "".join(_LIGATURES.get(c, c) for c in decomposed if not unicodedata.combining(c))


class _Even(dict[int, str]):
    """What characters fold to, learned as they come; *uneven* are those that fold to none or to several."""

    def __init__(self) -> None:
        self.uneven: set[str] = set()

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = "" if _INVISIBLE.match(char) else _fold_char(char)
        if len(folded) != 1:
            self.uneven.add(char)
        if len(self) < _KNOWN:
            self[code] = folded
        return folded


_KNOWN = 8192
_even = _Even()


def fold(text: str) -> Folded:
    """*text* without case, accents, ligatures and invisible characters, with the way back to the original."""
    even = text.translate(_even)
    if _even.uneven.isdisjoint(text):
        return Folded(even, tuple(range(len(text) + 1)))
    return _fold_unevenly(text)


def _fold_unevenly(text: str) -> Folded:
    folded: list[str] = []
    offsets: list[int] = []
    at = 0
    for match in _uneven("".join(sorted(_even.uneven.intersection(text)))).finditer(text):
        place = match.start()
        pieces = text[place].translate(_even)
        folded += text[at:place].translate(_even), pieces
        offsets += range(at, place)
        offsets += [place] * len(pieces)
        at = place + 1
    offsets += range(at, len(text) + 1)
    return Folded("".join((*folded, text[at:].translate(_even))), tuple(offsets))


@lru_cache(maxsize=512)
def _uneven(chars: str) -> re.Pattern[str]:
    return re.compile(f"[{re.escape(chars)}]")


def words(text: str) -> tuple[Word, ...]:
    """The folded words of *text*. Apostrophes and hyphens part words: *l'Oréal* is *l* and *oreal*."""
    even = text.translate(_even)
    if _even.uneven.isdisjoint(text):
        return tuple([_word((m.group(), m.start(), m.end())) for m in _WORD.finditer(even)])
    folded = _fold_unevenly(text)
    return tuple([_word((m.group(), *folded.original(m.start(), m.end()))) for m in _WORD.finditer(folded.text)])


def clean(text: str) -> str:
    """*text* without control characters, lone surrogates and bidirectional controls; blanks folded, ends trimmed."""
    text = _BIDI.sub("", _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    return _NEWLINES.sub("\n\n", _BLANKS.sub(" ", text)).strip()


def one_line(text: str) -> str:
    """*text* on one line: for titles, subjects, names and logs."""
    return " ".join(clean(text).split())


def cut(text: str, limit: int) -> str:
    """At most *limit* characters of *text*, at a word where one is near, with an ellipsis for what is left out."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    space = head.rfind(" ")
    return (head[:space] if space > limit * 0.6 else head).rstrip(" ,;:.") + "…"
