"""A team's own words of contempt and of facts, and those that are harmless around its brand, found in a text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from monitor.enrich.vocabulary import NOTHING, Frame, Trigger
from monitor.model import Lexicon
from monitor.text import words

WHY = "your lexicon"
HARSH = 0.6  # of a weight, from which on a word curses wherever it stands near the brand; below, it must be aimed

Phrase = tuple[str, ...]


def allowed_in(texts: Phrase, lexicons: tuple[Lexicon, ...], language: str) -> Iterator[range]:
    """Where harmless words stand: a product may be called anything."""
    for lexicon in _spoken(lexicons, language):
        for entry in lexicon.allowed:
            for at in _places(texts, _folded(entry)):
                yield range(at, at + len(_folded(entry)))


def insults_in(texts: Phrase, lexicons: tuple[Lexicon, ...], language: str) -> Iterator[tuple[range, str]]:
    """Where words of contempt stand, and which tag they have."""
    for lexicon in _spoken(lexicons, language):
        for entry, weight in lexicon.insults:
            for at in _places(texts, _folded(entry)):
                yield range(at, at + len(_folded(entry))), "curse" if weight >= HARSH else "label"


def facts_in(texts: Phrase, lexicons: tuple[Lexicon, ...], language: str) -> Iterator[tuple[int, Trigger]]:
    """Where words stand that impute a fact."""
    for lexicon in _spoken(lexicons, language):
        for entry, weight in lexicon.accusations:
            for at in _places(texts, _folded(entry)):
                yield at, Trigger(Frame(WHY, weight, False, NOTHING), NOTHING, len(_folded(entry)))


def _spoken(lexicons: tuple[Lexicon, ...], language: str) -> Iterator[Lexicon]:
    return (lexicon for lexicon in lexicons if lexicon.language in ("", language))


def _places(texts: Phrase, phrase: Phrase) -> Iterator[int]:
    if phrase and phrase[0] in texts:
        yield from (at for at in range(len(texts)) if texts[at : at + len(phrase)] == phrase)


@lru_cache(maxsize=4096)
def _folded(entry: str) -> Phrase:
    return tuple(word.text for word in words(entry))
