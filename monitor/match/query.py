"""What a query says: a tree of terms, each with its place in the text that somebody wrote."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Term:
    """Folded words that follow each other; `query.text[start:end]` is how they were written, without quotes."""

    words: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Node


Node: TypeAlias = Term | And | Or | Not


@dataclass(frozen=True, slots=True)
class Query:
    text: str
    root: Node

    def written(self, term: Term) -> str:
        return self.text[term.start : term.end]


def terms(node: Node, *, wanted: bool = True) -> Iterator[tuple[Term, bool]]:
    """Every term from left to right, and whether finding it speaks for the query or against it."""
    match node:
        case Term():
            yield node, wanted
        case Not(part):
            yield from terms(part, wanted=not wanted)
        case And(parts) | Or(parts):
            for part in parts:
                yield from terms(part, wanted=wanted)


def holds(node: Node, found: Set[int]) -> bool:
    """Whether a text in which the terms that start at *found* occur, and no other, is what the query asks for."""
    match node:
        case Term(start=start):
            return start in found
        case Not(part):
            return not holds(part, found)
        case And(parts):
            return all(holds(part, found) for part in parts)
        case Or(parts):
            return any(holds(part, found) for part in parts)
