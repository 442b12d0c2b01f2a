"""Insults in disguise: figures for letters, letters swapped, dropped, doubled or spelled by ear, words run together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from monitor.enrich.vocabulary import vocabulary
from monitor.text import Word

SAFE = 5  # letters; shorter words are one letter away from too many honest ones
LONGEST = 40  # letters of words run together
_DOUBLED = re.compile(r"(.)\1+")
_BY_EAR = (
    (re.compile("qu|ck|k"), "c"),
    (re.compile("ph"), "f"),
    (re.compile("eau|au"), "o"),
    (re.compile("y"), "i"),
    (re.compile("z"), "s"),
    (re.compile("(?<=[a-z])[ts]+$"), ""),
    (re.compile("(?<=ar)d$"), ""),
)
_LETTERS = {"@": "a", "$": "s"}


def unmask(words: Sequence[Word], prose: str, language: str) -> Iterator[str]:
    """The text of each word, or the insult that it hides."""
    for word in words:
        first = _LETTERS.get(prose[word.start - 1 : word.start], "") if word.start else ""
        signed = first + word.text
        yield signed if first and signed in _curses(language) else _unmasked(word.text, language)


@lru_cache(maxsize=65_536)  # most words come back
def _unmasked(text: str, language: str) -> str:
    known = vocabulary(language)
    if text in known.words or text in known.triggers or len(text) < SAFE - 1 or len(text) > LONGEST:
        return text
    if not text.isascii():
        return text
    bare = _DOUBLED.sub(r"\1", text)
    disguises = _disguises(language)
    return disguises.get(text) or disguises.get(bare) or _by_ear(language).get(ear(bare, language), text)


def ear(text: str, language: str) -> str:
    """How a French word sounds, roughly; an English one is left as it is."""
    if language == "fr":
        for pattern, letters in _BY_EAR:
            text = pattern.sub(letters, text)
    return _DOUBLED.sub(r"\1", text)


@lru_cache(maxsize=4)
def _curses(language: str) -> frozenset[str]:
    """Words that are nothing but insults: only they are looked for under a disguise."""
    return frozenset(word for word, tags in vocabulary(language).words.items() if "curse" in tags)


@lru_cache(maxsize=4)
def _by_ear(language: str) -> dict[str, str]:
    if language != "fr":
        return {}
    return {ear(curse, language): curse for curse in _curses(language) if len(curse) > SAFE}


@lru_cache(maxsize=4)
def _disguises(language: str) -> dict[str, str]:
    """Every curse with one letter dropped, doubled, or swapped with its neighbour."""
    found: dict[str, str] = {}
    known = vocabulary(language)
    honest = {word for word, tags in known.words.items() if tags} | set(known.triggers)
    for curse in _curses(language):
        bare = _DOUBLED.sub(r"\1", curse)
        found.setdefault(bare, curse)
        if len(curse) > SAFE:
            for variant in (*_dropped(curse), *_swapped(curse)):
                found.setdefault(variant, curse)
    return {variant: curse for variant, curse in found.items() if variant not in honest and len(variant) >= SAFE - 1}


def _dropped(word: str) -> Iterator[str]:
    for at in range(1, len(word) - 1):
        yield word[:at] + word[at + 1 :]


def _swapped(word: str) -> Iterator[str]:
    for at in range(len(word) - 1):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
