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

from monitor.enrich import forms

Tags = frozenset[str]
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
    """*words* are tags by word, *phrases* tags by their first two words, longest first; *triggers* are frames by word,
    *deeds* those of several words by their first two."""

    language: str
    words: dict[str, Tags]
    phrases: dict[tuple[str, ...], tuple[tuple[tuple[str, ...], Tags], ...]]
    triggers: dict[str, tuple[Trigger, ...]]
    deeds: dict[tuple[str, ...], tuple[tuple[tuple[str, ...], Trigger], ...]]
    openers: frozenset[str]  # the words that trigger, or open what does


@lru_cache(maxsize=4)
def vocabulary(language: str) -> Vocabulary:
    words: dict[str, set[str]] = defaultdict(set)
    found: dict[tuple[str, ...], dict[tuple[str, ...], set[str]]] = defaultdict(lambda: defaultdict(set))
    for tag, kind, member in _members(language):
        for phrase in _spelled(tag, kind, member, language):
            if len(phrase) == 1:
                words[phrase[0]].add(tag)
            else:
                found[phrase[:2]][phrase].add(tag)
    triggers, deeds = _triggers(language)
    return Vocabulary(
        language,
        {word: frozenset(tags) for word, tags in words.items()},
        {
            first: tuple(sorted(((phrase, frozenset(tags)) for phrase, tags in each.items()), key=_longest))
            for first, each in found.items()
        },
        triggers,
        deeds,
        frozenset((*triggers, *[first for first, *_ in deeds])),
    )


def _longest(entry: tuple[tuple[str, ...], object]) -> int:
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


def _spelled(tag: str, kind: str, member: str, language: str) -> Iterator[tuple[str, ...]]:
    if kind == "noun" and " " in member:
        yield from _several(member.split(), language)
    elif kind == "noun":
        yield from ((form,) for form in forms.nouns(member, language))
    elif kind == "verb":
        yield from ((form,) for form in forms.verbs(member, language))
    elif tag in FELT and language == "fr" and member.isalpha():
        yield from ((form,) for form in forms.nouns(member, language))
    else:
        yield from forms.phrases(member)


def _several(words: list[str], language: str) -> Iterator[tuple[str, ...]]:
    """A name of several words, its first, its last or all of them in the plural."""
    plurals = [word if len(word) < PLURAL else forms.plural(word, language) for word in words]
    yield from {tuple(words), (plurals[0], *words[1:]), (*words[:-1], plurals[-1]), tuple(plurals)}


def _triggers(
    language: str,
) -> tuple[dict[str, tuple[Trigger, ...]], dict[tuple[str, ...], tuple[tuple[tuple[str, ...], Trigger], ...]]]:
    words: dict[str, list[Trigger]] = defaultdict(list)
    deeds: dict[tuple[str, ...], list[tuple[tuple[str, ...], Trigger]]] = defaultdict(list)
    for rule, weight, kind, members, needs in _rows(f"facts_{language}"):
        wanted = NOTHING if needs == "-" else frozenset(needs.replace("people", "folk pronoun").split())
        frame = Frame(rule, float(weight), kind in {"verb", "omission"}, wanted, kind == "omission")
        for member in _PARTED.split(members):
            for phrase, kinds in _forms(member.strip(), frame, language):
                trigger = Trigger(frame, kinds, len(phrase))
                if len(phrase) == 1:
                    words[phrase[0]].append(trigger)
                else:
                    deeds[phrase[:2]].append((phrase, trigger))
    return (
        {word: tuple(found) for word, found in words.items()},
        {first: tuple(sorted(found, key=_longest)) for first, found in deeds.items()},
    )


def _forms(member: str, frame: Frame, language: str) -> Iterator[tuple[tuple[str, ...], Tags]]:
    if frame.verbal:
        yield from (((form,), kinds) for form, kinds in forms.verbs(member, language).items())
    elif " " in member or "|" in member:
        yield from ((phrase, NOTHING) for phrase in forms.phrases(member))
    else:
        yield from (((form,), NOTHING) for form in {member, forms.plural(member, language)})
