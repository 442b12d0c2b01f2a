"""What a query says: a tree of what is looked for, each leaf with its place in the text that somebody wrote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

# ------------------------------------------------------------------ one word of a term


@dataclass(frozen=True, slots=True)
class Wild:
    """A folded word in which `?` stands for one character, and `*` at its end for any number of them."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """A folded word with at most *edits* letters added, missing, changed, or two neighbours swapped."""

    text: str
    edits: int


Word: TypeAlias = str | Wild | Fuzzy


# ------------------------------------------------------------------ leaves: what stands somewhere in the text


@dataclass(frozen=True, slots=True)
class Term:
    """Words that follow each other, as *written* (without quotes); `query.text[start:end]` is where.

    With *slop* they stand in any order, with at most so many other words among them. *split* also finds the one word
    written in two pieces.
    """

    words: tuple[Word, ...]
    start: int
    end: int
    written: str
    slop: int | None = None
    split: bool = False
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Raw:
    """Text exactly as it is written, case, accents and signs included."""

    written: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Regex:
    """A regular expression of RE2, over the text as it was published, whatever the case."""

    pattern: str
    start: int
    end: int

    @property
    def written(self) -> str:
        return f"/{self.pattern}/"


# ------------------------------------------------------------------ leaves: what is known of the item


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of the item beside its words: *field* is one of `monitor.match.facts.FIELDS`.

    *low* and *high* bound figures and times (seconds since 1970), both included; *value* is the word of other fields.
    """

    field: str
    start: int
    end: int
    written: str
    value: str = ""
    low: float = float("-inf")
    high: float = float("inf")


# ------------------------------------------------------------------ branches


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Node


@dataclass(frozen=True, slots=True)
class Link:
    """How two neighbours of a `Near` stand: at most *words* words between them; None means in the same sentence.

    *ordered*: the right one comes after the left one. *absent*: where the left one stands, the right one does not.
    """

    words: int | None
    ordered: bool = False
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Near:
    """Places that stand near each other, each one near the last one before it that is not absent.

    *links* are one fewer than *parts*; `links[i]` leads to `parts[i + 1]`. Parts are places: see `is_place`.
    """

    parts: tuple[Node, ...]
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """*part* asked of the `title` or the `text` alone."""

    field: str
    part: Node


@dataclass(frozen=True, slots=True)
class Named:
    """What a list or a macro called *name* stands for; *start* and *end* are where it is called."""

    kind: str
    name: str
    part: Node
    start: int
    end: int


Leaf: TypeAlias = Term | Raw | Regex | Fact
Node: TypeAlias = Leaf | And | Or | Not | Near | Within | Named


@dataclass(frozen=True, slots=True)
class Query:
    text: str
    root: Node

    def written(self, leaf: Leaf) -> str:
        return leaf.written


@dataclass(frozen=True, slots=True)
class Names:
    """Lists (a name, its entries, each looked for as a phrase) and macros (a name, its query) that queries may use."""

    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    macros: Mapping[str, str] = field(default_factory=dict)


def parts_of(node: Node) -> tuple[Node, ...]:
    """The branches of *node*, from left to right; none for a leaf."""
    match node:
        case And(parts) | Or(parts) | Near(parts):
            return parts
        case Not(part) | Within(_, part) | Named(part=part):
            return (part,)
    return ()


def leaves(node: Node, *, wanted: bool = True) -> Iterator[tuple[Leaf, bool]]:
    """Every leaf from left to right, and whether finding it speaks for the query or against it."""
    match node:
        case Term() | Raw() | Regex() | Fact():
            yield node, wanted
        case Not(part):
            yield from leaves(part, wanted=not wanted)
        case Near(parts, links):
            yield from leaves(parts[0], wanted=wanted)
            for part, link in zip(parts[1:], links, strict=True):
                yield from leaves(part, wanted=wanted and not link.absent)
        case _:
            for part in parts_of(node):
                yield from leaves(part, wanted=wanted)


def is_place(node: Node) -> bool:
    """Whether *node* stands somewhere in a text, so that something else can be near it."""
    match node:
        case Term() | Raw() | Regex() | Near():
            return True
        case Or(parts):
            return all(map(is_place, parts))
        case Within(_, part) | Named(part=part):
            return is_place(part)
    return False


def holds_of_nothing(node: Node) -> bool:
    """Whether *node* is true of a text in which nothing was found, of an item of which nothing is known."""
    match node:
        case Not(part):
            return not holds_of_nothing(part)
        case And(parts):
            return all(map(holds_of_nothing, parts))
        case Or(parts):
            return any(map(holds_of_nothing, parts))
        case Within(_, part) | Named(part=part):
            return holds_of_nothing(part)
    return False
