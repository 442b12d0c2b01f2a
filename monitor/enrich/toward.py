"""Which part of a text speaks of the brand: all of it, or the clause around its name where others are named too."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from monitor.model import Span

AROUND = 8  # words kept on either side of the name
PLACING = 7  # characters before a name that may say that it is a place
AHEAD = 12  # characters behind a turn that may tell that it is one
SHORT = 220  # characters; what is longer tells a story
HEADLINE = 100  # characters; what is longer is a sentence of a story
PLAIN, CALLED = 1, 3  # the manners of what is short and bears no marks, and of what calls the brand by its handle
LONG = 60  # words; a longer text speaks of more than one thing
# Whoever says one of these speaks of what he lived through, and of that alone.
_PERSONAL = re.compile(r"!|\b(?:I|me|my|mine|we|us|our|you|your)\b", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“”«»][^\"“”«»]*(?:[\"“”«»]|\Z)|(?<!\w)['‘][^'‘’]{3,}['’](?!\w)")
_WORD = re.compile(r"\S+")
_STOPPED = re.compile(r"[.!?…][\"'”’»)\]]*\Z")
_SOCIAL = re.compile(r"@\w|#\w|https?:|\bRT\b")
_SIGNS = ("@", "#", "http", "RT")  # one of them stands in whatever the former finds
_NAME = re.compile(r" (?<=[\w,;'’)] )([A-ZÀ-Þ][\w&'’-]+)")  # inside a sentence
CAPITALS = frozenset({"de"})
_NOBODY = re.compile(
    r"I['’]\w+|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?(?:['’]s)?|January|February|March|April|May|June|July|August|"
    r"September|October|November|December|Christmas|Easter"
)
_PLACE = re.compile(r"\b(?:in|à|em|near|around) \Z")
_TURN = re.compile(
    r"[.!?;:…\n]|, (?=but|while|whereas|although|as |mais|tandis|alors|aber|pero|mientras|ma |mas |maar )"
    r"|\b(?:but|while|whereas|although|though|mais|tandis que|alors que|aber|während|pero|mientras|mentre|enquanto|"
    r"maar|terwijl)\b"
)


@lru_cache(maxsize=2)
def social(prose: str) -> bool:
    """Whether a text bears the marks of a social network, where it is short and speaks to one person."""
    return any(sign in prose for sign in _SIGNS) and bool(_SOCIAL.search(prose))


def manner(prose: str, spans: Sequence[Span] = ()) -> int:
    """0 for what bears the marks of a social network, 1 for what is short, 2 for what is long, 3 for what calls the
    brand named at *spans* by its handle: people do that to complain, to thank, or to ask."""
    if social(prose):
        return CALLED if any("@" in prose[max(0, span.start - 1) : span.start + 1] for span in spans) else 0
    return PLAIN if len(prose) <= SHORT else 2


def headline(prose: str) -> bool:
    """Whether a text is short and does not end as a sentence does."""
    return len(prose) <= HEADLINE and not _STOPPED.search(prose.rstrip())


def reported(prose: str) -> bool:
    """Whether a text tells as a newspaper does: nobody speaks of himself, to anybody, or aloud, unless he is quoted."""
    return not (_PERSONAL.search(prose) and _PERSONAL.search(_QUOTED.sub("", prose))) and not social(prose)


def toward(prose: str, spans: Sequence[Span], language: str = "") -> tuple[int, int]:
    """The place of what is said of the brand named at *spans*; everything where it is the only one that is named."""
    if not spans or social(prose) or not (_several(prose, spans, language) or len(prose.split()) > LONG):
        return 0, len(prose)
    return around(prose, spans)


def around(prose: str, spans: Sequence[Span]) -> tuple[int, int]:
    """From the clause of the first name to that of the last one, at most eight words beyond each."""
    first, last = min(spans, key=lambda span: span.start), max(spans, key=lambda span: span.end)
    turns = [match.end() for match in _TURN.finditer(prose, 0, first.start + AHEAD) if match.end() <= first.start]
    start = max([0, *turns])
    after = _TURN.search(prose, last.end)
    end = after.start() if after else len(prose)
    before = [match.start() for match in _WORD.finditer(prose, start, first.start)]
    behind = [match.end() for match in _WORD.finditer(prose, last.end, end)]
    return (
        before[-AROUND] if len(before) > AROUND else start,
        behind[AROUND - 1] if len(behind) > AROUND else end,
    )


def _several(prose: str, spans: Sequence[Span], language: str) -> bool:
    """Whether somebody else is named too. A place, a day and a branch of the brand are nobody; where every noun has a
    capital nobody can be told."""
    if language in CAPITALS:
        return False
    return any(
        all(match.end() <= span.start or match.start(1) > span.end + 1 for span in spans)
        and not _NOBODY.fullmatch(match[1])
        and not _PLACE.search(prose, max(0, match.start() - PLACING), match.start(1))
        for match in _NAME.finditer(prose)
    )
