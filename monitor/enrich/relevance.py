"""What somebody's marks teach of which mentions are none: words with weights, believed only once they have proven it.

Naive Bayes on the words that a text has (not on how often), in the manner of P. Graham's "A Plan for Spam" (2002): each
word is worth the logarithm of how much more often it stands in irrelevant texts than in relevant ones, drawn towards
nothing where it was seen seldom; the few strongest words of a text decide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import exp, log, sqrt

from monitor.model import Mention, Reason, Score
from monitor.text import words

LEAST = 20  # marks of each kind, before anything is tried
FOLDS = 5
CERTAIN = 0.9  # chance of being irrelevant from which a mention is folded away
PROVEN = 0.85  # what the precision of folding must surely exceed: the lower end of its 95 % interval
_STRONGEST = 15  # words of a text that decide
_TOLD = 6  # of these, as reasons
_SHRINK = 2.0  # texts' worth of doubt about each word
_CAP = 3.0  # no word alone decides
_SEEN = 2  # marked texts that a word must stand in


class Standing(StrEnum):
    """learning: too few marks; on trial: enough of them, and it errs too often; proven: it folds away."""

    LEARNING = "learning"
    ON_TRIAL = "on trial"
    PROVEN = "proven"


@dataclass(frozen=True, slots=True)
class Mark:
    """What somebody said of a mention. *fingerprint* is equal for copies of one text."""

    mention: Mention
    irrelevant: bool


@dataclass(frozen=True, slots=True)
class Evidence:
    """How it did on marks that it was not taught: of *folded* ones, *rightly* were irrelevant; *surely* is the lower
    end of the 95 % Wilson interval of their share."""

    irrelevant: int = 0
    relevant: int = 0
    folded: int = 0
    rightly: int = 0

    @property
    def precision(self) -> float:
        return self.rightly / self.folded if self.folded else 0.0

    @property
    def recall(self) -> float:
        """Of the irrelevant ones, the share that would be folded away."""
        return self.rightly / self.irrelevant if self.irrelevant else 0.0

    @property
    def surely(self) -> float:
        return wilson(self.rightly, self.folded)


@dataclass(frozen=True, slots=True)
class Sieve:
    """What was learned for one brand. Positive *weights* speak for irrelevant, the strongest first."""

    brand: str
    standing: Standing = Standing.LEARNING
    evidence: Evidence = Evidence()
    weights: Mapping[str, float] = field(default_factory=dict)


def learn(brand: str, marks: Sequence[Mark]) -> Sieve:
    """The sieve that *marks* teach, with what it is worth on those that it was not taught."""
    irrelevant = sum(mark.irrelevant for mark in marks)
    counted = Evidence(irrelevant, len(marks) - irrelevant)
    told = [(_features(mark.mention), mark) for mark in marks]
    weights = _weights((features, mark.irrelevant) for features, mark in told)
    ordered = dict(sorted(weights.items(), key=lambda pair: (-abs(pair[1]), pair[0])))
    if min(counted.irrelevant, counted.relevant) < LEAST:
        return Sieve(brand, Standing.LEARNING, counted, ordered)
    evidence = _tried(told, counted)
    standing = Standing.PROVEN if evidence.surely >= PROVEN else Standing.ON_TRIAL
    return Sieve(brand, standing, evidence, ordered)


def weigh(mention: Mention, sieve: Sieve) -> Mention:
    """*mention* with its relevance; as it is, while *sieve* has proven nothing."""
    if sieve.standing is not Standing.PROVEN:
        return mention
    found = _features(mention)
    strongest = _strongest(found, sieve.weights)
    chance = _chance(strongest)
    label = "irrelevant" if chance >= CERTAIN else "relevant"
    reasons = tuple(Reason(*found[word], word, round(weight, 2)) for word, weight in strongest[:_TOLD])
    return replace(mention, relevance=Score(round(chance, 4), label, abs(chance - 0.5) * 2, reasons))


def by_hand(mention: Mention, *, irrelevant: bool) -> Mention:
    """*mention* as somebody marked it."""
    label, weight = ("irrelevant", _CAP) if irrelevant else ("relevant", -_CAP)
    return replace(mention, relevance=Score(float(irrelevant), label, 1.0, (Reason(0, 0, "marked by hand", weight),)))


def wilson(hits: int, tries: int, z: float = 1.96) -> float:
    """The lower end of the Wilson score interval of a share (E. B. Wilson, 1927); 0 where nothing was tried."""
    if not tries:
        return 0.0
    share = hits / tries
    middle = share + z * z / (2 * tries)
    width = z * sqrt(share * (1 - share) / tries + z * z / (4 * tries * tries))
    return (middle - width) / (1 + z * z / tries)


def _features(mention: Mention) -> Mapping[str, tuple[int, int]]:
    """Its words without those that made it a mention, and where each first stands; its place and its author."""
    own = {at for span in mention.spans for at in range(span.start, span.end)}
    found: dict[str, tuple[int, int]] = {f"at {mention.source}": (0, 0)}
    if mention.item.author:
        found[f"by {mention.item.author}"] = (0, 0)
    for word in words(mention.item.prose):
        if word.start not in own and len(word.text) > 1:
            found.setdefault(word.text, (word.start, word.end))
    return found


def _weights(marked: Iterable[tuple[Iterable[str], bool]]) -> dict[str, float]:
    """The words that stand in at least two marked texts, and what each is worth."""
    seen: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    texts = Counter[bool]()
    for features, irrelevant in marked:
        texts[irrelevant] += 1
        seen[irrelevant].update(iter(features))  # each once, wherever it stands
    everything = seen[True] + seen[False]
    return {
        word: _worth(seen[True][word], texts[True], seen[False][word], texts[False])
        for word, number in everything.items()
        if number >= _SEEN
    }


def _worth(here: int, of_these: int, there: int, of_those: int) -> float:
    ratio = ((here + 0.5) / (of_these + 1)) / ((there + 0.5) / (of_those + 1))
    trust = (here + there) / (here + there + _SHRINK)
    return max(-_CAP, min(_CAP, trust * log(ratio)))


def _strongest(found: Iterable[str], weights: Mapping[str, float]) -> list[tuple[str, float]]:
    known = [(word, weights[word]) for word in found if word in weights]
    return sorted(known, key=lambda pair: (-abs(pair[1]), pair[0]))[:_STRONGEST]


def _chance(strongest: Iterable[tuple[str, float]]) -> float:
    return 1 / (1 + exp(-sum(weight for _, weight in strongest)))


def _tried(told: Sequence[tuple[Mapping[str, tuple[int, int]], Mark]], counted: Evidence) -> Evidence:
    """Taught without each fifth of the marks in turn, and asked about it. Copies of one text are in one fifth."""
    texts = list(dict.fromkeys(mark.mention.fingerprint or mark.mention.item.prose for _, mark in told))
    fold_of = {text: number % FOLDS for number, text in enumerate(texts)}
    folds = [fold_of[mark.mention.fingerprint or mark.mention.item.prose] for _, mark in told]
    folded = rightly = 0
    for fold in range(FOLDS):
        pairs = list(zip(folds, told, strict=True))
        weights = _weights((features, mark.irrelevant) for each, (features, mark) in pairs if each != fold)
        asked = [(features, mark) for each, (features, mark) in pairs if each == fold]
        verdicts = [mark.irrelevant for features, mark in asked if _chance(_strongest(features, weights)) >= CERTAIN]
        folded, rightly = folded + len(verdicts), rightly + sum(verdicts)
    return replace(counted, folded=folded, rightly=rightly)
