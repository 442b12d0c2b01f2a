"""Regular expressions in linear time: those that users write, and those that wildcards and near spellings become."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import re2

from monitor.match.query import Fuzzy, Wild, Word
from monitor.match.terms import Unclear

MAX_PROGRAM = 1_500  # instructions; what a longer one costs on a long text is no longer nothing
MAX_FOUND = 100  # places of one expression in one text; each is a search of its own
_MEMORY = 1 << 22


def _options() -> Any:
    options = re2.Options()
    options.max_mem = _MEMORY
    options.log_errors = False
    options.case_sensitive = False
    options.never_capture = True  # groups are counted in every step, and nobody asks for them
    return options


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> Any:
    """The expression over a text as it was published, whatever the case. Raises Unclear."""
    try:
        expression = re2.compile(pattern, _options())
    except re2.error as error:
        said = error.args[0] if error.args else ""
        told = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
        hint = "see docs/queries.md for what may stand in it"
        raise Unclear(f"this expression cannot be read: {told}", hint) from None
    except UnicodeEncodeError:
        raise Unclear("this expression holds half a character", "write it again") from None
    if expression.programsize > MAX_PROGRAM:
        raise Unclear("this expression is too long to be quick", "cut it, or lower its {counts}")
    return expression


def check_expression(pattern: str) -> None:
    """Raises Unclear where nobody could search for *pattern*."""
    if compiled(pattern).search("") is not None:
        raise Unclear("this expression finds the empty text, and so every text", "ask for at least one character")


def found(pattern: str, text: str, most: int = MAX_FOUND) -> Iterator[tuple[int, int]]:
    """Where *pattern* is found in *text*: those of the first *most* places that are not empty."""
    places = compiled(pattern).finditer(text)
    for _, place in zip(range(most), places, strict=False):
        if place.end() > place.start():
            yield place.span()


# ------------------------------------------------------------------ words of a list


def alike(word: Wild | Fuzzy, lines: Sequence[str]) -> Sequence[str]:
    """Those of *lines* that *word* stands for."""
    if isinstance(word, Fuzzy):
        return tuple(_of_word(word).findall("\n".join(lines)))
    begins = _of_word(word).match
    return [line for line in lines if begins(line)]


def ready(word: Word) -> None:
    """Lets the first text that is asked for *word* wait for nothing."""
    if isinstance(word, Fuzzy) or (isinstance(word, Wild) and "?" in word.pattern):
        _of_word(word)


@lru_cache(maxsize=4096)
def _of_word(word: Wild | Fuzzy) -> Any:
    if isinstance(word, Wild):  # nothing to go back to: Python's own are linear here
        pattern = "".join("." if char == "?" else re.escape(char) for char in word.pattern.removesuffix("*"))
        return re.compile(pattern if word.pattern.endswith("*") else rf"{pattern}\Z")
    options = re2.Options()
    options.log_errors = False
    return re2.compile(f"(?m)^(?:{'|'.join(sorted(_spellings(word.text, word.edits)))})$", options)


def _spellings(text: str, edits: int) -> set[str]:
    """Patterns of all that is at most *edits* (1 or 2) steps from *text*."""
    once = _step(tuple(re2.escape(char) for char in text))
    if edits == 1:
        return {"".join(letters) for letters in once}
    return {"".join(letters) for one in once for letters in _step(one)}


def _step(letters: tuple[str, ...]) -> set[tuple[str, ...]]:
    steps = {letters}
    for place in range(len(letters) + 1):
        head, tail = letters[:place], letters[place:]
        steps.add((*head, ".", *tail))
        if tail:
            steps |= {(*head, *tail[1:]), (*head, ".", *tail[1:])}
        if len(tail) > 1:
            steps.add((*head, tail[1], tail[0], *tail[2:]))
    return steps
