"""How English sounds: vaderSentiment's algorithm and lexicon, each spelling looked up once.

The figures are those of the package, to the last digit (tests/enrich/test_english.py compares them): its quirks are
kept, among them that *but* weighs equal valences by the place of the first of them. What is left out is its repeated
lowering of the whole text, which takes most of its time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from math import sqrt
from string import punctuation
from typing import NamedTuple

from vaderSentiment.vaderSentiment import BOOSTER_DICT, C_INCR, N_SCALAR, NEGATE, SPECIAL_CASES
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer as Vader

from monitor.model import Reason

ALPHA = 15
FADING = (1.0, 0.95, 0.9)  # of boosters, by their distance
EXCLAMATION, QUESTION, QUESTIONS = 0.292, 0.18, 0.96
REMEMBERED = 20_000  # spellings

_EMOTICON = 2  # VADER keeps the punctuation of what would be this short without it
_NEGATE = frozenset(NEGATE)
_MULTI_BOOSTERS = {words: step for words, step in BOOSTER_DICT.items() if " " in words}


# One word at least of whatever bends a valence stands here; where none is near, the valence is the lexicon's.
_BENDS = frozenset("no least so this doubt kind sort enough shit bomb ass badass stop right death die heart".split())


class Word(NamedTuple):
    """A token as VADER sees it; *valence* None where the lexicon has none, *bends* where it may change others'."""

    bare: str
    lower: str
    valence: float | None
    step: float  # as a booster or a dampener
    upper: bool
    negates: bool
    bends: bool


@cache
def vader() -> Vader:
    return Vader()


@cache
def _emoji() -> re.Pattern[str]:
    return re.compile("[" + "".join(map(re.escape, (sign for sign in vader().emojis if len(sign) == 1))) + "]")


class _Words(dict[str, Word]):
    """Tokens as VADER sees them, learned as they come."""

    def __missing__(self, token: str) -> Word:
        if len(self) >= REMEMBERED:
            self.clear()
        self[token] = word = _word(token)
        return word


_words = _Words()


def _word(token: str) -> Word:
    bare = token.strip(punctuation)
    bare = bare if len(bare) > _EMOTICON else token
    lower = bare.lower()
    step = BOOSTER_DICT.get(lower, 0.0)
    negates = lower in _NEGATE or "n't" in lower
    bends = bool(step) or negates or lower in _BENDS
    return Word(bare, lower, vader().lexicon.get(lower), step, bare.isupper(), negates, bends)


def weigh(prose: str) -> tuple[float, tuple[Reason, ...]]:
    """VADER's compound, and what each word or emoji put into it, in points."""
    typed = prose.replace("’", "'")  # it knows its contractions by the typewriter's apostrophe only
    plain, back = _spell_emoji(typed)
    tokens = plain.split()
    words = [*map(_words.__getitem__, tokens)]
    points = _points(words)
    compound = _compound(points, plain)
    if not any(points):
        return compound, ()
    return compound, tuple(_reasons(plain, tokens, words, points, back, prose))


def compound_of(prose: str) -> float:
    """The same figure as `polarity_scores(prose)["compound"]`."""
    plain, _ = _spell_emoji(prose)
    return _compound(_points([*map(_words.__getitem__, plain.split())]), plain)


def _spell_emoji(prose: str) -> tuple[str, Callable[[int], int]]:
    """*prose* with VADER's names for its emoji, and the way back to the places of the original."""
    pictured = not prose.isascii() and not vader().emojis.keys().isdisjoint(prose)
    found = tuple(_emoji().finditer(prose)) if pictured else ()
    if not found:
        stripped = prose.strip()
        lead = prose.find(stripped)
        return stripped, lambda at: at + lead
    names = vader().emojis
    parts: list[str] = []
    places: list[int] = []
    at = 0
    for match in found:
        parts.append(prose[at : match.start()])
        places.extend(range(at, match.start()))
        blank = "" if match.start() == 0 or prose[match.start() - 1] == " " else " "
        parts.append(blank + names[match.group()])
        places.extend([match.start()] * len(parts[-1]))
        at = match.end()
    parts.append(prose[at:])
    places.extend(range(at, len(prose)))
    spelled = "".join(parts)
    lead = len(spelled) - len(spelled.lstrip())
    return spelled.strip(), lambda place: places[place + lead]


def _points(words: Sequence[Word]) -> list[float]:
    points = [0.0] * len(words)
    known = [index for index, word in enumerate(words) if word.valence is not None and not word.step]
    if known:
        uppers = [word.upper for word in words].count(True)
        for index in known:
            points[index] = _point(words, index, shouts=0 < uppers < len(words))
    lowered = [word.lower for word in words] if known else []
    return _turn(points, lowered) if "but" in lowered else points


def _point(words: Sequence[Word], index: int, *, shouts: bool) -> float:
    word = words[index]
    if word.lower == "kind" and index + 1 < len(words) and words[index + 1].lower == "of":
        return 0.0
    near = [other.bends for other in words[max(index - 3, 0) : index + 3]]
    valence = _after_no(words, index) if True in near else word.valence or 0.0
    if word.upper and shouts:
        valence += C_INCR if valence > 0 else -C_INCR
    if True not in near:
        return valence
    for distance in range(min(index, 3)):
        before = words[index - distance - 1]
        if before.valence is None:
            if before.step:
                valence += _step(before, valence, shouts=shouts) * FADING[distance]
            valence *= _denial(words, index, distance)
            if distance == 2:
                valence = _idiom(words, index, valence)
    return _after_least(words, index, valence)


def _after_no(words: Sequence[Word], index: int) -> float:
    valence = words[index].valence or 0.0
    near = [word.lower for word in words[max(index - 3, 0) : index]]
    if "no" in near[-2:] or (near[:-2] == ["no"] and near[-1] in ("or", "nor")):
        return float(valence * N_SCALAR)
    if words[index].lower == "no" and index + 1 < len(words) and words[index + 1].valence is not None:
        return 0.0
    return valence


def _step(booster: Word, valence: float, *, shouts: bool) -> float:
    step = -booster.step if valence < 0 else booster.step
    if booster.upper and shouts:
        step += C_INCR if valence > 0 else -C_INCR
    return step


def _denial(words: Sequence[Word], index: int, distance: int) -> float:
    """The factor of a negation that stands *distance* words further than the next."""
    before = words[index - distance - 1]
    if distance == 0:
        return N_SCALAR if before.negates else 1.0
    between = {words[index - 1].lower} if distance == 1 else {words[index - 2].lower, words[index - 1].lower}
    never = before.lower == "never" and not between.isdisjoint(("so", "this"))
    if never or (distance == 2 and words[index - 1].lower in ("so", "this")):
        return 1.25
    if before.lower == "without" and "doubt" in between:
        return 1.0
    return N_SCALAR if before.negates else 1.0


def _idiom(words: Sequence[Word], index: int, valence: float) -> float:
    three, two, one, here = (words[index - back].lower for back in (3, 2, 1, 0))
    after = [word.lower for word in words[index + 1 : index + 3]]
    behind = (f"{one} {here}", f"{two} {one} {here}", f"{two} {one}", f"{three} {two} {one}", f"{three} {two}")
    valence = next((SPECIAL_CASES[words_] for words_ in behind if words_ in SPECIAL_CASES), valence)
    if after:
        valence = SPECIAL_CASES.get(f"{here} {after[0]}", valence)
    if len(after) > 1:
        valence = SPECIAL_CASES.get(f"{here} {after[0]} {after[1]}", valence)
    for several in (behind[3], behind[4], behind[2]):
        valence += _MULTI_BOOSTERS.get(several, 0.0)
    return valence


def _after_least(words: Sequence[Word], index: int, valence: float) -> float:
    if index and words[index - 1].lower == "least" and words[index - 1].valence is None:
        return valence if index > 1 and words[index - 2].lower in ("at", "very") else valence * N_SCALAR
    return valence


def _turn(points: list[float], lowered: list[str]) -> list[float]:
    """What stands before the first *but* counts half, what follows counts more; equal points by the first of them."""
    turn = lowered.index("but")
    for point in points:
        first = points.index(point)
        if first != turn:
            points[first] = point * (0.5 if first < turn else 1.5)
    return points


def _compound(points: Sequence[float], prose: str) -> float:
    total = float(sum(points))
    stress = min(prose.count("!"), 4) * EXCLAMATION + _questions(prose.count("?"))
    if total > 0:
        total += stress
    elif total < 0:
        total -= stress
    return round(max(-1.0, min(1.0, total / sqrt(total * total + ALPHA))), 4) if points else 0.0


def _questions(count: int) -> float:
    if count < 2:
        return 0.0
    return count * QUESTION if count <= 3 else QUESTIONS


def _reasons(
    plain: str,
    tokens: Sequence[str],
    words: Sequence[Word],
    points: Sequence[float],
    back: Callable[[int], int],
    prose: str,
) -> Iterator[Reason]:
    place = 0
    for token, word, point in zip(tokens, words, points, strict=True):
        place = plain.index(token, place)
        if point:
            first = place + token.index(word.bare)
            start, end = back(first), back(first + len(word.bare) - 1) + 1
            written = prose[start:end]
            yield Reason(start, end, written, round(point, 2), _why(word, point, written))
        place += len(token)


def _why(word: Word, point: float, written: str) -> str:
    valence = word.valence or 0.0
    if word.lower not in written.lower().replace("’", "'"):
        return "emoji"
    if point * valence < 0:
        return "negated"
    if abs(point) > abs(valence):
        return "stressed"
    return "lexicon" if point == valence else "softened"
