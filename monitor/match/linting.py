"""What is doubtful about a query although it is one: each doubt with its place, for somebody to think again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from monitor.match.budget import BUDGET, load
from monitor.match.homonyms import COMMON, Sense
from monitor.match.implied import disjoint, implies
from monitor.match.prose import MAX_CHARS
from monitor.match.query import (
    And,
    Fact,
    Fuzzy,
    Named,
    Near,
    Node,
    Not,
    Or,
    Query,
    Raw,
    Regex,
    Term,
    Wild,
    Within,
    parts_of,
)

SHORT_PREFIX = 4  # letters before a *
LONG = 1_000  # different words; few texts have more
WIDE = 15  # words: further apart, two words of a text have little to do with each other
MANY = 150  # parts of one group that are compared with each other
_OPERATORS = frozenset({"and", "or", "not", "et", "ou", "sauf", "And", "Or", "Not", "Et", "Ou", "Sauf"})
SHORT_FUZZY = {1: 5, 2: 8}  # letters that a word must have for so many wrong ones


class Doubt(StrEnum):
    NEVER = "never"  # nothing can be both
    KILLED = "killed"  # what is excluded is all that is looked for
    REDUNDANT = "redundant"  # another part finds all of it
    PREFIX = "prefix"
    FUZZY = "fuzzy"
    WIDE = "wide"
    HOMONYM = "homonym"
    EVERYDAY = "everyday"
    SPELLINGS = "spellings"  # so many near spellings and ? that a long text is not read to its end for them
    EXPRESSIONS = "expressions"  # so long that a long text is not read to its end for them
    SMALL = "small"  # an operator in small letters is a word
    FLOOD = "flood"  # told by the archive: see previewing
    STRAY = "stray"  # told by marks: the same


@dataclass(frozen=True, slots=True)
class Finding:
    """A *doubt* about `query.text[start:end]`; *words* are what its sentences are filled with."""

    doubt: Doubt
    start: int
    end: int
    words: tuple[tuple[str, str], ...] = ()


def lint(query: Query) -> tuple[Finding, ...]:
    """What can be doubted without an archive, in the order of the text."""
    found = [*_branches(query.root), *_terms(query.root), *_alone(query.root), *_dear(query)]
    once = {(finding.start, finding.end, finding.doubt): finding for finding in reversed(found)}
    return tuple(once[place] for place in sorted(once))


# ------------------------------------------------------------------ branches against each other


def _branches(node: Node) -> Iterator[Finding]:
    match node:
        case And(parts):
            yield from _both(parts)
            yield from _small(parts)
        case Or(parts):
            yield from _either(parts)
        case Near(links=links, parts=parts):
            for link, part in zip(links, parts[1:], strict=True):
                if link.words is not None and link.words > WIDE and not link.absent:
                    yield _at(Doubt.WIDE, part, number=str(link.words), most=str(WIDE))
    for part in () if isinstance(node, Named) else parts_of(node):
        yield from _branches(part)


def _small(parts: Sequence[Node]) -> Iterator[Finding]:
    """Words between others that somebody may have meant as operators."""
    for part in parts[1:-1]:
        if isinstance(part, Term) and not part.quoted and part.written in _OPERATORS:
            yield _at(Doubt.SMALL, part, part=part.written, most=part.written.upper())


def _both(parts: Sequence[Node]) -> Iterator[Finding]:
    for one, other in combinations(parts[:MANY], 2):
        if clash := _clash(one, other):
            yield clash
        elif isinstance(one, Not) and isinstance(other, Not):
            yield from _nested(one.part, other.part, narrow_is_idle=True)
        elif not isinstance(one, Not) and not isinstance(other, Not):
            yield from _nested(one, other, narrow_is_idle=False)


def _clash(one: Node, other: Node) -> Finding | None:
    refused = one if isinstance(one, Not) else other if isinstance(other, Not) else None
    if refused and not (isinstance(one, Not) and isinstance(other, Not)):
        wanted = other if refused is one else one
        return _at(Doubt.KILLED, refused, part=_said(wanted)) if implies(wanted, refused.part) else None
    return _at(Doubt.NEVER, other, part=_said(one)) if disjoint(one, other) else None


def _either(parts: Sequence[Node]) -> Iterator[Finding]:
    for one, other in combinations(parts[:MANY], 2):
        yield from _nested(one, other, narrow_is_idle=True)


def _nested(one: Node, other: Node, *, narrow_is_idle: bool) -> Iterator[Finding]:
    """Where one of two holds whenever the other does: among alternatives the narrow one is idle, else the wide one."""
    forward, backward = implies(one, other), implies(other, one)
    if forward and backward:
        yield _at(Doubt.REDUNDANT, other, part=_said(one))
    elif forward or backward:
        narrow, wide = (one, other) if forward else (other, one)
        idle, part = (narrow, wide) if narrow_is_idle else (wide, narrow)
        yield _at(Doubt.REDUNDANT, idle, part=_said(part))


# ------------------------------------------------------------------ single terms


def _terms(root: Node) -> Iterator[Finding]:
    for leaf in _own(root):
        if leaf.slop is not None and leaf.slop > WIDE:
            yield _at(Doubt.WIDE, leaf, number=str(leaf.slop), most=str(WIDE))
        for word in leaf.words:
            yield from _loose(leaf, word)


def _own(node: Node) -> Iterator[Term]:
    """The terms that stand in this query itself: those of its macros are doubted where they are written."""
    if isinstance(node, Term):
        yield node
    for part in () if isinstance(node, Named) else parts_of(node):
        yield from _own(part)


def _loose(leaf: Term, word: object) -> Iterator[Finding]:
    match word:
        case Wild(pattern) if pattern.endswith("*") and len(pattern) - 1 < SHORT_PREFIX:
            yield _at(Doubt.PREFIX, leaf, part=pattern, most=str(SHORT_PREFIX))
        case Fuzzy(text, edits) if len(text) < SHORT_FUZZY.get(edits, 0):
            yield _at(Doubt.FUZZY, leaf, part=text, number=str(edits), most=str(SHORT_FUZZY[edits]))


def _alone(node: Node) -> Iterator[Finding]:
    """Common words that are looked for with nothing beside them that says which one is meant."""
    match node:
        case Term(words=(str() as word,)) if word in COMMON:
            sense = COMMON[word]
            doubt = Doubt.EVERYDAY if sense is Sense.EVERYDAY else Doubt.HOMONYM
            yield _at(doubt, node, part=node.written, sense=sense)
        case Or(parts):
            for part in parts:
                yield from _alone(part)
        case And(parts) if sum(not isinstance(part, Not | Fact) for part in parts) == 1:
            if not any(isinstance(part, Not) for part in parts):
                yield from (each for part in parts for each in _alone(part))
        case Within(_, part) | Named(kind="list", part=part):
            yield from _alone(part)


def _dear(query: Query) -> Iterator[Finding]:
    """What spends its budget before the end of a long text."""
    asked, whole = load(query.root), (0, len(query.text))
    if asked.looks * LONG > BUDGET.looks:
        yield Finding(Doubt.SPELLINGS, *whole, (("number", f"{BUDGET.looks // asked.looks:,}"),))
    if asked.steps * MAX_CHARS > BUDGET.steps:
        yield Finding(Doubt.EXPRESSIONS, *whole, (("number", f"{BUDGET.steps // asked.steps:,}"),))


# ------------------------------------------------------------------ places


def _at(doubt: Doubt, node: Node, **words: str) -> Finding:
    start, end = span_of(node)
    return Finding(doubt, start, end, tuple(words.items()))


def span_of(node: Node) -> tuple[int, int]:
    """From where to where *node* stands in the text of its query."""
    if isinstance(node, Term | Raw | Regex | Fact | Named):
        return node.start, node.end
    places = [span_of(part) for part in parts_of(node)]
    return min(start for start, _ in places), max(end for _, end in places)


def _said(node: Node) -> str:
    """What *node* looks for, in a few words."""
    found = list(_written(node))
    return " … ".join(found[:3]) + (" …" if len(found) > 3 else "")


def _written(node: Node) -> Iterator[str]:
    match node:
        case Named(kind=kind, name=name):
            yield f"{kind}:{name}"
        case Term() | Raw() | Regex() | Fact():
            yield node.written
    for part in () if isinstance(node, Named) else parts_of(node):
        yield from _written(part)
