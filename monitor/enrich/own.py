"""A team's own words: what they are worth there, and which are harmless."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from math import sqrt

from monitor.model import Lexicon, Reason
from monitor.text import fold

ALPHA = 15  # VADER's
WHY = "your lexicon"


@lru_cache(maxsize=256)
def _pattern(lexicons: tuple[Lexicon, ...], language: str) -> tuple[re.Pattern[str], Mapping[str, float]]:
    heard = [lexicon for lexicon in lexicons if lexicon.language in ("", language)]
    worth = {fold(word).text: 0.0 for lexicon in heard for word in lexicon.allowed}
    worth |= {fold(word).text: points for lexicon in heard for word, points in lexicon.words}
    longest_first = sorted(filter(None, worth), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})(?!\w)"), worth


def own_words(prose: str, lexicons: tuple[Lexicon, ...], language: str) -> tuple[Reason, ...]:
    """Where a team's own words stand in the prose, each with its points; those that say nothing have none."""
    if not lexicons:
        return ()
    pattern, worth = _pattern(lexicons, language)
    folded = fold(prose)
    found = []
    for match in pattern.finditer(folded.text):
        start, end = folded.original(match.start(), match.end())
        found.append(Reason(start, end, prose[start:end], worth[match.group()], WHY))
    return tuple(found)


def correct(value: float, reasons: Sequence[Reason], own: Sequence[Reason]) -> tuple[float, tuple[Reason, ...]]:
    """A lexicon's value and reasons with the team's own words in the place of what it said of them."""
    if not own:
        return value, tuple(reasons)
    kept = [reason for reason in reasons if not overlapped(reason, own)]
    points = value * sqrt(ALPHA) / sqrt(max(1e-6, 1 - value * value))
    points += sum(reason.weight for reason in own) + sum(reason.weight for reason in kept)
    points -= sum(reason.weight for reason in reasons)
    return points / sqrt(points * points + ALPHA), (*(reason for reason in own if reason.weight), *kept)


def overlapped(reason: Reason, own: Sequence[Reason]) -> bool:
    start, end = reason.start, reason.end
    return any(start < other.end and other.start < end for other in own)
