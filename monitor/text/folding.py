"""Folding and words: text without case, accents and what cannot be seen, with the way back to the original."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import accumulate, repeat
from typing import NamedTuple

# Characters that are there and cannot be seen: zero-width, soft hyphen, bidirectional controls, variation selectors.
INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
_INVISIBLES = frozenset(char for char in map(chr, range(0xAD, 0x10000)) if re.match(f"[{INVISIBLE}]", char))
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_BLANKS = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_GAP = re.compile(r"\s{2,}")  # whole, so that a long one is looked at once
FOREIGN = re.compile(r"[^\x00-\x7f]")
_BETWEEN = re.compile(r"(\W+)")
_MARKS = "™℠®©"  # signs beside a name, no letters of it
_HANGUL = ("\uac00", "\ud7a3")
_LIGATURES = {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "ʼ": "'"}


@dataclass(frozen=True, slots=True)
class Folded:
    """*source* without case, accents and invisible characters; `offsets[i]` is where `text[i]` stands in it.

    `offsets` has one entry more than `text`: the end of the original. It is counted only when somebody asks.
    """

    text: str
    source: str

    @property
    def offsets(self) -> Sequence[int]:
        return _offsets(self.source)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The place in the original of `text[start:end]`, *end* past the last character that made it."""
        offsets = self.offsets
        return offsets[start], offsets[end - 1] + 1 if end > start else offsets[start]


class Word(NamedTuple):
    """A folded word and where it stands in the original."""

    text: str
    start: int
    end: int


_word = partial(tuple.__new__, Word)  # twice as fast as Word, which millions of words feel


@lru_cache(maxsize=8192)
def _fold_char(char: str) -> str:
    """*char* folded, so that folding it once more changes nothing."""
    if char in _MARKS:
        return " "
    if char in _INVISIBLES:
        return ""
    if _HANGUL[0] <= char <= _HANGUL[1]:  # a syllable is one letter to its readers, not three
        return char
    if "\U0001f150" <= char <= "\U0001f189":  # letters in black circles and squares, which Unicode leaves as they are
        at = ord(char) - (0x1F150 if char < "\U0001f170" else 0x1F170)
        return chr(ord("a") + at) if at < 26 else char
    decomposed = unicodedata.normalize("NFKD", char).casefold().lower()
    folded = "".join(_LIGATURES.get(c, c) for c in decomposed if not unicodedata.combining(c))
    return folded if folded == char or folded.isascii() else "".join(map(_fold_char, folded))


def fold(text: str) -> Folded:
    """*text* without case, accents, ligatures and invisible characters, with the way back to the original."""
    return Folded(plain(text), text)


def plain(text: str) -> str:
    """*text* folded, without the way back."""
    if text.isascii():
        return text.lower()
    try:
        folded = text.encode("cp1252", _HANDLER).translate(_TABLE, _GONE).decode("cp1252")
    except UnicodeEncodeError:  # letters of another script
        return "".join(map(_fold_char, text)).lower()
    for char in {*_ANY_WIDER.findall(folded)}:
        folded = folded.replace(char, _fold_char(char))
    return folded


def _fold_run(error: UnicodeError) -> tuple[str, int]:
    """What stands beyond the Western letters, folded into them where it can be."""
    assert isinstance(error, UnicodeEncodeError)
    return "".join(map(_fold_char, error.object[error.start : error.end])), error.end


_HANDLER = "vigie-fold"
codecs.register_error(_HANDLER, _fold_run)
_WESTERN = "".join(bytes([code]).decode("cp1252", "ignore") or "?" for code in range(256))
_WIDER = tuple(char for char in _WESTERN if len(_fold_char(char)) > 1 or not _WESTERN.count(_fold_char(char)))
_ANY_WIDER = re.compile(f"[{''.join(_WIDER)}]")
_GONE = "".join(char for char in _WESTERN if not _fold_char(char)).encode("cp1252")
_TABLE = "".join(char if char in _WIDER or not _fold_char(char) else _fold_char(char) for char in _WESTERN).encode(
    "cp1252"
)


@lru_cache(maxsize=8)
def _offsets(source: str) -> Sequence[int]:
    widths = {char: len(_fold_char(char)) for char in {*FOREIGN.findall(source)}}
    odd: list[tuple[int, int]] = []
    if {*widths.values()} - {1}:
        found = ((at.start(), widths[at.group()]) for at in FOREIGN.finditer(source))
        odd = [(at, width) for at, width in found if width != 1]
    offsets: list[int] = []
    done = 0
    for at, width in odd:
        offsets += (*range(done, at), *repeat(at, width))
        done = at + 1
    return (*offsets, *range(done, len(source) + 1)) if odd else range(len(source) + 1)


class Columns(NamedTuple):
    """The folded words of a text and where they begin and end in it, side by side: made several times as fast as so
    many `Word`s."""

    texts: tuple[str, ...] = ()
    begins: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(map(_word, zip(*self, strict=True)))


def columns(text: str) -> Columns:
    """The words of *text*. Apostrophes and hyphens part words: *l'Oréal* is *l* and *oreal*."""
    parts = _parted(text)
    places = [*accumulate(map(len, parts))]
    texts, begins, ends = parts[::2], [0, *places[1::2]], places[::2]
    if not texts[-1]:
        del texts[-1], begins[-1], ends[-1]
    if texts and not texts[0]:
        del texts[0], begins[0], ends[0]
    if not text.isascii():
        offsets = _offsets(text)
        if not isinstance(offsets, range):
            begins, ends = [offsets[at] for at in begins], [offsets[at - 1] + 1 for at in ends]
    return Columns(tuple(texts), tuple(begins), tuple(ends))


@lru_cache(maxsize=2)
def _parted(text: str) -> list[str]:
    """*text* folded: words at even places, what stands between them at odd ones."""
    return _BETWEEN.split(plain(text))


@lru_cache(maxsize=8192)
def _widened(char: str) -> str | None:
    """The letters that *char* becomes where they are more than one; None where it is part of a word that only its
    place tells the length of."""
    folded = _fold_char(char)
    if not folded or (len(folded) > 1 and not folded.isalnum() and any(map(str.isalnum, folded))):
        return None
    return folded if len(folded) > 1 and folded.isalnum() else ""


def word_texts(text: str) -> tuple[str, ...] | None:
    """What the words of *text* say, without their places; None where a word of one character may have been written
    with more of them, or one of more with one."""
    wide = frozenset() if text.isascii() else frozenset(map(_widened, {*FOREIGN.findall(text)}))
    if None in wide:
        return None
    texts = _parted(text)[::2]
    texts = texts[not texts[0] : len(texts) - (len(texts) > 1 and not texts[-1])]
    return tuple(texts) if not wide or wide.isdisjoint(texts) else None


def words(text: str) -> tuple[Word, ...]:
    """The same, word by word."""
    return columns(text).words


def clean(text: str) -> str:
    """*text* without control characters, lone surrogates and bidirectional controls; blanks folded, ends trimmed."""
    seen = text.replace("\n", " ")
    if "  " not in seen and seen.isprintable():  # there is nothing of the kind
        return text.strip()
    text = _BIDI.sub("", _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    return _GAP.sub(_gap, _BLANKS.sub(" ", text)).strip()


def _gap(gap: re.Match[str]) -> str:
    return "\n\n" if gap.group().count("\n") > 1 else gap.group()


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
