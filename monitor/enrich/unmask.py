"""Insults in disguise: figures for letters, letters swapped, dropped, doubled or spelled by ear, words run together."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from monitor.enrich.reading import Reading
from monitor.enrich.vocabulary import vocabulary

SAFE = 5  # letters; shorter words are one letter away from too many honest ones
LEAST = 3  # letters that are left to see
SYLLABLE, PARTS = 4, 3  # letters of one, and how many of them part an insult
KNOWN = 65_536
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
# The sign goes first: what begins with a look behind is tried at every place.
_MASK = re.compile(r"[*#%@$!+._·-](?<=\S.)(?:(?<=[*#%])|(?=\w))")
_MASKED = re.compile(r"[*#%]{1,5}|[@$!+._·-](?=\w)")
_LETTERS = {"@": "a", "$": "s"}


class _Unmasked(dict[str, str]):
    """Words of a language and the insults that they hide, learned as they come: most words come back."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __missing__(self, text: str) -> str:
        meant = _unmasked(text, self.language)
        if len(self) >= KNOWN:
            self.clear()
        if len(text) <= LONGEST:
            self[text] = meant
        return meant


_of = lru_cache(maxsize=4)(_Unmasked)


def unmask(reading: Reading, language: str) -> list[str]:
    """The text of each word, or the insult that it hides; nothing for the rest of one that was hidden in two."""
    prose = reading.prose
    meant = [*map(_of(language).__getitem__, reading.texts)]
    if "@" in prose or "$" in prose:
        for at in [at for at, start in enumerate(reading.begins) if prose[start - 1] in _LETTERS]:
            meant[at] = _signed(reading, at, language) or meant[at]
    if prose.count("-") > PARTS - 2:
        _join(meant, reading, language)
    if "_" in prose:
        _raise(meant, reading, language)
    if _MASK.search(prose):
        for at, text in _hidden(reading, language).items():
            meant[at] = text
    return meant


def _join(meant: list[str], reading: Reading, language: str) -> None:
    """Insults parted by hyphens, as *pour-ri-tu-res*."""
    for first, last in _chains(reading):
        text = "".join(reading.texts[first : last + 1])
        if text in _curses(language):
            meant[first : last + 1] = [text, *[""] * (last - first)]


def _raise(meant: list[str], reading: Reading, language: str) -> None:
    """Insults with a dash low for a letter, as *tw_ts*."""
    for at, (start, end) in enumerate(zip(reading.begins, reading.ends, strict=True)):
        left, low, right = reading.prose[start:end].lower().partition("_")
        if low and (found := _meant(left, 1, right, language)):
            meant[at] = found


def _chains(reading: Reading) -> Iterator[tuple[int, int]]:
    """The first and the last place of short words that only hyphens part, three or more."""
    first = 0
    for at in range(1, len(reading.texts) + 1):
        gap = reading.prose[reading.ends[at - 1] : reading.begins[at]] if at < len(reading.texts) else ""
        if gap != "-" or len(reading.texts[at]) > SYLLABLE:
            if at - first > PARTS - 1:
                yield first, at - 1
            first = at


def _signed(reading: Reading, at: int, language: str) -> str:
    """An insult whose first letter is written as a sign, as in *@bruti*; empty where it is none."""
    start, text = reading.begins[at], reading.texts[at]
    whole = _LETTERS.get(reading.prose[max(0, start - 1)], "") + text
    return whole if whole != text and whole in _curses(language) else ""


def _hidden(reading: Reading, language: str) -> dict[int, str]:
    """Insults with letters starred out, by the place of their first word; nothing at that of their second."""
    found: dict[int, str] = {}
    texts, begins = reading.texts, reading.begins
    marked = {match.start() for match in _MASK.finditer(reading.prose)}
    for at, end in [(at, end) for at, end in enumerate(reading.ends) if end in marked]:
        mask = _MASKED.match(reading.prose, end)
        if mask and at not in found and texts[at].isalpha():
            after = texts[at + 1] if begins[at + 1 : at + 2] == (mask.end(),) else ""
            meant = _meant(texts[at], mask.end() - end, after, language)
            if meant:
                found[at] = meant
                found |= {at + 1: ""} if after else {}
    return found


@lru_cache(maxsize=1024)
def _meant(left: str, letters: int, right: str, language: str) -> str:
    """The shortest insult that *left* opens and *right* ends, with so many letters between."""
    if letters == 1 and left + right in _curses(language):
        return left + right
    length = len(left) + letters + len(right)
    if len(left + right) < LEAST:
        return ""
    fitting = [
        word for word in _maskable(language) if len(word) == length and word.startswith(left) and word.endswith(right)
    ]
    return min(fitting, default="")


@lru_cache(maxsize=4)
def _maskable(language: str) -> tuple[str, ...]:
    rude = {"curse", "label", "scorn", "filth"}
    words = (word for word, tags in vocabulary(language).words.items() if not rude.isdisjoint(tags))
    return (*words, "fuck", "fucking", "shit", "merde", "putain", "pute", "putes")


def _unmasked(text: str, language: str) -> str:
    known = vocabulary(language)
    if text in known.words or text in known.triggers or not SAFE - 1 <= len(text) <= LONGEST or not text.isascii():
        return text
    bare = _DOUBLED.sub(r"\1", text)
    disguises = _disguises(language)
    if text[1:] in _curses(language) and len(text) > SAFE + 2 and text[0] in "ru":  # `r s c u m b a g s`
        return text[1:]
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
        found.setdefault(curse.replace("l", "i"), curse)  # a 1 was read as an i
        if len(curse) > SAFE:
            for variant in (*_dropped(curse), *_swapped(curse)):
                found.setdefault(variant, curse)
    return {
        variant: curse
        for variant, curse in found.items()
        if (variant == curse or variant not in honest) and len(variant) >= SAFE - 1
    }


def _dropped(word: str) -> Iterator[str]:
    for at in range(1, len(word) - 1):
        yield word[:at] + word[at + 1 :]


def _swapped(word: str) -> Iterator[str]:
    for at in range(len(word) - 1):
        yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]
