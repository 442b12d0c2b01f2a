"""A text as the prefilter reads it: every word in it between blanks, whichever way it is written, and nothing else.

Most texts need three passes that cost nothing; those that may hold a disguise, a tag or another script are read whole.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache
from typing import NamedTuple

from monitor.match.prose import MAX_CHARS, Prose
from monitor.match.tokens import has_unspaced, said
from monitor.text import fold

_HANDLER = "vigie-haystack"
_WIDER = {"œ": b"\x01", "Œ": b"\x01", "æ": b"\x02", "Æ": b"\x02", "ß": b"\x03"}
_BEYOND = b"\x00"  # what only the long way reads: fractions, letters of the North
_LONG_WAY = frozenset("‐‑＃＠")  # signs that are more than a blank
_LETTERS = frozenset("!$|")  # what stands for a letter in a disguise, also where it is written wider


def _word_byte(char: str) -> bytes:
    """What stands for *char* in the haystack."""
    if char in _WIDER:
        return _WIDER[char]
    if char in "-'’":
        return b"'" if char != "-" else b"-"
    folded = fold(char).text
    if not folded:
        return b"\xad"
    if len(folded) == 1 and folded.isascii():
        return folded.encode() if folded.isalnum() else b" "
    return _BEYOND if any(map(str.isalnum, folded)) else b" "


def _kind(char: str) -> bytes:
    """Letter, figure that may be a letter, other figure, sign that may be a letter, sign of a tag, what joins or parts
    words, letter that becomes two, what only the long way reads, blank."""
    if char in _WIDER or _word_byte(char) == _BEYOND:
        return b"w" if char in _WIDER else b"?"
    folded = fold(char).text
    if folded.isalnum():
        return b"0" if folded in "013457" else b"9" if folded.isdigit() else b"a"
    if _word_byte(char) in b"-'":
        return _word_byte(char)
    return b"$" if char in "$€!|" else b"#" if char in "#@" else b"." if char in "._*/·" else b" "


class _Tables(NamedTuple):
    """What each byte of a text is, and what it stands for in the haystack."""

    kinds: bytes
    words: bytes


def _tables(encoding: str) -> _Tables:
    chars = [bytes([code]).decode(encoding, "ignore") or " " for code in range(256)]
    return _Tables(b"".join(map(_kind, chars)), b"".join(map(_word_byte, chars)))


_LATIN, _WESTERN = _tables("latin-1"), _tables("cp1252")
_PARTED = bytes.maketrans(b"-'", b"  ")
_SPELLED = re.compile(rb"\.a\.a(?![aw09])|-a-a(?![aw09])")
_SPELLED_OUT = re.compile(rb" a a a(?![aw09])")
_POSSESSIVE = re.compile(rb"'s(?![a-z0-9\x00-\x03])")
_FIRST_OF_TWO = re.compile(rb"(?<!'s)'s(?='s)")
_IN_FIGURES = re.compile(rb"[aw$#]0+[aw]|(?<![09aw])0(?:w|[aw][aw])")


def _fold_run(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    run = error.object[error.start : error.end]
    folded = fold(run).text
    odd = has_unspaced(run) or not (_LONG_WAY.isdisjoint(run) and _LETTERS.isdisjoint(folded))
    if odd or not all(map(str.isascii, said(run))):
        raise error
    return "".join(char if char.isalnum() else " " for char in folded), error.end


codecs.register_error(_HANDLER, _fold_run)


def haystack(text: str) -> tuple[bytes, Prose | None]:
    """The words of *text*, each between blanks; and the text read, if it may hold tags or disguises."""
    text = text[:MAX_CHARS]
    tables = _LATIN
    try:
        told = text.encode("latin-1")
    except UnicodeEncodeError:
        tables = _WESTERN
        try:
            told = text.encode("cp1252", _HANDLER)
        except UnicodeEncodeError:
            return _read_whole(text)
    kinds = b" " + told.translate(tables.kinds, b"\xad") + b" "
    signs = kinds.translate(None, b"a ")
    if (_is_plain(signs) or not _is_odd(kinds, signs)) and not _SPELLED_OUT.search(kinds):
        return _told(b" " + told.translate(tables.words, b"\xad") + b" ", signs), None
    return _read_whole(text)


@lru_cache(maxsize=1)
def prose_of(text: str) -> Prose:
    """*text* read for queries: whoever asks next most often asks for the same one."""
    return haystack(text)[1] or Prose(text, plain=True)


def _is_plain(signs: bytes) -> bool:
    """Whether nothing but single dots, hyphens and apostrophes stands between letters."""
    return not signs or not (signs.translate(None, b"-.'w") or b".." in signs or b"--" in signs)


def _is_odd(kinds: bytes, signs: bytes) -> bool:
    """Whether there may be more readings in a text than its words, its hyphens and its possessives."""
    return (
        b"#" in signs
        or b"?" in signs
        or (b"$" in signs and (b"$a" in kinds or b"$w" in kinds))
        or (b"0" in signs and (b"0a" in kinds or b"0w" in kinds) and bool(_IN_FIGURES.search(kinds)))
        or (b".." in signs and b".a.a" in kinds and bool(_SPELLED.search(kinds)))
        or (b"--" in signs and b"-a-a" in kinds and bool(_SPELLED.search(kinds)))
    )


def _told(words: bytes, signs: bytes) -> bytes:
    """The words, and those that hyphens and possessives make of them."""
    if b"w" in signs:
        words = words.replace(b"\x01", b"oe").replace(b"\x02", b"ae").replace(b"\x03", b"ss")
    joined = words.replace(b"--", b"  ").replace(b"-", b"") if b"-" in signs else b""
    if b"'" in signs:
        joined += _POSSESSIVE.sub(b"s", words) if b"'s" in words else b""
        joined += _FIRST_OF_TWO.sub(b"s", words) if b"'s's" in words else b""
    elif not joined:
        return words
    return (words + joined).translate(_PARTED)


@lru_cache(maxsize=1)  # who finds a brand in a text asks for it again
def _read_whole(text: str) -> tuple[bytes, Prose]:
    prose = Prose(text)
    words = set(said(text)) | set(prose.readings)
    return f" {' '.join(words)} ".encode(errors="replace"), prose
