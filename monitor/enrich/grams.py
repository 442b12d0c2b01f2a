"""What the trained head sees of a text: its tokens, with negation marks, and the hashed n-grams of each.

The same functions serve at training and at run time, so that a bucket means the same on both sides. Everything that
depends on one token alone is worked out once for each spelling of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from math import sqrt
from typing import NamedTuple
from zlib import crc32

BITS = 16
MASK = (1 << BITS) - 1
CARRY = 4  # tokens over which a negation carries, unless a mark stops it
LONGEST = 40  # characters of a token; what is longer is no word
SHORTEST_RUN, LONGEST_RUN = 2, 5  # characters of a run of letters
REMEMBERED = 20_000  # spellings
NEAR = 0xA5A5  # turned over in the buckets of what stands near a target
BEFORE, AFTER = 0x1357, 0x7531  # the same in those of the words right before it and right after it
BESIDE = 6  # words
BESIDE_SHARE = 0.7  # of the energy that all words share
SPREAD = 0x9E3779B1  # Knuth: multiplication by it scatters

_ADDRESS = re.compile(r"https?://\S+|www\.\S+")
_TOKEN = re.compile(r"[@#]?\w+(?:['’](?:t\b)?)?|[:;=][-o']?[()\[\]dDpP/\\|*]+|<3|[!?]+|\.\.+|[^\w\s]")
_NUMBER = re.compile(r"\d+")
_LONG_DRAWN = re.compile(r"(.)\1{2,}")
_STOPS = frozenset('.,;:!?()…«»"')

NEGATIONS = {
    "en": "not no never cannot without hardly neither nor nobody nothing none cant dont wont",
    "fr": "pas jamais sans aucun aucune ni rien guère guere",
    "de": "nicht kein keine keinen keiner keinem nie niemals ohne weder nichts",
    "es": "no nunca jamás jamas sin ni nada ningún ninguna tampoco",
    "it": "non mai senza né ne niente nulla nessun nessuna neanche",
    "pt": "não nao nunca sem nem nada nenhum nenhuma jamais",
    "nl": "niet geen nooit zonder niets noch niemand",
}
_NEGATIONS = frozenset(f"{language} {word}" for language, words in NEGATIONS.items() for word in words.split())


class Token(NamedTuple):
    """What a spelling is taken for, and the code of that; *stops* a negation, or *negates* what follows."""

    word: str
    code: int
    stops: bool
    negates: bool


Marked = tuple[str, Token, bool]  # a spelling, what it is taken for, whether a negation carries to it


@lru_cache(maxsize=REMEMBERED)
def token(spelling: str, language: str) -> Token:
    """Names of people are all one word, figures too."""
    if spelling[0] == "@" and len(spelling) > 1:
        return Token("@user", _code("@user"), stops=False, negates=False)
    word = _NUMBER.sub("0", spelling[:LONGEST].lower().replace("’", "'"))
    word = _LONG_DRAWN.sub(r"\1\1\1", word)
    negates = f"{language} {word}" in _NEGATIONS or word.endswith("n't")
    return Token(word, _code(word), word[0] in _STOPS, negates)


def spellings(prose: str) -> list[str]:
    """The tokens as they are written, in their order; an address is the one word `http`."""
    return _TOKEN.findall(_ADDRESS.sub(" http ", prose) if "://" in prose or "www." in prose else prose)


def marked(prose: str, language: str) -> list[Marked]:
    """Each spelling, what it is taken for, and whether a negation carries to it."""
    told: list[Marked] = []
    carried = 0
    for spelling in spellings(prose):
        known = token(spelling, language)
        _, _, stops, negates = known
        if stops:
            carried = 0
        told.append((spelling, known, carried > 0))
        carried = CARRY if negates else carried - 1
    return told


def word_bucket(code: int, *, negated: bool) -> int:
    return (code >> BITS if negated else code) & MASK


def pair_bucket(left: int, right: int) -> int:
    """That of two neighbours, from their codes."""
    return (left * SPREAD + right) >> 7 & MASK


def letter_runs(word: str) -> list[str]:
    """All short runs of characters of the word between blanks."""
    padded = f" {word} "
    length = len(padded)
    return [
        padded[start : start + size]
        for size in range(SHORTEST_RUN, LONGEST_RUN + 1)
        for start in range(length - size + 1)
    ]


def run_bucket(run: str) -> int:
    return _code(run) * SPREAD >> 9 & MASK


def counts(prose: str, language: str) -> dict[int, float]:
    """The buckets of a text and their weights: words and pairs share one unit of energy, runs of letters another."""
    return _counts(marked(prose, language), 0)


def counts_toward(prose: str, near: tuple[int, int], language: str, names: frozenset[str]) -> dict[int, float]:
    """Those of the whole and, in buckets of their own, those of the place *near* the target called *names*, and of the
    words on either side of it."""
    found = _counts(masked(marked(prose, language), names), 0)
    tokens = masked(marked(prose[slice(*near)], language), names)
    for bucket, weight in (*_counts(tokens, NEAR).items(), *beside(tokens)):
        found[bucket] = found.get(bucket, 0.0) + weight
    return found


def beside(tokens: Sequence[Marked]) -> list[tuple[int, float]]:
    """The buckets and the weights of the words before and after the target: of its longest name where it has many."""
    start, end = _target(tokens)
    found = []
    for part, flip in ((tokens[max(0, start - BESIDE) : start], BEFORE), (tokens[end : end + BESIDE], AFTER)):
        share = BESIDE_SHARE / sqrt(len(part) or 1)
        found += [(word_bucket(known.code, negated=negated) ^ flip, share) for _, known, negated in part]
    return found


def _target(tokens: Sequence[Marked]) -> tuple[int, int]:
    """Where the longest run of words of the target begins and ends; behind all words where none stands."""
    best = length = 0
    end = len(tokens)
    for at, (_, known, _) in enumerate(tokens):
        length = length + 1 if known is TARGET else 0
        if length > best:
            best, end = length, at + 1
    return end - best, end


def masked(tokens: Iterable[Marked], names: frozenset[str]) -> list[Marked]:
    """The words of a target are all one word, which says nothing but where it stands."""
    return [(each[0], TARGET, False) if each[1].word in names else each for each in tokens]


def _counts(tokens: Iterable[Marked], flip: int) -> dict[int, float]:
    words: list[int] = []
    letters: list[int] = []
    before: Token | None = None
    for _, known, negated in tokens:
        words.append(word_bucket(known.code, negated=negated))
        if before:
            words.append(pair_bucket(before.code, known.code))
        letters += map(run_bucket, letter_runs(known.word))
        before = known
    found: dict[int, float] = {}
    for buckets in (words, letters):
        share = 1 / sqrt(len(buckets) or 1)
        for bucket in buckets:
            found[bucket ^ flip] = found.get(bucket ^ flip, 0.0) + share
    return found


def _code(text: str) -> int:
    return crc32(text.encode("utf-8", "replace"))


TARGET = Token("@target", _code("@target"), stops=False, negates=False)
