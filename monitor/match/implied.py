"""What follows from what: whether every text that one branch finds is found by another, as far as their words tell.

True is certain; False means that nothing is known.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

from monitor.match.query import (
    And,
    Fact,
    Fuzzy,
    Named,
    Near,
    Node,
    Not,
    Or,
    Raw,
    Regex,
    Term,
    Wild,
    Within,
    Word,
    parts_of,
)
from monitor.match.suggesting import distance

_ONE_OF = frozenset({"lang", "country", "type", "sentiment", "insult", "accusation"})
_FIGURES = frozenset({"rating", "reach", "published", "sentiment", "insult", "accusation"})


def same(one: Node, other: Node) -> bool:
    """Whether both say the same thing, wherever they stand."""
    return implies(one, other) and implies(other, one)


def implies(one: Node, other: Node) -> bool:
    """Whether what *one* finds is found by *other* as well."""
    match one, other:
        case Or(parts), _:
            return all(implies(part, other) for part in parts)
        case _, And(parts):
            return all(implies(one, part) for part in parts)
        case Named(part=part), _:
            return implies(part, other)
        case _, Named(part=part):
            return implies(one, part)
        case Not(left), Not(right):
            return implies(right, left)
    return _by_its_parts(one, other) or _leaf_implies(one, other)


def _by_its_parts(one: Node, other: Node) -> bool:
    match one, other:
        case _, Or(parts) if any(implies(one, part) for part in parts):
            return True
        case And(parts), _:
            return any(implies(part, other) for part in parts)
        case Near(), Near():
            return _same_chain(one, other)
        case Near(parts, links), _:
            asked = (parts[0], *(part for part, link in zip(parts[1:], links, strict=True) if not link.absent))
            return any(implies(part, other) for part in asked)
        case Within(field, part), Within(wanted, there):
            return field == wanted and implies(part, there)
        case Within(_, part), _:
            return not _excludes(part) and implies(part, other)
    return False


def _excludes(node: Node) -> bool:
    return isinstance(node, Not) or any(map(_excludes, parts_of(node)))


def _same_chain(one: Near, other: Near) -> bool:
    return one.links == other.links and len(one.parts) == len(other.parts) and all(map(same, one.parts, other.parts))


def _leaf_implies(one: Node, other: Node) -> bool:
    match one, other:
        case Term(), Term():
            return _term_implies(one, other)
        case Raw(written=left), Raw(written=right):
            return left == right
        case Regex(pattern=left), Regex(pattern=right):
            return left == right
        case Fact(), Fact():
            return _fact_implies(one, other)
    return False


def _term_implies(one: Term, other: Term) -> bool:
    if one.split:
        return other.split and one.words == other.words
    if one.slop is not None:
        alike = one.words == other.words and other.slop is not None and one.slop <= other.slop
        return alike or (len(other.words) == 1 and any(word_implies(word, other.words[0]) for word in one.words))
    size = len(other.words)
    windows = (one.words[start : start + size] for start in range(len(one.words) - size + 1))
    return any(all(map(word_implies, window, other.words)) for window in windows)


def word_implies(one: Word, other: Word) -> bool:
    """Whether every spelling of *one* is one of *other*."""
    if one == other:
        return True
    match one, other:
        case str(), Wild(pattern):
            return fnmatchcase(one, pattern.replace("[", "[[]"))
        case str(), Fuzzy(text, edits):
            return distance(one, text, edits) <= edits
        case Wild(pattern), Wild(wider):
            return wider.endswith("*") and "?" not in wider and pattern.startswith(wider[:-1])
        case Fuzzy(text, edits), Fuzzy(wanted, more):
            return text == wanted and edits <= more
    return False


def _fact_implies(one: Fact, other: Fact) -> bool:
    if one.field != other.field:
        return False
    if one.value or other.value:
        return one.value.lower() == other.value.lower()
    return other.low <= one.low and one.high <= other.high


def disjoint(one: Node, other: Node) -> bool:
    """Whether no item can be both, as far as facts tell."""
    match one, other:
        case Not(part), _:
            return implies(other, part)
        case _, Not(part):
            return implies(one, part)
        case Fact(), Fact() if one.field == other.field:
            if one.value and other.value:
                left, right = one.value.lower(), other.value.lower()
                return one.field in _ONE_OF and not left.startswith(right) and not right.startswith(left)
            bounded = not one.value and not other.value and one.field in _FIGURES
            return bounded and (one.high < other.low or other.high < one.low)
    return False
