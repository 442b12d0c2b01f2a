"""Where a query holds: its tree asked of one text and of what is known of its item."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import NamedTuple, TypeAlias

from monitor.match import facts as known
from monitor.match.budget import BUDGET, FULL, Budget, Load, Shares, fair, load, shared, words_of
from monitor.match.edges import exactly, fits, shortest, signed_after, signed_before
from monitor.match.expressions import alike, found
from monitor.match.facts import Facts
from monitor.match.phrases import FLOWING, Phrase, Rule, phrases
from monitor.match.prose import MOST, Place, Prose
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
from monitor.model import Span

Region: TypeAlias = tuple[int, int]


class Hit(NamedTuple):
    place: Place
    term: str


@dataclass(frozen=True, slots=True)
class Reader:
    """One item, read once for all queries that are asked of it."""

    facts: Facts
    prose: Prose
    budget: Budget = BUDGET
    shares: Shares = FULL
    _places: dict[tuple[object, ...], Sequence[Place]] = field(default_factory=dict)
    _words: dict[Word, Sequence[Place]] = field(default_factory=dict)
    _said: dict[tuple[Word, int | None], Sequence[Place]] = field(default_factory=dict)
    _readers: dict[Shares, Reader] = field(default_factory=dict)

    def spans(self, root: Node, asked: Load) -> tuple[Span, ...] | None:
        """Where what the query of *root* looks for was found, in order; None if it does not hold.

        *asked* is the load of the query. What nobody judged yet (a sentiment, before the mention is enriched) is taken
        as the query would like it.
        """
        return self.allowed(asked)._spans(root)

    def allowed(self, asked: Load) -> Reader:
        """Who reads of the text what the budget allows for."""
        few = asked.words * self.prose.most <= self.budget.places
        if few and not (asked.looks or asked.steps):
            return self
        shares = shared(self.budget, asked, self.prose.count, len(self.prose.text))
        reader = self._sharing(shares)
        if few:
            return reader
        said: dict[Word, int] = {word: asked.plain[word] for word in asked.plain.keys() & set(self.prose.readings)}
        said |= asked.inexact
        if sum(places * times for places, times in reader._wanted(asked, said)) <= self.budget.places:
            return reader
        there = {words: times for words, times in asked.phrases.items() if all(reader._all_of(word) for word in words)}
        return self._sharing(shares._replace(most=fair(reader._wanted(asked, words_of(there)), self.budget.places)))

    def _sharing(self, shares: Shares) -> Reader:
        if shares == self.shares:
            return self
        if shares not in self._readers:
            self._readers[shares] = replace(self, shares=shares, _places={}, _words={}, _readers={})
        return self._readers[shares]

    def _wanted(self, asked: Load, words: Mapping[Word, int]) -> Iterator[tuple[int, int]]:
        """How many places there are of each of *words* and of all else that is *asked*, and how often each is looked
        at."""
        text = self.prose.text
        if asked.expressions:
            yield min(self.shares.finds, len(text)), asked.expressions
        for written, times in asked.exact.items():
            if written in text:
                yield min(MOST, 1 + text.count(written[0]) // 2), times
        for word, times in words.items():
            yield len(self._all_of(word)), times

    def _spans(self, root: Node) -> tuple[Span, ...] | None:
        hits: list[Hit] = []
        if not self._holds(root, (0, len(self.prose.text)), hits, sign=True):
            return None
        spans: dict[Region, Span] = {}
        for place, term in hits:
            spans.setdefault((place.start, place.end), Span(place.start, place.end, term))
        return tuple(spans[key] for key in sorted(spans))

    def _holds(self, node: Node, region: Region, hits: list[Hit], *, sign: bool) -> bool:
        """Whether *node* holds in *region*; if so, what it found is added to *hits*, but not below a NOT."""
        match node:
            case Term() | Raw() | Regex():
                here = self._standing(node, region)
                hits += here
                return bool(here)
            case And(parts):
                return self._hold_all(parts, region, hits, sign=sign)
            case Or(parts):
                found_in = [self._holds(part, region, hits, sign=sign) for part in parts]
                return any(found_in)
            case Not(part):
                return not self._holds(part, region, [], sign=not sign)
            case Fact():
                held = known.holds(self.facts, node)
                return sign if held is None else held
            case Named(part=part):
                return self._holds(part, region, hits, sign=sign)
            case Within(name, part):
                return self._holds(part, self._region(name), hits, sign=sign)
        here = self._hits(node, region)
        hits += here
        return bool(here)

    def _hold_all(self, parts: Iterable[Node], region: Region, hits: list[Hit], *, sign: bool) -> bool:
        new: list[Hit] = []
        if not all(self._holds(part, region, new, sign=sign) for part in parts):
            return False
        hits += new
        return True

    def _region(self, name: str) -> Region:
        if name == "title":
            return (0, len(self.facts.title))
        return (self.facts.text_starts, len(self.prose.text))

    def _hits(self, node: Node, region: Region) -> Sequence[Hit]:
        """Where a place of a query stands."""
        match node:
            case Term() | Raw() | Regex():
                return self._standing(node, region)
            case Or(parts):
                return [hit for part in parts for hit in self._hits(part, region)]
            case Near(parts, links):
                return self._chain([self._hits(part, region) for part in parts], links)
            case Named(part=part):
                return self._hits(part, region)
            case Within(name, part):
                return self._hits(part, self._region(name))
        return []

    def _standing(self, leaf: Term | Raw | Regex, region: Region) -> Sequence[Hit]:
        """Where *leaf* stands in *region*."""
        places = self.places(leaf)
        if not places:
            return ()
        start, end = region
        return [Hit(place, leaf.written) for place in places if start <= place.start and place.end <= end]

    # -------------------------------------------------------------- nearness

    def _chain(self, layers: list[Sequence[Hit]], links: Sequence[Link]) -> list[Hit]:
        """What takes part in the chain: near what came before it, and near what comes after it."""
        chain, between = [layers[0]], list[Link]()
        for layer, link in zip(layers[1:], links, strict=True):
            if link.absent:
                near = set(self._near(chain[-1], layer, link, backwards=True))
                chain[-1] = [hit for hit in chain[-1] if hit not in near]
            else:
                chain.append(layer)
                between.append(link)
        for at, link in enumerate(between):
            chain[at + 1] = self._near(chain[at + 1], chain[at], link)
        for at in range(len(between) - 1, -1, -1):
            chain[at] = self._near(chain[at], chain[at + 1], between[at], backwards=True)
        return [hit for layer in chain for hit in layer]

    def _near(self, hits: Sequence[Hit], others: Sequence[Hit], link: Link, *, backwards: bool = False) -> list[Hit]:
        """Those *hits* that stand by one of *others*, which come before them in the chain, or after if *backwards*."""
        after = backwards or not link.ordered
        before = not backwards or not link.ordered
        if link.words is None:
            return self._in_one_sentence(hits, others, before=before, after=after)
        firsts, lasts = sorted(hit.place.first for hit in others), sorted(hit.place.last for hit in others)
        return [
            hit
            for hit in hits
            if (before and _any(lasts, hit.place.first - link.words, hit.place.first))
            or (after and _any(firsts, hit.place.last, hit.place.last + link.words))
        ]

    def _in_one_sentence(self, hits: Sequence[Hit], others: Sequence[Hit], *, before: bool, after: bool) -> list[Hit]:
        bounds: dict[int, tuple[int, int]] = {}
        for place, _ in others:
            sentence = self._sentence(place)
            last, first = bounds.get(sentence, (place.last, place.first))
            bounds[sentence] = min(last, place.last), max(first, place.first)
        kept: list[Hit] = []
        for hit in hits:
            there = bounds.get(self._sentence(hit.place))
            if there and ((before and there[0] <= hit.place.first) or (after and hit.place.last <= there[1])):
                kept.append(hit)
        return kept

    def _sentence(self, place: Place) -> int:
        sentences = self.prose.sentences
        return sentences[min(place.first, len(sentences) - 1)]

    # -------------------------------------------------------------- leaves

    def places(self, leaf: Term | Raw | Regex) -> Sequence[Place]:
        """Where *leaf* stands in the whole text, in order."""
        if isinstance(leaf, Term) and len(leaf.words) == 1 and not leaf.split and not self.word(leaf.words[0]):
            return ()
        key = (leaf.__class__, leaf.written, *((leaf.slop, leaf.quoted) if isinstance(leaf, Term) else ()))
        if key not in self._places:
            self._places[key] = self._find(leaf)
        return self._places[key]

    def _find(self, leaf: Term | Raw | Regex) -> Sequence[Place]:
        match leaf:
            case Raw(written):
                whole = exactly(written, self.prose.text, 2 * self.shares.most)
                return [self.prose.place(*span) for span in islice(whole, self.shares.most)]
            case Regex(pattern):
                text = self.prose.text[: self.shares.chars]
                return [self.prose.place(*span) for span in found(pattern, text, self.shares.finds)]
            case Term(words, slop=int(slop)):
                return self._together(words, slop)
        places: set[Place] = set()
        for phrase in phrases(leaf):
            if all(map(self.word, phrase.words)):
                places.update(self._following(phrase, self.word(phrase.words[-1])))
        return sorted(places) if places else ()

    def word(self, word: Word) -> Sequence[Place]:
        """Where *word* stands, whichever way it is written: its share of places, in order."""
        if word not in self._words:
            places = self._all_of(word)[: self.shares.most]
            self._words[word] = places if isinstance(word, str) else sorted(set(places))
        return self._words[word]

    def _all_of(self, word: Word) -> Sequence[Place]:
        """The first `MOST` places of *word*, those of each of its spellings together."""
        key = word, self.shares.lines
        if key not in self._said:
            if isinstance(word, str):
                self._said[key] = self.prose.read_as(word)
            elif isinstance(word, Wild) and "?" not in word.pattern:
                self._said[key] = self.prose.begun(word.pattern[:-1], MOST)
            else:
                said = map(self.prose.read_as, alike(word, self._lines(word)[: self.shares.lines]))
                self._said[key] = tuple(islice(chain.from_iterable(said), MOST))
        return self._said[key]

    def _lines(self, word: Wild | Fuzzy) -> Sequence[str]:
        """The readings of the text among which *word* is."""
        if isinstance(word, Fuzzy):
            return self.prose.long(len(word.text) - word.edits, len(word.text) + word.edits)
        head = word.pattern.partition("?")[0]
        return self.prose.beginning(head) if head else self.prose.lines

    def _following(self, phrase: Phrase, ends: Sequence[Place]) -> Iterable[Place]:
        """Where the words of *phrase* follow each other; from each beginning, the longest. Found from its *ends*."""
        text = self.prose.text
        rest: dict[int, Place] = {}
        for place in ends:
            if whole := signed_after(phrase, text, place):
                rest[place.first] = max(whole, rest.get(place.first, whole))
        starts = dict(rest)
        for word, gap in zip(phrase.words[-2::-1], phrase.gaps[::-1], strict=True):
            rest, starts = self._before(word, gap, rest, starts)
            if not rest:
                return ()
        places = (Place(first, tail.last, starts[first].start, tail.end) for first, tail in rest.items())
        return signed_before(phrase, text, places) if phrase.before else places

    def _before(
        self, word: Word, gap: Rule, rest: dict[int, Place], starts: dict[int, Place]
    ) -> tuple[dict[int, Place], dict[int, Place]]:
        """For each place of *word* from which the rest of a phrase follows: where that ends, and the place itself."""
        text, prose = self.prose.text, self.prose
        tails: dict[int, Place] = {}
        heads: dict[int, Place] = {}
        for place in self.word(word):
            tail = rest.get(place.last)
            if not tail:
                continue
            if not (gap is FLOWING and prose.flows(place.last)) and not fits(
                gap, text, place.end, starts[place.last].start
            ):
                continue
            if place.first not in tails or tails[place.first].last < tail.last:
                tails[place.first], heads[place.first] = tail, place
        return tails, heads

    def _together(self, words: Sequence[Word], slop: int) -> Sequence[Place]:
        """The shortest stretches in which all *words* stand in any order, with at most *slop* others."""
        stretches: list[Place] = []
        sought = {word: words.count(word) for word in words}
        there = {word: sorted(self.word(word)) for word in sought}
        for begin in sorted({place for places in there.values() for place in places}) if all(there.values()) else ():
            chosen: list[Place] = []
            for word, times in sought.items():
                at = bisect_left(there[word], begin)
                chosen += there[word][at : at + times]
            last = max((place.last for place in chosen), default=0)
            if len(chosen) == len(words) and begin in chosen and last - begin.first <= len(words) + slop:
                stretches.append(Place(begin.first, last, begin.start, max(place.end for place in chosen)))
        return shortest(stretches)


def _any(figures: Sequence[int], low: int, high: int) -> bool:
    at = bisect_left(figures, low)
    return at < len(figures) and figures[at] <= high


def find(query: Query, facts: Facts, budget: Budget = BUDGET) -> tuple[Span, ...] | None:
    """Where what *query* looks for stands in an item, in order; None if the query does not hold."""
    return Reader(facts, Prose(facts.prose), budget).spans(query.root, load(query.root))
