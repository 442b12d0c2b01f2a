"""Which queries can hold at all: one pass over the words of a text, for the words without which each cannot."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TypeAlias

import ahocorasick_rs

from monitor.match.phrases import phrases
from monitor.match.query import And, Fact, Fuzzy, Named, Near, Node, Not, Or, Raw, Regex, Term, Wild, Within, Word
from monitor.match.tokens import tokens

Branch: TypeAlias = tuple[int, int]  # the number of a query, and that of one of its alternatives
Needed: TypeAlias = frozenset[str] | None  # one of these stands in every text in which it holds; None: nobody knows

_DENSE = 3_000  # literals up to which the automaton is laid out for speed


class Prefilter:
    """Finds what of each query may hold of a haystack: of alternatives, only those whose words are there."""

    def __init__(self, roots: Sequence[Node]) -> None:
        owners: dict[str, list[Branch]] = defaultdict(list)
        always: list[Branch] = []
        self._branches = tuple(_branches(root) for root in roots)
        for number, branches in enumerate(self._branches):
            for at, branch in enumerate(branches):
                literals = needed(branch)
                if literals is None:
                    always.append((number, at))
                for literal in literals or ():
                    owners[literal].append((number, at))
        self._literals = tuple(owners)
        self._owners = tuple(tuple(branches) for branches in owners.values())
        self._always = tuple(always)
        self._compile()

    def _compile(self) -> None:
        dense = len(self._literals) <= _DENSE
        kinds = ahocorasick_rs.Implementation
        self._automaton = ahocorasick_rs.BytesAhoCorasick(
            [literal.encode(errors="replace") for literal in self._literals],
            implementation=kinds.DFA if dense else kinds.ContiguousNFA,
        )

    def __getstate__(self) -> tuple[object, ...]:
        return self._branches, self._literals, self._owners, self._always

    def __setstate__(
        self,
        state: tuple[tuple[tuple[Node, ...], ...], tuple[str, ...], tuple[tuple[Branch, ...], ...], tuple[Branch, ...]],
    ) -> None:
        self._branches, self._literals, self._owners, self._always = state
        self._compile()

    def candidates(self, words: bytes) -> Sequence[tuple[int, Node]]:
        """The numbers of the queries, in order, and of each the part that may hold."""
        found = self._automaton.find_matches_as_indexes(words, overlapping=True)
        if not found and not self._always:
            return ()
        there = {branch for literal in {literal for literal, _, _ in found} for branch in self._owners[literal]}
        parts: dict[int, list[Node]] = defaultdict(list)
        for number, at in sorted(there.union(self._always)):
            parts[number].append(self._branches[number][at])
        return [(number, held[0] if len(held) == 1 else Or(tuple(held))) for number, held in parts.items()]


def _branches(root: Node) -> tuple[Node, ...]:
    """The alternatives one of which must hold."""
    match root:
        case Or(parts):
            return tuple(branch for part in parts for branch in _branches(part))
        case Named(part=Or() as part):
            return _branches(part)
    return (root,)


def needed(node: Node) -> Needed:
    """The literals one of which stands in every haystack in which *node* holds, blanks where a word begins or ends."""
    match node:
        case Not() | Fact() | Regex():
            return None
        case And(parts):
            return _best(map(needed, parts))
        case Or(parts):
            return _any_of(map(needed, parts))
        case Near(parts, links):
            wanted = (part for part, link in zip(parts[1:], links, strict=True) if not link.absent)
            return _best(map(needed, (parts[0], *wanted)))
        case Within(_, part) | Named(part=part):
            return needed(part)
        case Raw(written):
            return _best(frozenset({literal}) for literal in _as_written([token.text for token in tokens(written)]))
        case Term(words, slop=slop):
            if slop is not None:
                return _best(map(_of_word, words))
            return _any_of(_best(map(_of_word, phrase.words)) for phrase in phrases(node))


def _as_written(words: Sequence[str]) -> Iterable[str]:
    """What is written exactly ends at signs that nobody sees as well, across which words are read as one: before its
    first word and behind its last there need be no blank."""
    for at, word in enumerate(words):
        yield " " * (at > 0) + word.lstrip("#") + " " * (at + 1 < len(words))


def _of_word(word: Word) -> Needed:
    match word:
        case Wild(pattern):
            head = pattern.partition("?")[0].rstrip("*")
            longest = max(pattern.rstrip("*").split("?"), key=len)
            return frozenset({f" {head}" if len(head) >= len(longest) else longest})
        case Fuzzy(text, edits=1) if len(text) > 3:
            half = len(text) // 2
            swapped = f" {text[: half - 1]}{text[half]}{text[half - 1]}{text[half + 1 :]} "
            return frozenset({f" {text[:half]}", f"{text[half:]} ", swapped})
        case Fuzzy():
            return None
    return frozenset({f" {word.lstrip('#')} "})


def _best(choices: Iterable[Needed]) -> Needed:
    """The choice whose shortest literal is the longest: the rarest, most of the time."""
    known = [choice for choice in choices if choice is not None]
    return max(known, key=lambda choice: (min(map(len, choice), default=0), -len(choice)), default=None)


def _any_of(choices: Iterable[Needed]) -> Needed:
    union: set[str] = set()
    for choice in choices:
        if choice is None:
            return None
        union |= choice
    return frozenset(union)
