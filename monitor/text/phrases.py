"""A phrasebook: our sentences, {} for what is filled in, and how another language says them.

A table has the English of each on the left. On its right, {} is what was filled in, in the order of the English; {2} is
the second of them; {fr} (or {fr2}) is one that is a sentence of ours too, and is said in the other language.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

_HOLE = re.compile(r"\{(fr)?([1-9]?)\}")
_HINTED = re.compile(r" \(")
LOOSE = 8  # characters: a phrase with fewer fits nearly anything, and has to be right about the sentences within it
Otherwise = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class Phrase:
    """What stands *around* the places of a sentence, one piece more than there are places, and how it is *told*."""

    around: tuple[str, ...]
    told: str

    @property
    def fixed(self) -> int:
        """Characters that are said whatever is filled in."""
        return sum(map(len, self.around))

    @property
    def introduces(self) -> bool:
        """It only says where the sentence at its end belongs: `in the macro {}: {}`."""
        return bool(self.around[0]) and not self.around[-1] and re.search(r"\{fr[1-9]?\}$", self.told) is not None

    def found(self, sentence: str) -> tuple[str, ...] | None:
        """What was filled in, each as short as can be; None where this is another sentence."""
        first, *middle, last = self.around
        end = len(sentence) - len(last)
        if not (sentence.startswith(first) and sentence.endswith(last)) or end < len(first):
            return None
        at, filled = len(first), []
        for piece in middle:
            begins = sentence.find(piece, at, end)
            if begins < 0:
                return None
            filled.append(sentence[at:begins])
            at = begins + len(piece)
        return (*filled, sentence[at:end])


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """Sentences as they stand, and those with something to fill in: first those that introduce another, then those
    that fit the fewest others."""

    plain: Mapping[str, str]
    phrases: tuple[Phrase, ...]

    def say(self, sentence: str, otherwise: Otherwise = lambda _: None) -> str | None:
        """*sentence* in the other language; None where the book has it not. *otherwise* says the sentences within it
        that the book has not."""
        if plain := self.plain.get(sentence):
            return plain
        for phrase in self.phrases:
            filled = phrase.found(sentence)
            loose = phrase.fixed < LOOSE and not phrase.introduces
            told = None if filled is None else self._filled(phrase.told, filled, _never if loose else otherwise)
            if told is not None:
                return told
        return None

    def told(self, words: str, otherwise: Otherwise = lambda _: None) -> str | None:
        """*words*, or the text of an error with its hint behind it in brackets, as errors write themselves."""
        return self.plain.get(words) or self._hinted(words) or self.say(words, otherwise)

    def _hinted(self, words: str) -> str | None:
        for cut in _HINTED.finditer(words) if words.endswith(")") else ():
            what, hint = self.say(words[: cut.start()]), self.say(words[cut.end() : -1])
            if what and hint:
                return f"{what} ({hint})"
        return None

    def _filled(self, told: str, filled: tuple[str, ...], otherwise: Otherwise) -> str | None:
        said, at = "", 0
        for number, hole in enumerate(_HOLE.finditer(told)):
            words = filled[int(hole[2] or number + 1) - 1]
            within = (self.told(words, otherwise) or otherwise(words)) if hole[1] and words else words
            if within is None:
                return None
            said += told[at : hole.start()] + within
            at = hole.end()
        return said + told[at:]


def _never(_: str) -> None:
    """There is no other way to say it."""


def phrasebook(tables: Iterable[Mapping[str, str]], typeset: Callable[[str], str] = str) -> Phrasebook:
    """The book of some tables, what they tell being *typeset*; what stands in several is said as in the last."""
    told = {english: typeset(other) for table in tables for english, other in table.items()}
    phrases = (Phrase(tuple(english.split("{}")), other) for english, other in told.items() if "{}" in english)
    plain = {english: other for english, other in told.items() if "{}" not in english}
    return Phrasebook(plain, tuple(sorted(phrases, key=lambda phrase: (not phrase.introduces, -phrase.fixed))))
