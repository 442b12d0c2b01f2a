"""What a term asks of a text: words that follow each other, and what may stand between them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from monitor.match.query import Term, Word
from monitor.match.tokens import tokens, wild_tokens
from monitor.text import INVISIBLE
from monitor.text import Word as Token

Rule = re.Pattern[str]

_UNSEEN = f"[{INVISIBLE}\u0300-\u036f\u3099\u309a]"
_LINES = r"\n\r\x0b\x0c\x85\u2028\u2029"
_BLANKS = rf"(?:[^\S{_LINES}]|{_UNSEEN})*"
# A sentence ends at a dot with a blank behind it, quotes and brackets between them or not.
FLOWING = re.compile(rf"""(?:[^.!?…。！？{_LINES}]|[.!?…](?!["'”’»)\]]{{0,3}}\s))*""")
# For names that have a dot inside, such as Dr. Novak.
_ABRUPT = re.compile(f"[^{_LINES}]*")
_GLUED = re.compile(f"{_UNSEEN}*")
_LOOSE = re.compile(rf"(?:{_BLANKS}|{_UNSEEN}*[-‐‑–]{_UNSEEN}*)")
_JOINING = re.compile(rf"{_UNSEEN}*[-‐‑'’‘ʼ′＇]{_UNSEEN}*")
_LONG_ENOUGH = 5  # letters of a name in one word; l'a is not la
_INITIALS = 3  # letters with dots between that are a name in one word; U.S. is not us
_LEADING_DOT = re.compile(r"(?<![\w.])\.")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words, what may stand in the gaps between them, and the signs without which the name is another word.

    *gaps* are one fewer than *words*.
    """

    words: tuple[Word, ...]
    gaps: tuple[Rule, ...] = ()
    before: Rule | None = None
    after: Rule | None = None


@lru_cache(maxsize=65536)
def phrases(term: Term) -> tuple[Phrase, ...]:
    """What *term* asks of a text: one of these, the first as it is written.

    A sign binds where the name is another word without it: between initials (C&A is not "c a"), before .NET, after
    C++, C# and Canal+. All other signs are typography: Yahoo! is yahoo, Coca-Cola is coca cola, #acme is acme. What is
    written with hyphens and apostrophes may be written in one word: weekend, loreal; and any phrase in one tag.
    """
    if term.split:
        return tuple(_in_two(str(term.words[0])))
    if len(term.words) == 1 and not isinstance(term.words[0], str):
        return (Phrase(term.words),)
    written = term.written
    exact = all(isinstance(word, str) for word in term.words)
    found = tokens(written) if exact else wild_tokens(written, quoted=term.quoted)
    between = [written[left.end : right.start] for left, right in pairwise(found)]
    head, tail = written[: found[0].start], written[found[-1].end :]
    plain = Phrase(
        words=term.words,
        gaps=tuple(_gap(gap, left, right) for gap, (left, right) in zip(between, pairwise(found), strict=True)),
        before=_LEADING_DOT if head.lstrip() == "." else None,
        after=_trailing(tail),
    )
    return tuple(dict.fromkeys((plain, *_in_one(plain, between))))


def _in_two(word: str) -> Iterator[Phrase]:
    yield Phrase((word,))
    for cut in range(2, len(word) - 1):
        yield Phrase((word[:cut], word[cut:]), (_LOOSE,))


def _in_one(plain: Phrase, between: Sequence[str]) -> Iterator[Phrase]:
    exact = [word for word in plain.words if isinstance(word, str)]
    if len(exact) < 2 or len(exact) < len(plain.words) or plain.before or plain.after:
        return
    words, gaps = [exact[0]], list[Rule]()
    for word, gap, rule in zip(exact[1:], between, plain.gaps, strict=True):
        if _JOINING.fullmatch(gap) and len(words[-1] + word) >= _LONG_ENOUGH:
            words[-1] += word
        else:
            words.append(word)
            gaps.append(rule)
    yield Phrase(tuple(words), tuple(gaps))
    if len(exact) >= _INITIALS and all(len(word) == 1 and word.isalpha() for word in exact) and set(between) == {"."}:
        yield Phrase(("".join(exact),))
    if all(rule in (FLOWING, _ABRUPT) for rule in plain.gaps):
        yield Phrase((f"#{''.join(exact)}",))


def _gap(gap: str, left: Token, right: Token) -> Rule:
    gap = re.sub(r"\s+", " ", gap)
    if _GLUED.fullmatch(gap):
        return _GLUED
    sign = re.fullmatch(rf"{_BLANKS}([&＆]|[+＋]+){_BLANKS}", gap)
    if sign and min(len(left.text), len(right.text)) <= 2:
        return re.compile(_BLANKS + _either_width(sign.group(1)) + _BLANKS)
    return FLOWING if FLOWING.fullmatch(gap) else _ABRUPT


def _trailing(tail: str) -> Rule | None:
    """French writes Canal + as well as Canal+, but "C #sale" is a letter before a hashtag."""
    sign = re.match(r"\s?([+＋]+)|([#＃]+)", tail)
    if not sign:
        return None
    blank = rf"[^\S{_LINES}]?" if sign.group(1) else ""
    return re.compile(f"{_UNSEEN}*{blank}{_either_width(sign.group().strip())}")


def _either_width(sign: str) -> str:
    plain = unicodedata.normalize("NFKC", sign)
    return "".join(f"[{char}{chr(ord(char) + 0xFEE0)}]" for char in plain)
