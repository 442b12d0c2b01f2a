"""The words of a text as queries count them: where a script writes no blanks, every character is a word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from monitor.text import Folded, Word, fold

# Han with its radicals and marks, kana (full and half width), bopomofo, hangul; Thai, Lao, Burmese, Khmer.
_UNSPACED = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3041-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
    "\u0e01-\u0e4e\u0e81-\u0ece\u1000-\u109f\u1780-\u17d3"
)
# The vowels of Indian scripts are letters to their readers, and marks to Python.
_INDIAN = "\u0900-\u0963\u0966-\u0dff"
_LETTER = rf"[^\W_{_UNSPACED}]|[{_INDIAN}]"
_TOKEN = re.compile(rf"[{_UNSPACED}]|(?:{_LETTER})+")
# The same, where there is nothing but ASCII, or Western letters.
_ASCII = re.compile("[0-9a-z]+")
_WESTERN = re.compile(r"[^\W_]+")
# Between quotes a ? that ends a word is a question, and only a * that ends one is more than a sign.
_WILD = re.compile(rf"[{_UNSPACED}]|\?*(?:{_LETTER})(?:{_LETTER}|[*?])*")
_WILD_QUOTED = re.compile(rf"[{_UNSPACED}]|(?:{_LETTER})(?:{_LETTER}|\?(?={_LETTER}))*(?:\*(?!{_LETTER}))?")
_ANY_UNSPACED = re.compile(f"[{_UNSPACED}]")
_FIRST_UNSPACED = "\u0e01"
RUN_OF_UNSPACED = re.compile(f"[{_UNSPACED}]+")
NO_WORD = re.compile(rf"(?:(?![{_INDIAN}])[\W_])+")


def tokens(text: str) -> tuple[Word, ...]:
    """The folded words of *text*, underscores between them; each character without blanks a word of its own."""
    return _found(_TOKEN, fold(text))


def said(text: str) -> Sequence[str]:
    """What the `tokens` of *text* say."""
    return _TOKEN.findall(fold(text).text)


def words_of(folded: Folded, most: int) -> tuple[Sequence[str], Sequence[tuple[int, int]]]:
    """What the first *most* words of *folded* say, and where they stand in its source."""
    text, offsets = folded.text, folded.offsets
    spans = list(map(re.Match.span, islice(_quickest(text).finditer(text), most)))
    said = [text[start:end] for start, end in spans]
    if isinstance(offsets, range):
        return said, spans
    return said, [(offsets[start], offsets[end - 1] + 1) for start, end in spans]


def wild_tokens(text: str, *, quoted: bool) -> tuple[Word, ...]:
    """As `tokens`, with `*` and `?` as letters of the word that they touch, where they are wildcards."""
    return _found(_WILD_QUOTED if quoted else _WILD, fold(text))


def unspaced(char: str) -> bool:
    """Whether *char* belongs to a script that writes no blanks between words."""
    return char >= _FIRST_UNSPACED and bool(_ANY_UNSPACED.match(char))


def has_unspaced(text: str) -> bool:
    """Whether a character of *text* does."""
    return bool(_ANY_UNSPACED.search(text))


def _quickest(text: str) -> re.Pattern[str]:
    if text.isascii():
        return _ASCII
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return _TOKEN
    return _WESTERN


def _found(pattern: re.Pattern[str], folded: Folded) -> tuple[Word, ...]:
    text, offsets = folded.text, folded.offsets
    spans = [found.span() for found in pattern.finditer(text)]
    return tuple([Word(text[start:end], offsets[start], offsets[end - 1] + 1) for start, end in spans])
