"""What a single word or phrase of a query asks for: exact words, wildcards, near spellings, words in two pieces."""

from __future__ import annotations

import re

from monitor.match.query import Fuzzy, Term, Wild, Word
from monitor.match.tokens import tokens, wild_tokens

MAX_WORDS = 20  # of a phrase
MAX_SLOP = 100
_TILDE = re.compile(r"(.*?)~(\d*)$", re.DOTALL)
_LEADING_STAR = re.compile(r"(?<![\w*?])\*+\w")
_BEGIN = "write its beginning and *, as in acm*; ? stands for one character"
_LONGEST = {1: 24, 2: 16}  # letters of a word that may be misspelt so often
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
    wanted = _fuzzy(words[0], int(edits[:3]))
    return Term((wanted,), start, end, written if isinstance(wanted, Fuzzy) else base)


def named_term(written: str, start: int) -> Term:
    """A name: every sign in it is a sign. Raises Unclear."""
    return Term(_exact(written), start, start + len(written), written, quoted=True)


def quoted_term(written: str, tail: str, start: int) -> Term:
    """A term that stood between quotes; *tail* is what followed them, such as ~3. Raises Unclear."""
    end = start + len(written)
    words = _words(written, quoted=True)
    if len(words) > MAX_WORDS:
        raise Unclear(f"a phrase of {len(words)} words", f"keep the {MAX_WORDS} that matter")
    if not tail:
        return Term(words, start, end, written, quoted=True)
    slop = int(tail[1:4])
    if slop > MAX_SLOP:
        raise Unclear(f"{slop} words are no neighbourhood", f"write at most ~{MAX_SLOP}, or AND")
    return Term(words, start, end, written, slop=slop if len(words) > 1 else None, quoted=True)


def _exact(written: str) -> tuple[str, ...]:
    words = tuple(word.text for word in tokens(written))
    if not words:
        raise Unclear(
            "there is no word in this", "a name with signs is one piece, C&A, or quoted; to exclude a word, write -word"
        )
    return words


def _words(written: str, *, quoted: bool) -> tuple[Word, ...]:
    if ("*" not in written and "?" not in written) or "://" in written:  # the ? of an address is a sign
        return _exact(written)
    if not quoted and _LEADING_STAR.search(written):
        raise Unclear("* can only end a word", _BEGIN)
    return tuple(_wild(word.text) for word in wild_tokens(written, quoted=quoted)) or _exact(written)


def _wild(text: str) -> Word:
    """One word with its wildcards."""
    text = re.sub(r"\*[*?]*$", "*", text)
    if "*" not in text and "?" not in text:
        return text
    if "*" in text[:-1]:
        raise Unclear("* can only end a word", _BEGIN)
    if len(text.replace("*", "").replace("?", "")) < _SHORTEST:
        raise Unclear(f"{text} stands for half of the language", f"write at least {_SHORTEST} letters of the word")
    return Wild(text)


def _fuzzy(word: str, edits: int) -> Word:
    if edits == 0:
        return word
    if edits > 2:
        raise Unclear(f"{edits} wrong letters make another word", "write ~1 or ~2")
    if len(word) <= edits + 1:
        raise Unclear(f"{word} is too short for ~{edits}", "nearly every short word would be found; write them out")
    if len(word) > _LONGEST[edits]:
        hint = f"at most {_LONGEST[edits]} letters; or write its beginning and *"
        raise Unclear(f"{word[:12]}... is too long for ~{edits}", hint)
    return Fuzzy(word, edits)
