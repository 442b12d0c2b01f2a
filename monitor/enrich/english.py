"""How English sounds: vaderSentiment's algorithm and lexicon, each spelling looked up once.

The figures are those of the package, to the last digit (tests/enrich/test_english.py compares them): its quirks are
kept, among them that *but* weighs equal valences by the place of the first of them. What is left out is its repeated
lowering of the whole text, which takes most of its time.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache, partial
from math import sqrt
from operator import add
from string import punctuation
from typing import NamedTuple

from vaderSentiment.vaderSentiment import BOOSTER_DICT, C_INCR, N_SCALAR, NEGATE, SPECIAL_CASES
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer as Vader

from monitor.model import Reason

ALPHA = 15
FADING = (1.0, 0.95, 0.9)  # of boosters, by their distance
EXCLAMATION, QUESTION, QUESTIONS = 0.292, 0.18, 0.96
REMEMBERED = 10_000  # spellings

_EMOTICON = 2  # VADER keeps the punctuation of what would be this short without it
_FOREIGN = re.compile(r"[^\x00-\x7f]")
_NEGATE = frozenset(NEGATE)
SOUND, BEND, SHOUT, BUT = 1, 2, 4, 8
_ALIKE = tuple(bytes([bool(kind & asked) for kind in range(256)]) for asked in (SOUND, BEND, SHOUT, BUT))
_MULTI_BOOSTERS = {words: step for words, step in BOOSTER_DICT.items() if " " in words}


# One word at least of whatever bends a valence stands here; where none is near, the valence is the lexicon's.
_IDIOMS = frozenset("kind sort enough shit bomb ass badass stop right death die heart".split())
_BENDS = _IDIOMS | frozenset({"no", "least", "so", "this", "doubt"})


class Word(NamedTuple):
    """A token as VADER sees it; *valence* None where the lexicon has none."""

    bare: str
    lower: str
    valence: float | None
    step: float  # as a booster or a dampener
    upper: bool
    negates: bool

    @property
    def kind(self) -> int:
        """SOUND where its valence counts, BEND where it may change others', SHOUT where it is in capitals, BUT."""
        sounds = self.valence is not None and not self.step
        bends = self.step or self.negates or self.lower in _BENDS
        return SOUND * sounds + BEND * bool(bends) + SHOUT * self.upper + BUT * (self.lower == "but")


@cache
def vader() -> Vader:
    return Vader()


class _Kinds(dict[str, int]):
    """What tokens may do, learned as they come: most of them do nothing, and are not looked at."""

    def __missing__(self, token: str) -> int:
        if len(self) >= REMEMBERED:
            self.clear()
        self[token] = kind = _word(token).kind
        return kind


_kinds = _Kinds()


@lru_cache(maxsize=REMEMBERED // 2)
def _word(token: str) -> Word:
    bare = token.strip(punctuation)
    bare = bare if len(bare) > _EMOTICON else token
    lower = bare.lower()
    step = BOOSTER_DICT.get(lower, 0.0)
    negates = lower in _NEGATE or "n't" in lower
    return Word(bare, lower, vader().lexicon.get(lower), step, bare.isupper(), negates)


def weigh(prose: str) -> tuple[float, tuple[Reason, ...]]:
    """VADER's compound, and what each word or emoji put into it, in points."""
    typed = prose.replace("’", "'")  # it knows its contractions by the typewriter's apostrophe only
    plain, back = _spell_emoji(typed)
    tokens = plain.split()
    points = _points(tokens)
    return _compound(points, plain), tuple(_reasons(plain, tokens, points, back, prose))


def compound_of(prose: str) -> float:
    """The same figure as `polarity_scores(prose)["compound"]`."""
    plain, _ = _spell_emoji(prose)
    return _compound(_points(plain.split()), plain)


def _spell_emoji(prose: str) -> tuple[str, Callable[[int], int]]:
    """*prose* with VADER's names for its emoji, and the way back to the places of the original."""
    names = vader().emojis
    found = () if prose.isascii() else [sign for sign in _FOREIGN.finditer(prose) if sign.group() in names]
    if not found:
        return prose.strip(), partial(add, len(prose) - len(prose.lstrip()))
    parts: list[str] = []
    ends, shifts = [0], [0]  # of what was spelled so far, and how much longer that is than it was
    at = 0
    for match in found:
        before = prose[at : match.start()]
        blank = "" if match.start() == 0 or prose[match.start() - 1] == " " else " "
        parts += before, blank + names[match.group()]
        at = match.end()
        ends += ends[-1] + len(before), ends[-1] + len(before) + len(parts[-1])
        shifts += shifts[-1], ends[-1] - at
    parts.append(prose[at:])
    spelled = "".join(parts)
    lead = len(spelled) - len(spelled.lstrip())

    def back(place: int) -> int:
        """An even part is the prose as it was, an odd one the name of an emoji."""
        part = bisect_right(ends, place + lead) - 1
        return place + lead - shifts[part] if part % 2 == 0 else ends[part] - shifts[part]

    return spelled.strip(), back


def _points(tokens: Sequence[str]) -> list[float]:
    points = [0.0] * len(tokens)
    sounds, bends, capitals, buts = map(bytes(map(_kinds.__getitem__, tokens)).translate, _ALIKE)
    shouts = 1 in capitals and 0 in capitals
    index = sounds.find(1)
    while index >= 0:
        first = max(index - 3, 0)
        if 1 in bends[first : index + 3]:
            points[index] = _bent([*map(_word, tokens[first : index + 3])], index - first, shouts=shouts)
        else:
            points[index] = _alone(_word(tokens[index]), shouts=shouts)
        index = sounds.find(1, index + 1)
    return _turn(points, buts.index(1)) if 1 in buts else points


def _alone(word: Word, *, shouts: bool) -> float:
    return _cried(word, word.valence or 0.0) if shouts else word.valence or 0.0


def _cried(word: Word, valence: float) -> float:
    """What the valence of *word* is where others are not in capitals."""
    return valence + (C_INCR if valence > 0 else -C_INCR) if word.upper else valence


def _bent(words: Sequence[Word], index: int, *, shouts: bool) -> float:
    """The valence of the word at *index* among those near it."""
    lowered = [word.lower for word in words]
    if lowered[index : index + 2] == ["kind", "of"]:
        return 0.0
    valence = _after_no(words, index) if "no" in lowered else words[index].valence or 0.0
    if shouts:
        valence = _cried(words[index], valence)
    for distance in range(min(index, 3)):
        before = words[index - distance - 1]
        if before.valence is None:
            if before.step:
                valence += _step(before, valence, shouts=shouts) * FADING[distance]
            if before.negates or (distance == 2 and lowered[index - 1] in ("so", "this")):
                valence *= _denial(words, index, distance)
            if distance == 2 and not _IDIOMS.isdisjoint(lowered):
                valence = _idiom(words, index, valence)
    return _after_least(words, index, valence) if "least" in lowered else valence


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


def _turn(points: list[float], turn: int) -> list[float]:
    """What stands before the first *but* counts half, what follows counts more; equal points by the first of them."""
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
    return round(total / sqrt(total * total + ALPHA), 4)


def _questions(count: int) -> float:
    if count < 2:
        return 0.0
    return count * QUESTION if count <= 3 else QUESTIONS


def _reasons(
    plain: str, tokens: Sequence[str], points: Sequence[float], back: Callable[[int], int], prose: str
) -> Iterator[Reason]:
    for at in [at for at, point in enumerate(points) if point]:
        word, rest = _word(tokens[at]), plain.split(None, at)[at]
        first = len(plain) - len(rest) + rest.index(word.bare)
        start, end = back(first), back(first + len(word.bare) - 1) + 1
        written = prose[start:end]
        yield Reason(start, end, written, round(points[at], 2), _why(word, points[at], written))


def _why(word: Word, point: float, written: str) -> str:
    valence = word.valence or 0.0
    if word.lower not in written.lower().replace("’", "'"):
        return "emoji"
    if point * valence < 0:
        return "negated"
    if abs(point) > abs(valence):
        return "stressed"
    return "lexicon" if point == valence else "softened"
