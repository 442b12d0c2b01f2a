"""The words of a text as queries count them: where a script writes no blanks, every character is a word."""

from __future__ import annotations

import re
from collections.abc import Iterator

from monitor.text import Word, words

# Han with its radicals and marks, kana (full and half width), bopomofo, hangul.
_UNSPACED = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3041-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_ANY_UNSPACED = re.compile(f"[{_UNSPACED}]")
_PIECE = re.compile(f"[{_UNSPACED}]|[^{_UNSPACED}]+")


def tokens(text: str) -> tuple[Word, ...]:
    """The folded words of *text*, each Chinese, Japanese or Korean character a word of its own."""
    found = words(text)
    if not _ANY_UNSPACED.search(text):
        return found
    return tuple(piece for word in found for piece in _pieces(text, word))


def unspaced(char: str) -> bool:
    """Whether *char* belongs to a script that writes no blanks between words."""
    return bool(_ANY_UNSPACED.match(char))


def _pieces(text: str, word: Word) -> Iterator[Word]:
    for piece in _PIECE.finditer(text, word.start, word.end):
        for part in words(piece.group()):
            yield Word(part.text, piece.start() + part.start, piece.start() + part.end)
