"""What a query may cost on one text, counted in places, lines and steps, never in time: nobody's query is slow.

What a text does not allow for is not read, in the same way whoever asks: see docs/queries.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from monitor.match.expressions import MAX_FOUND, compiled, ready
from monitor.match.phrases import phrases
from monitor.match.prose import MOST
from monitor.match.query import Fact, Fuzzy, Near, Node, Raw, Regex, Term, Wild, Word, parts_of
from monitor.match.terms import Unclear

MAX_WORDS = 12_000  # to look for, each way to write them; times 1 + NEARS for every NEAR around them
MAX_LOOKS = 1_500  # of all near spellings and ? of a query at one line
MAX_STEPS = 3_000  # of all expressions of a query at one character
MAX_EXACT = 150
MAX_FACTS = 3_000
NEARS = 3  # times that a place is looked at once more for every NEAR around it
_LOOKS = {1: 10, 2: 50}  # of a near spelling with so many faults at one line; a ? has two

Leaf: TypeAlias = Term | Raw | Regex


class Budget(NamedTuple):
    """What one query may look at in one text."""

    places: int = 12_000
    looks: int = 150_000
    steps: int = 1_500_000


@dataclass(frozen=True, slots=True)
class Load:
    """What a query looks for, whatever the text: *looks* at one line, *steps* at one character; and how often each
    place is looked at of what stands there whole: *phrases*, *exact* pieces, *expressions*; and of each of their
    *words*, *plain* or not."""

    looks: int
    steps: int
    phrases: Mapping[tuple[Word, ...], int]
    exact: Mapping[str, int]
    expressions: int
    plain: Mapping[str, int]
    inexact: Mapping[Word, int]
    words: int


class Shares(NamedTuple):
    """What is read of a text for one query: the first *most* places of each word and twice as many of an exact piece,
    the first *lines* different words for each near spelling and ?, the first *finds* places of each expression in the
    first *chars* characters; None is all."""

    most: int = MOST
    lines: int | None = None
    finds: int = MAX_FOUND
    chars: int | None = None


BUDGET = Budget()
FULL = Shares()


def weighed(node: Node, times: int = 1) -> Iterator[tuple[Leaf, int]]:
    """Every leaf that stands in a text, and how often each of its places is looked at."""
    if isinstance(node, Term | Raw | Regex):
        yield node, times
    inner = times + NEARS * isinstance(node, Near)
    for part in parts_of(node):
        yield from weighed(part, inner)


def load(root: Node) -> Load:
    """What *root* asks of any text."""
    sets: Counter[tuple[Word, ...]] = Counter()
    exact: Counter[str] = Counter()
    looks = steps = expressions = 0
    for leaf, times in weighed(root):
        if isinstance(leaf, Term):
            looks += sum(map(_looks, leaf.words))
            for phrase, each in sought(leaf):
                sets[phrase] += times * each
        elif isinstance(leaf, Raw):
            exact[leaf.written] += times
        else:
            expressions += times
            steps += compiled(leaf.pattern).programsize
    words = words_of(sets)
    plain = {word: often for word, often in words.items() if isinstance(word, str)}
    inexact = {word: often for word, often in words.items() if word not in plain}
    total = sum(words.values()) + sum(exact.values()) + expressions
    return Load(looks, steps, sets, exact, expressions, plain, inexact, total)


def words_of(sets: Mapping[tuple[Word, ...], int]) -> Counter[Word]:
    """How often each place of each word is looked at, for so many looks at each of these phrases."""
    often: Counter[Word] = Counter()
    for words, times in sets.items():
        for word in words:
            often[word] += times
    return often


def _looks(word: Word) -> int:
    if isinstance(word, Fuzzy):
        return _LOOKS[word.edits]
    return 2 * (isinstance(word, Wild) and "?" in word.pattern)


def sought(term: Term) -> Iterator[tuple[tuple[Word, ...], int]]:
    """The words of every way to write *term*, and how often each place of each of these is looked at."""
    if term.slop is not None:
        yield term.words, len(term.words)
        return
    for phrase in phrases(term):
        yield phrase.words, 1


def shared(budget: Budget, asked: Load, lines: int, chars: int) -> Shares:
    """What of a text of so many different words and *chars* is read for what is *asked*, its places aside."""
    allowed = budget.looks // asked.looks if asked.looks else lines
    far = max(1, budget.steps // asked.steps) if asked.steps else chars
    finds = max(1, min(MAX_FOUND, budget.steps // (asked.steps * max(1, chars)))) if asked.steps else MAX_FOUND
    return Shares(MOST, None if allowed >= lines else allowed, finds, None if far >= chars else far)


def fair(wanted: Iterable[tuple[int, int]], places: int) -> int:
    """The most places of each word, up to `MOST`, with which all that is *wanted* (the places of a word, and how often
    each is looked at) makes at most so many *places*: who says a word often gives way first."""
    left = sorted(wanted)
    often = sum(times for _, times in left)
    for count, times in left:
        if count * often > places:
            return min(MOST, places // often)
        places -= count * times
        often -= times
    return MOST


def check(root: Node) -> None:
    """Raises Unclear for what would be looked for in no text but its beginning."""
    asked = load(root)
    found = list(_kinds(root))
    exact, facts = (sum(isinstance(leaf, kind) for leaf in found) for kind in (Raw, Fact))
    for count, most, what, hint in (
        (asked.words, MAX_WORDS, "words to look for, those in NEAR several times", "cut the query in several"),
        (exact, MAX_EXACT, "exact pieces", 'write words and "phrases", or one expression: /one|two/'),
        (facts, MAX_FACTS, "fields", "cut the query in several"),
    ):
        if count > most:
            raise Unclear(f"more than {most:,} {what}: {count:,}", hint)
    if asked.looks > MAX_LOOKS:
        what = f"too many ~ and ? together: a ? counts 2, ~1 counts 10, ~2 counts 50, and this makes {asked.looks:,}"
        raise Unclear(f"{what} of {MAX_LOOKS:,}", "write the spellings out with OR, or the beginning of the word and *")
    if asked.steps > MAX_STEPS:
        what = f"the expressions make {asked.steps:,} steps together, of {MAX_STEPS:,}"
        raise Unclear(what, "cut them, lower their {counts}, or write words instead")
    for leaf in found:
        for word in leaf.words if isinstance(leaf, Term) else ():
            ready(word)


def _kinds(node: Node) -> Iterator[Node]:
    yield node
    for part in parts_of(node):
        yield from _kinds(part)
