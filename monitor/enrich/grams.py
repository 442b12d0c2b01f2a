"""What the trained head sees of a text: its tokens, with negation marks, and the hashed n-grams of each.

The same functions serve at training and at run time, so that a bucket means the same on both sides. Everything that
depends on one token alone is worked out once for each spelling of it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import compress
from math import sqrt
from typing import NamedTuple
from zlib import crc32

from monitor.enrich.language import little_words

BITS = 16
MASK = (1 << BITS) - 1
CARRY = 4  # tokens over which a negation carries, unless a mark stops it
LONGEST = 40  # characters of a token; what is longer is no word
SHORTEST_RUN, LONGEST_RUN = 2, 5  # characters of a run of letters
REMEMBERED = 10_000  # spellings
NEAR = 0xA5A5  # turned over in the buckets of what stands near a target
BEFORE, AFTER = 0x1357, 0x7531  # the same in those of the words right before it and right after it
BESIDE = 6  # words
BESIDE_SHARE = 0.7  # of the energy that all words share
BACKGROUND = 0.5  # the same of the whole text, where only what stands near a target is judged
SPREAD = 0x9E3779B1  # Knuth: multiplication by it scatters
NAMED = "@target"  # as no word is read: handles are all one word
_PAIR = (1 << 23) - 1  # what of a code reaches the bucket of a pair

_ADDRESS = re.compile(r"https?://\S+|www\.\S+")
# Blanks are read along, so that nothing is tried at their places.
_WORD = r"\w++(?:['’](?:t\b)?+)?+"
_TOKEN = re.compile(rf"\s*+({_WORD}|[@#]{_WORD}|[:;=][-o']?[()\[\]dDpP/\\|*]+|<3|[!?]+|\.\.+|[^\w\s])")
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
    """What a spelling is taken for, and the code of that; *stops* a negation, or *negates* what follows. It *tells*
    something by itself, unless it is a sign or one of a language's little words."""

    word: str
    code: int
    stops: bool
    negates: bool
    tells: bool


class Marked(NamedTuple):
    """Side by side: spellings, what each is taken for, and whether a negation carries to it."""

    spellings: Sequence[str]
    tokens: Sequence[Token]
    negated: Sequence[bool]

    def without(self, names: frozenset[str]) -> Marked:
        kept = [token.word not in names for token in self.tokens] if names else ()
        if False not in kept:
            return self
        return Marked(
            [*compress(self.spellings, kept)], [*compress(self.tokens, kept)], [*compress(self.negated, kept)]
        )


class Tokens(dict[str, Token]):
    """What the spellings of a language are taken for, learned as they come."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.quiet = little_words().get(language[:2], frozenset())

    def __missing__(self, spelling: str) -> Token:
        if len(self) >= REMEMBERED:
            self.clear()
        self[spelling] = known = self._taken(spelling)
        return known

    def _taken(self, spelling: str) -> Token:
        """Names of people are all one word, figures too."""
        if spelling[0] == "@" and len(spelling) > 1:
            return _token("@user")
        word = _NUMBER.sub("0", spelling[:LONGEST].lower().replace("’", "'"))
        word = _LONG_DRAWN.sub(r"\1\1\1", word)
        negates = f"{self.language} {word}" in _NEGATIONS or word.endswith("n't")
        tells = spelling[0].isalnum() and (negates or word not in self.quiet)
        return _token(word, stops=word[0] in _STOPS, negates=negates, tells=tells)


def _token(word: str, *, stops: bool = False, negates: bool = False, tells: bool = False) -> Token:
    return Token(word, code_of(word), stops, negates, tells)


tokens_of = cache(Tokens)


def spellings(prose: str) -> list[str]:
    """The tokens as they are written, in their order; an address is the one word `http`."""
    plain = _ADDRESS.sub(" http ", prose) if "://" in prose or "www." in prose else prose
    return _TOKEN.findall(plain.rstrip())


def marked(prose: str, language: str) -> Marked:
    told = spellings(prose)
    known = [*map(tokens_of(language).__getitem__, told)]
    return Marked(told, known, _carried(known))


def _carried(known: Sequence[Token]) -> Sequence[bool]:
    told = [False] * len(known)
    for at in [at for at, token in enumerate(known) if token.negates]:
        for place in range(at + 1, min(at + 1 + CARRY, len(known))):
            if known[place].stops:
                break
            told[place] = True
    return told


def word_bucket(code: int, *, negated: bool) -> int:
    return (code >> BITS if negated else code) & MASK


def halves(code: int) -> tuple[int, int]:
    """What a word brings into the bucket of a pair, as its first and as its second."""
    return code * SPREAD & _PAIR, code & _PAIR


def pair_bucket(left: int, right: int) -> int:
    """That of two neighbours, from their codes."""
    return halves(left)[0] + halves(right)[1] >> 7 & MASK


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
    return code_of(run) * SPREAD >> 9 & MASK


def counts(prose: str, language: str) -> dict[int, float]:
    """The buckets of a text and their weights: words and pairs share one unit of energy, runs of letters another."""
    return _counts(marked(prose, language), 0)


def counts_toward(prose: str, near: tuple[int, int], language: str, names: frozenset[str]) -> dict[int, float]:
    """Those of the whole and, in buckets of their own, those of the place *near* the target called *names*, and of the
    words on either side of it."""
    found = {
        bucket: BACKGROUND * weight for bucket, weight in _counts(masked(marked(prose, language), names), 0).items()
    }
    tokens = masked(marked(prose[slice(*near)], language), names)
    for bucket, weight in (*_counts(tokens, NEAR).items(), *beside(tokens)):
        found[bucket] = found.get(bucket, 0.0) + weight
    return found


def beside(told: Marked) -> list[tuple[int, float]]:
    """The buckets and the weights of the words before and after the target: of its longest name where it has many."""
    start, end = _target(told.tokens)
    found = []
    for place, flip in ((slice(max(0, start - BESIDE), start), BEFORE), (slice(end, end + BESIDE), AFTER)):
        words = [*zip(told.tokens[place], told.negated[place], strict=True)]
        share = BESIDE_SHARE / sqrt(len(words) or 1)
        found += [(word_bucket(known.code, negated=negated) ^ flip, share) for known, negated in words]
    return found


def _target(tokens: Sequence[Token]) -> tuple[int, int]:
    """Where the longest run of words of the target begins and ends; behind all words where none stands."""
    best = length = 0
    end = len(tokens)
    named = [known.word == NAMED for known in tokens]
    for at, names in enumerate(named if True in named else ()):
        length = length + 1 if names else 0
        if length > best:
            best, end = length, at + 1
    return end - best, end


def masked(told: Marked, names: frozenset[str]) -> Marked:
    """The words of a target are all one word, which says nothing but where it stands."""
    known, negated = [*told.tokens], [*told.negated]
    for at in [at for at, token in enumerate(told.tokens) if token.word in names]:
        known[at], negated[at] = TARGETS[told.spellings[at][0].isalnum()], False
    return Marked(told.spellings, known, negated)


def _counts(told: Marked, flip: int) -> dict[int, float]:
    words: list[int] = []
    letters: list[int] = []
    before: Token | None = None
    for known, negated in zip(told.tokens, told.negated, strict=True):
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


def code_of(text: str) -> int:
    return crc32(text.encode("utf-8", "replace"))


TARGETS = _token(NAMED), _token(NAMED, tells=True)  # one that is a sign, one that is a word
