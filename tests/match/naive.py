"""What a query means, said as plainly as it can be: every way to read a text is tried, and nothing is remembered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product

import re2

from monitor.match import facts as known
from monitor.match.budget import BUDGET, FULL, Budget, Shares
from monitor.match.facts import Facts
from monitor.match.phrases import Phrase, phrases
from monitor.match.prose import Place, Prose
from monitor.match.query import (
    And,
    Fact,
    Fuzzy,
    Link,
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
    Word,
)
from monitor.match.tokens import unspaced

Hits = set[tuple[Place, str]]


class Page(Prose):
    """A text, and how much of it is read."""

    shares = FULL


def spans(query: Query, facts: Facts, budget: Budget = BUDGET) -> list[tuple[int, int]] | None:
    """Where what *query* looks for stands; None if the query does not hold."""
    page = Page(facts.prose)
    page.shares = shares(query.root, page, budget)
    hits = holds(query.root, page, facts)
    return None if hits is None else sorted({(place.start, place.end) for place, _ in hits})


# ------------------------------------------------------------------ what the budget allows for


def shares(root: Node, page: Page, budget: Budget) -> Shares:
    """What is read of a text: tried from all of it downwards, until it costs no more than it may."""
    asked = list(leaves_of(root, 1))
    words = [word for leaf, _ in asked if isinstance(leaf, Term) for word in leaf.words]
    looks = sum(
        {1: 10, 2: 50}[word.edits] if isinstance(word, Fuzzy) else 2 * ("?" in word.pattern)
        for word in words
        if not isinstance(word, str)
    )
    steps = sum(re2.compile(leaf.pattern, options()).programsize for leaf, _ in asked if isinstance(leaf, Regex))
    chars = len(page.text)
    lines = next((most for most in range(len(page.lines), 0, -1) if most * looks <= budget.looks), 0)
    far = next((most for most in range(chars, 0, -1) if most * steps <= budget.steps), 1)
    finds = next((most for most in range(100, 0, -1) if most * steps * chars <= budget.steps), 1)
    page.shares = Shares(500, lines, finds, far)
    wanted = [one for leaf, times in asked for one in looked_at(leaf, times, page)]
    most = next(most for most in range(500, -1, -1) if cost(wanted, most) <= budget.places)
    return Shares(most, lines, finds, far)


def cost(wanted: list[tuple[int, int]], most: int) -> int:
    return sum(times * min(count, most) for count, times in wanted)


def leaves_of(node: Node, times: int) -> Iterator[tuple[Term | Raw | Regex, int]]:
    match node:
        case Term() | Raw() | Regex():
            yield node, times
        case And(parts) | Or(parts) | Near(parts):
            for part in parts:
                yield from leaves_of(part, times + 3 if isinstance(node, Near) else times)
        case Not(part) | Within(_, part) | Named(part=part):
            yield from leaves_of(part, times)


def looked_at(leaf: Term | Raw | Regex, times: int, page: Page) -> Iterator[tuple[int, int]]:
    """How many places there are of each word of *leaf*, and how often each is looked at."""
    match leaf:
        case Regex():
            yield min(page.shares.finds, len(page.text)), times
        case Raw(written):
            if written in page.text:
                yield min(500, 1 + page.text.count(written[0]) // 2), times
        case Term(words, slop=slop):
            for said in [words] if slop is not None else [phrase.words for phrase in phrases(leaf)]:
                counts = [len(first_places(word, page, 500)) for word in said]
                if all(counts):
                    yield from ((count, times if slop is None else times * len(words)) for count in counts)


def options() -> re2.Options:
    chosen = re2.Options()
    chosen.case_sensitive, chosen.never_capture = False, True
    return chosen


def holds(node: Node, prose: Page, facts: Facts, region: str = "") -> Hits | None:
    match node:
        case And(parts):
            each = [holds(part, prose, facts, region) for part in parts]
            return None if None in each else set().union(*(hits or set() for hits in each))
        case Or(parts):
            some = [hits for part in parts if (hits := holds(part, prose, facts, region)) is not None]
            return set().union(*some) if some else None
        case Not(part):
            return set() if holds(part, prose, facts, region) is None else None
        case Fact():
            return set() if known.holds(facts, node) else None
        case Named(part=part):
            return holds(part, prose, facts, region)
        case Within(name, part):
            return holds(part, prose, facts, name)
    return hits_of(node, prose, facts, region) or None


def hits_of(node: Node, prose: Page, facts: Facts, region: str) -> Hits:
    match node:
        case Or(parts):
            return set().union(*(hits_of(part, prose, facts, region) for part in parts))
        case Named(part=part):
            return hits_of(part, prose, facts, region)
        case Within(name, part):
            return hits_of(part, prose, facts, name)
        case Near(parts, links):
            return chained([hits_of(part, prose, facts, region) for part in parts], links, prose)
        case Term() | Raw() | Regex():
            return {(place, node.written) for place in places(node, prose) if inside(place, region, facts)}
    raise AssertionError(node)


def inside(place: Place, region: str, facts: Facts) -> bool:
    title = len(facts.title)
    return not region or (place.end <= title if region == "title" else place.start >= title + 2 * bool(title))


# ------------------------------------------------------------------ nearness: every way to choose one place a part


def chained(layers: list[Hits], links: Sequence[Link], prose: Page) -> Hits:
    kept: Hits = set()
    positive = [layers[0], *(layer for layer, link in zip(layers[1:], links, strict=True) if not link.absent)]
    for chosen in product(*positive):
        standing, last = True, 0
        for at, link in enumerate(links):
            others = layers[at + 1] if link.absent else {chosen[last + 1]}
            beside = any(linked(chosen[last][0], other[0], link, prose) for other in others)
            standing = standing and beside != link.absent
            last += not link.absent
        if standing:
            kept |= set(chosen)
    return kept


def linked(left: Place, right: Place, link: Link, prose: Page) -> bool:
    if link.words is None:
        sentence = [prose.sentences[min(place.first, len(prose.sentences) - 1)] for place in (left, right)]
        if sentence[0] != sentence[1]:
            return False
    between = right.first - left.last if right.first >= left.last else None
    if between is None and not link.ordered and left.first >= right.last:
        between = left.first - right.last
    return between is not None and (link.words is None or between <= link.words)


# ------------------------------------------------------------------ leaves


def places(leaf: Term | Raw | Regex, prose: Page) -> set[Place]:
    text = prose.text
    match leaf:
        case Raw(written):
            starts = [at for at in range(len(text)) if text.startswith(written, at)][: 2 * prose.shares.most]
            spans = ((at, at + len(written)) for at in starts)
            exact = [prose.place(*span) for span in spans if whole(text, span[0]) and whole(text, span[1])]
            return set(exact[: prose.shares.most])
        case Regex(pattern):
            found = list(re2.finditer(f"(?i){pattern}", text[: prose.shares.chars]))[: prose.shares.finds]
            return {prose.place(*one.span()) for one in found if one.end() > one.start()}
        case Term(words, slop=int(slop)):
            return together(words, slop, prose)
    starts_: dict[tuple[Phrase, int], Place] = {}
    for phrase in phrases(leaf):
        for place in following(phrase, 0, None, prose):
            key = phrase, place.first
            starts_[key] = max(place, starts_.get(key, place))
    return set(starts_.values())


def whole(text: str, at: int) -> bool:
    before, after = text[at - 1 : at] if at else "", text[at : at + 1]
    return not (before.isalnum() and after.isalnum()) or unspaced(before) or unspaced(after)


def following(phrase: Phrase, at: int, before: Place | None, prose: Page) -> Iterator[Place]:
    """Every place of the words of *phrase* from the one numbered *at*, right after *before*."""
    text = prose.text
    if at == len(phrase.words):
        assert before
        yield before
        return
    for place in read_as(phrase.words[at], prose):
        if before:
            gap = phrase.gaps[at - 1]
            if place.first != before.last or (
                place.start >= before.end and not gap.fullmatch(text, before.end, place.start)
            ):
                continue
            place = Place(before.first, place.last, before.start, place.end)
        else:
            if phrase.before:
                if not place.start or not phrase.before.match(text, place.start - 1):
                    continue
                place = place._replace(start=place.start - 1)
        if at == len(phrase.words) - 1 and phrase.after:
            sign = phrase.after.match(text, place.end)
            if not sign:
                continue
            place = place._replace(end=sign.end())
        yield from following(phrase, at + 1, place, prose)


def together(words: Sequence[Word], slop: int, prose: Page) -> set[Place]:
    stretches: set[Place] = set()
    for chosen in product(*(read_as(word, prose) for word in words)):
        first, last = min(place.first for place in chosen), max(place.last for place in chosen)
        twice = any(a == b and c == d for (a, c), (b, d) in combinations(zip(words, chosen, strict=True), 2))
        if not twice and last - first <= len(words) + slop:
            start = min(place.start for place in chosen)
            stretches.add(Place(first, last, start, max(place.end for place in chosen)))
    return {
        one
        for one in stretches
        if not any(one != two and one.first <= two.first and two.last <= one.last for two in stretches)
    }


def read_as(word: Word, prose: Page) -> Sequence[Place]:
    return first_places(word, prose, prose.shares.most)


def first_places(word: Word, prose: Page, most: int) -> Sequence[Place]:
    readings = list(prose.readings) if isinstance(word, str) else prose.lines
    if isinstance(word, Wild) and word.pattern[0] != "?":
        head = word.pattern.partition("?")[0].rstrip("*")
        readings = sorted(reading for reading in readings if reading.startswith(head))
    if isinstance(word, Fuzzy):
        readings = [reading for reading in readings if abs(len(reading) - len(word.text)) <= word.edits]
    if isinstance(word, Fuzzy) or (isinstance(word, Wild) and "?" in word.pattern):
        readings = readings[: prose.shares.lines]
    return [place for reading in readings if alike(word, reading) for place in prose.read_as(reading)][:most]


def alike(word: Word, reading: str) -> bool:
    match word:
        case Wild(pattern):
            return not reading.startswith("#") and globbed(pattern, reading)
        case Fuzzy(text, edits):
            return not reading.startswith("#") and distance(text, reading) <= edits
    return word == reading


def globbed(pattern: str, text: str) -> bool:
    if pattern == "*":
        return True
    if not pattern or not text:
        return pattern == text
    return pattern[0] in ("?", text[0]) and globbed(pattern[1:], text[1:])


def distance(one: str, two: str) -> int:
    """Letters added, missing, changed, or two neighbours swapped (each swap counts once, and is not edited again)."""
    rows = [list(range(len(two) + 1))]
    for i, a in enumerate(one, 1):
        row = [i]
        for j, b in enumerate(two, 1):
            row.append(min(rows[-1][j] + 1, row[-1] + 1, rows[-1][j - 1] + (a != b)))
            if i > 1 and j > 1 and a == two[j - 2] and one[i - 2] == b:
                row[-1] = min(row[-1], rows[-2][j - 2] + 1)
        rows.append(row)
    return rows[-1][-1]
