"""What the trained head sees of a text: its tokens, with negation marks, and the hashed n-grams of each.

The same functions serve at training and at run time, so that a bucket means the same on both sides. Everything that
depends on one token alone is worked out once for each spelling of it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

BITS = 16
MASK = (1 << BITS) - 1
CARRY = 4  # tokens over which a negation carries, unless a mark stops it
LONGEST = 40  # characters of a token; what is longer is no word
SHORTEST_RUN, LONGEST_RUN = 2, 5  # characters of a run of letters
REMEMBERED = 50_000  # spellings

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
    """What a spelling is taken for; *stops* a negation, or *negates* what follows."""

    word: str
    stops: bool
    negates: bool


@lru_cache(maxsize=REMEMBERED)
def token(spelling: str, language: str) -> Token:
    """Names of people are all one word, figures too."""
    if spelling[0] == "@" and len(spelling) > 1:
        return Token("@user", stops=False, negates=False)
    word = _NUMBER.sub("0", spelling[:LONGEST].lower().replace("’", "'"))
    word = _LONG_DRAWN.sub(r"\1\1\1", word)
    return Token(word, word[0] in _STOPS, f"{language} {word}" in _NEGATIONS or word.endswith("n't"))


def spellings(prose: str) -> list[str]:
    """The tokens as they are written, in their order; an address is the one word `http`."""
    return _TOKEN.findall(_ADDRESS.sub(" http ", prose) if "://" in prose or "www." in prose else prose)


def word_bucket(word: str, *, negated: bool) -> int:
    return crc32(f"{'-' if negated else '+'}{word}".encode("utf-8", "replace")) & MASK


def pair_bucket(left: str, right: str) -> int:
    return crc32(f"{left}\t{right}".encode("utf-8", "replace"), 1) & MASK


def letter_buckets(word: str) -> list[int]:
    """The buckets of all short runs of characters of the word between blanks."""
    padded = f" {word} "
    return [
        crc32(padded[start : start + size].encode("utf-8", "replace"), 2) & MASK
        for size in range(SHORTEST_RUN, LONGEST_RUN + 1)
        for start in range(len(padded) - size + 1)
    ]
