"""What the words of a language are to a judge of contempt and of facts: tags for words, frames for facts.

`tables/words_fr.tsv` has rows of `tag <tab> kind <tab> members`, kind being `noun`, `verb` or `as is`, members parted
by commas; `tables/facts_fr.tsv` has rows of `rule <tab> weight <tab> kind <tab> triggers <tab> needs`, where needs are
tags or words of which one must stand nearby, `-` for none. English has the same two.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import product
from operator import contains
from typing import TypeVar

from monitor.enrich import forms

T = TypeVar("T")
Tags = frozenset[str]
Pair = tuple[str, ...]  # the first two words of a phrase
Rest = tuple[frozenset[str], ...]  # what may stand behind them, word by word
Phrase = tuple[tuple[str, ...], ...]  # what may stand, word by word
NOTHING: Tags = frozenset()
_PARTED = re.compile(r",\s*(?![^(]*\))")
PLURAL = 4  # letters; shorter words of a name (de, of, a) have none
FELT = frozenset({"good", "bad", "friendly"})  # listed in one form, said in all
LANGUAGES = frozenset({"fr", "en"})


@dataclass(frozen=True, slots=True)
class Frame:
    """A fact that harms honour. *needs* are the tags or words of which one must be near, *omission* that it is one
    only where it is denied: who does not pay, who never delivered."""

    rule: str
    weight: float
    verbal: bool
    needs: Tags
    omission: bool = False


@dataclass(frozen=True, slots=True)
class Trigger:
    frame: Frame
    kinds: Tags
    length: int = 1


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """*words* are tags by word, *phrases* tags by their first two words, with what has to follow, longest first;
    *triggers* are frames by word, *deeds* those of several words as phrases are."""

    language: str
    words: dict[str, Tags]
    phrases: dict[Pair, tuple[tuple[Rest, Tags], ...]]
    triggers: dict[str, tuple[Trigger, ...]]
    deeds: dict[Pair, tuple[tuple[Rest, Trigger], ...]]
    openers: frozenset[str]  # the words that trigger, or open what does


def stands(rest: Rest, texts: tuple[str, ...], at: int) -> bool:
    """Whether *rest* is what stands from the word *at* on."""
    there = texts[at : at + len(rest)]
    return len(there) == len(rest) and all(map(contains, rest, there))


@lru_cache(maxsize=4)
def vocabulary(language: str) -> Vocabulary:
    words: dict[str, set[str]] = defaultdict(set)
    phrases: dict[Pair, dict[Rest, set[str]]] = defaultdict(lambda: defaultdict(set))
    for tag, kind, member in _members(language):
        for phrase in _spelled(tag, kind, member, language):
            if len(phrase) == 1:
                for word in phrase[0]:
                    words[word].add(tag)
            else:
                for pair, rest in _opened(phrase):
                    phrases[pair][rest].add(tag)
    triggers, deeds = _triggers(language)
    return Vocabulary(
        language,
        {word: _once(frozenset(tags)) for word, tags in words.items()},
        {
            pair: tuple(sorted(((_once(rest), _once(frozenset(tags))) for rest, tags in each.items()), key=_longest))
            for pair, each in phrases.items()
        },
        triggers,
        deeds,
        frozenset((*triggers, *[first for first, *_ in deeds])),
    )


def _opened(phrase: Phrase) -> Iterator[tuple[Pair, Rest]]:
    rest = tuple(_once(frozenset(words)) for words in phrase[2:])
    return ((pair, rest) for pair in product(*phrase[:2]))


_SEEN: dict[object, object] = {}


def _once(value: T) -> T:
    """The one that stands for all that are equal to it: a table has few tags, and hundreds of thousands of places."""
    return _SEEN.setdefault(value, value)  # type: ignore[return-value]


def _longest(entry: tuple[Rest, object]) -> int:
    return -len(entry[0])


def _rows(name: str) -> Iterator[list[str]]:
    table = files("monitor.enrich").joinpath("tables", f"{name}.tsv").read_text("utf-8")
    for row in table.splitlines():
        if row and not row.startswith("#"):
            yield row.split("\t")


def _members(language: str) -> Iterator[tuple[str, str, str]]:
    for tag, kind, members in _rows(f"words_{language}"):
        for member in members.split(","):
            yield tag, kind, member.strip()
            if tag.startswith("slur:"):
                yield "slur", kind, member.strip()


def _spelled(tag: str, kind: str, member: str, language: str) -> Iterator[Phrase]:
    if kind == "noun" and " " in member:
        yield from _several(member.split(), language)
    elif kind == "noun":
        yield (tuple(forms.nouns(member, language)),)
    elif kind == "verb":
        yield (tuple(forms.verbs(member, language)),)
    elif tag in FELT and language == "fr" and member.isalpha():
        yield (tuple(forms.nouns(member, language)),)
    else:
        yield from forms.phrases(member)


def _several(words: list[str], language: str) -> Iterator[Phrase]:
    """A name of several words, its first, its last or all of them in the plural."""
    plurals = [word if len(word) < PLURAL else forms.plural(word, language) for word in words]
    spelled = {tuple(words), (plurals[0], *words[1:]), (*words[:-1], plurals[-1]), tuple(plurals)}
    return (tuple((word,) for word in each) for each in spelled)


def _triggers(
    language: str,
) -> tuple[dict[str, tuple[Trigger, ...]], dict[Pair, tuple[tuple[Rest, Trigger], ...]]]:
    words: dict[str, list[Trigger]] = defaultdict(list)
    deeds: dict[Pair, list[tuple[Rest, Trigger]]] = defaultdict(list)
    for rule, weight, kind, members, needs in _rows(f"facts_{language}"):
        wanted = NOTHING if needs == "-" else frozenset(needs.replace("people", "folk pronoun").split())
        frame = Frame(rule, float(weight), kind in {"verb", "omission"}, wanted, kind == "omission")
        for member in _PARTED.split(members):
            for phrase, kinds in _forms(member.strip(), frame, language):
                trigger = _once(Trigger(frame, _once(kinds), len(phrase)))
                if len(phrase) == 1:
                    for word in phrase[0]:
                        words[word].append(trigger)
                else:
                    for pair, rest in _opened(phrase):
                        deeds[pair].append((_once(rest), trigger))
    return (
        {word: _once(tuple(found)) for word, found in words.items()},
        {pair: tuple(sorted(found, key=_longest)) for pair, found in deeds.items()},
    )


def _forms(member: str, frame: Frame, language: str) -> Iterator[tuple[Phrase, Tags]]:
    if frame.verbal:
        yield from ((((form,),), kinds) for form, kinds in forms.verbs(member, language).items())
    elif " " in member or "|" in member:
        yield from ((phrase, NOTHING) for phrase in forms.phrases(member))
    else:
        yield ((member, forms.plural(member, language)),), NOTHING
