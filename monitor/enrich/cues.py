"""Patterns over words, kept in tables beside the code: how they are read, and where they are found in a text.

A table is lines of `pattern <tab> weight <tab> rule`; `#` opens a comment, `@name = a|b` names a class of words. A
pattern is words with blanks between them:

    vole|volent    one of these          vol*      any word that begins so       @name    one of a class
    word?          may be missing        _         any one word                  ..       up to three words
    ^ or $ at the ends: the edge of a clause

No pattern reaches over the end of a sentence or clause.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import chain

from monitor.enrich.reading import Reading


@dataclass(frozen=True, slots=True)
class Cue:
    pattern: str
    regex: re.Pattern[str]
    weight: float
    rule: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A cue found at `line[start:end]` of a reading."""

    start: int
    end: int
    cue: Cue


@dataclass(frozen=True, slots=True)
class Table:
    """Cues by the first word of theirs: whole ones, and beginnings with the lengths that occur."""

    whole: dict[str, tuple[Cue, ...]]
    begins: dict[str, tuple[Cue, ...]]
    lengths: tuple[int, ...]


def find(reading: Reading, name: str) -> Iterator[Hit]:
    """All cues of the table *name*, overlapping ones too, in the order in which they begin."""
    for word, at in zip(reading.words, reading.starts, strict=True):
        for cue in _starting(name, word.text):
            if match := cue.regex.match(reading.line, at):
                yield Hit(at, match.end() - 1, cue)


@lru_cache(maxsize=32_768)  # most words of a language come back, and most of them start nothing
def _starting(name: str, word: str) -> tuple[Cue, ...]:
    table = load(name)
    begun = (table.begins.get(word[:length], ()) for length in table.lengths if length <= len(word))
    return (*table.whole.get(word, ()), *chain.from_iterable(begun))


def heaviest(hits: Iterable[Hit]) -> Iterator[Hit]:
    """Of hits that overlap, only the one that weighs most, then the longest."""
    best: Hit | None = None
    for hit in hits:
        if best and hit.start >= best.end:
            yield best
            best = None
        if best is None or (hit.cue.weight, hit.end - hit.start) > (best.cue.weight, best.end - best.start):
            best = hit
    if best:
        yield best


@lru_cache(maxsize=16)
def load(name: str) -> Table:
    """The table *name* from `tables/`."""
    whole: dict[str, list[Cue]] = defaultdict(list)
    begins: dict[str, list[Cue]] = defaultdict(list)
    for first, cue in _cues(files("monitor.enrich").joinpath("tables", f"{name}.tsv").read_text("utf-8")):
        for word in first.split("|"):
            (begins if word.endswith("*") else whole)[word.rstrip("*")].append(cue)
    return Table(_frozen(whole), _frozen(begins), tuple(sorted({len(word) for word in begins})))


def _frozen(index: dict[str, list[Cue]]) -> dict[str, tuple[Cue, ...]]:
    return {word: tuple(cues) for word, cues in index.items()}


def _cues(table: str) -> Iterator[tuple[str, Cue]]:
    classes: dict[str, str] = {}
    for row in table.splitlines():
        if row.startswith("@") and " = " in row:
            name, _, members = row.partition(" = ")
            classes[name] = _expand(members.strip(), classes)
        elif row and not row.startswith("#"):
            pattern, weight, rule = row.split("\t")
            yield _compile(pattern, float(weight), rule, classes)


def _expand(element: str, classes: dict[str, str]) -> str:
    return "|".join(classes.get(part, part) for part in element.split("|"))


def _compile(pattern: str, weight: float, rule: str, classes: dict[str, str]) -> tuple[str, Cue]:
    elements = [_expand(element.rstrip("?"), classes) + "?" * element.endswith("?") for element in pattern.split()]
    regex = "".join(map(_element, elements))
    first = next(element for element in elements if element != "^")
    return first, Cue(pattern, re.compile(regex), weight, rule)


def _element(element: str) -> str:
    match element.rstrip("?"):
        case "^":
            return r"(?<=[.?,] )"
        case "$":
            return r"(?=[.?,])"
        case "..":
            return r"(?:\w+ ){0,3}?"
        case "_":
            pattern = r"\w+"
        case words:
            pattern = words.replace("*", r"\w*")
    return f"(?:(?:{pattern}) )" + "?" * element.endswith("?")
