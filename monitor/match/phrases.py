"""Many phrases in one pass over a text: words that follow each other, and what may stand between them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from monitor.match.tokens import tokens
from monitor.text import INVISIBLE, Word

Rule = re.Pattern[str]

_UNSEEN = f"[{INVISIBLE}\u0300-\u036f\u3099\u309a]"
_LINES = r"\n\r\x0b\x0c\x85\u2028\u2029"
_BLANKS = rf"(?:[^\S{_LINES}]|{_UNSEEN})*"
# A sentence ends at a dot with a blank behind it, quotes and brackets between them or not.
_FLOWING = re.compile(rf"""(?:[^.!?…。！？{_LINES}]|[.!?…](?!["'”’»)\]]{{0,3}}\s))*""")
# For names that have a dot inside, such as Dr. Novak.
_ABRUPT = re.compile(f"[^{_LINES}]*")
_GLUED = re.compile(f"{_UNSEEN}*")
_LEADING_DOT = re.compile(r"(?<![\w.])\.")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Folded words, what may stand in the gaps between them, and the signs without which the name is another word.

    *gaps* are one fewer than *words*.
    """

    words: tuple[str, ...]
    gaps: tuple[Rule, ...] = ()
    before: Rule | None = None
    after: Rule | None = None

    def extent(self, prose: str, found: Sequence[Word]) -> tuple[int, int] | None:
        """From where to where *found*, which are its words one after the other, are this phrase in *prose*."""
        start, end = found[0].start, found[-1].end
        for rule, (left, right) in zip(self.gaps, pairwise(found), strict=True):
            # One character can be two words: ¼ folds to 1⁄4.
            if left.end <= right.start and not rule.fullmatch(prose, left.end, right.start):
                return None
        if self.before:
            start -= 1
            if start < 0 or not self.before.match(prose, start):
                return None
        if self.after:
            sign = self.after.match(prose, end)
            return (start, sign.end()) if sign else None
        return start, end


def phrase(written: str) -> Phrase:
    """What *written* asks of a text.

    A sign binds where the name is another word without it: between initials (C&A is not "c a"), before .NET, after
    C++, C# and Canal+. All other signs are typography: Yahoo! is yahoo, Coca-Cola is coca cola, #acme is acme.
    """
    found = tokens(written)
    gaps = tuple(_gap(written, left, right) for left, right in pairwise(found))
    head, tail = written[: found[0].start], written[found[-1].end :]
    return Phrase(
        words=tuple(word.text for word in found),
        gaps=gaps,
        before=_LEADING_DOT if head.lstrip() == "." else None,
        after=_trailing(tail),
    )


def _gap(written: str, left: Word, right: Word) -> Rule:
    gap = re.sub(r"\s+", " ", written[left.end : right.start])
    if _GLUED.fullmatch(gap):
        return _GLUED
    sign = re.fullmatch(rf"{_BLANKS}([&＆]|[+＋]+){_BLANKS}", gap)
    if sign and min(len(left.text), len(right.text)) <= 2:
        return re.compile(_BLANKS + _either_width(sign.group(1)) + _BLANKS)
    return _FLOWING if _FLOWING.fullmatch(gap) else _ABRUPT


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


class PhraseIndex:
    """Phrases in a tree of words, so that a text is walked once whatever their number. It is flat, hence picklable."""

    def __init__(self) -> None:
        self._steps: list[dict[str, int]] = [{}]
        self._ends: dict[int, list[int]] = {}
        self._numbers: dict[Phrase, int] = {}
        self._phrases: list[Phrase] = []

    def add(self, new: Phrase) -> int:
        """The number of the phrase; equal phrases have the same one."""
        if new in self._numbers:
            return self._numbers[new]
        state = 0
        for word in new.words:
            state = self._steps[state].setdefault(word, len(self._steps))
            if state == len(self._steps):
                self._steps.append({})
        number = len(self._phrases)
        self._numbers[new] = number
        self._phrases.append(new)
        self._ends.setdefault(state, []).append(number)
        return number

    def find(self, prose: str) -> Iterator[tuple[int, int, int]]:
        """Number, start and end of every phrase in *prose*, overlapping ones too."""
        found = tokens(prose)
        firsts = self._steps[0]
        for place, word in enumerate(found):
            if word.text in firsts:
                yield from self._walk(prose, found, place)

    def _walk(self, prose: str, found: Sequence[Word], first: int) -> Iterator[tuple[int, int, int]]:
        state = 0
        for place in range(first, len(found)):
            state = self._steps[state].get(found[place].text, 0)
            if not state:
                return
            for number in self._ends.get(state, ()):
                extent = self._phrases[number].extent(prose, found[first : place + 1])
                if extent:
                    yield number, *extent
