"""What a single word or phrase of a query asks for: exact words, wildcards, near spellings, words in two pieces."""

from __future__ import annotations

import re

from monitor.match.query import Fuzzy, Term, Wild, Word
from monitor.match.tokens import tokens, wild_tokens

MAX_WORDS = 30  # of a phrase
MAX_SLOP = 100
_TILDE = re.compile(r"(.*?)~(\d*)$", re.DOTALL)
_SHORTEST = 2  # letters before a *, so that it does not stand for half of the language


class Unclear(Exception):
    """*what* is wrong with a term, and what to write instead."""

    def __init__(self, what: str, hint: str) -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint


def word_term(written: str, start: int) -> Term:
    """A term without quotes. Raises Unclear."""
    end = start + len(written)
    tilde = _TILDE.match(written)
    if not tilde:
        return Term(_words(written, quoted=False), start, end, written)
    base, edits = tilde[1], tilde[2]
    if not edits:
        return Term(("".join(_exact(base)),), start, end, written, split=True)
    words = _exact(base)
    if len(words) > 1:
        raise Unclear("~ stands after a single word", f'for words near each other, write "{base}"~{edits}')
    return Term((_fuzzy(words[0], int(edits[:3])),), start, end, written)


def quoted_term(written: str, tail: str, start: int) -> Term:
    """A term that stood between quotes; *tail* is what followed them, such as ~3. Raises Unclear."""
    end = start + len(written)
    words = _words(written, quoted=True)
    if len(words) > MAX_WORDS:
        raise Unclear(f"a phrase of {len(words)} words", f"keep the {MAX_WORDS} that matter")
    if not tail:
        return Term(words, start, end, written)
    slop = int(tail[1:4])
    if slop > MAX_SLOP:
        raise Unclear(f"{slop} words are no neighbourhood", f"write at most ~{MAX_SLOP}, or AND")
    return Term(words, start, end, written, slop=slop if len(words) > 1 else None)


def _exact(written: str) -> tuple[str, ...]:
    words = tuple(word.text for word in tokens(written))
    if not words:
        raise Unclear(
            "there is no word in this", "a name with signs is one piece, C&A, or quoted; to exclude a word, write -word"
        )
    return words


def _words(written: str, *, quoted: bool) -> tuple[Word, ...]:
    if "*" not in written and "?" not in written:
        return _exact(written)
    words = (_wild(word.text, quoted=quoted) for word in wild_tokens(written))
    return tuple(word for word in words if word) or _exact(written)


def _wild(text: str, *, quoted: bool) -> Word:
    """One word with its wildcards; between quotes, a ? that ends a word is a question."""
    if quoted:
        text = text.strip("?").lstrip("*") if text.strip("?*") else ""
    text = re.sub(r"\*[*?]*$", "*", text)
    if "*" not in text and "?" not in text:
        return text
    letters = text.replace("*", "").replace("?", "")
    if "*" in text[:-1]:
        raise Unclear("* can only end a word", "write its beginning and *, as in acm*; ? stands for one character")
    if len(letters) < _SHORTEST:
        raise Unclear(f"{text} stands for half of the language", f"write at least {_SHORTEST} letters of the word")
    return Wild(text)


def _fuzzy(word: str, edits: int) -> Word:
    if edits == 0:
        return word
    if edits > 2:
        raise Unclear(f"{edits} wrong letters make another word", "write ~1 or ~2")
    if len(word) <= edits + 1:
        raise Unclear(f"{word} is too short for ~{edits}", "nearly every short word would be found; write them out")
    return Fuzzy(word, edits)
