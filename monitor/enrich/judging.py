"""From cues to a score: what each one weighs once everything that excuses it has been heard.

A cue in a question, beside a hedge or in a report of a trial keeps part of its weight; a denied one, one that an
author says of himself, one that warns of impostors keeps nothing. What is left of the three heaviest is joined as
independent hints are: 1 - (1 - a)(1 - b)(1 - c).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import islice
from math import prod

from monitor.enrich.cues import Hit, find, heaviest
from monitor.enrich.reading import Reading, read
from monitor.model import NO_SCORE, Reason, Score, Span

LANGUAGES = frozenset({"fr", "en"})
SHORT = 3  # words; less is no ground for a legal score
LIKELY, POSSIBLE = 0.6, 0.3
QUESTION = 0.7
FAR = 600  # characters from the brand's nearest name
FAR_FACTOR = 0.6
SILENCE = 0.7  # how sure we are of a text without a cue: hints and irony have none
MOST_CUES = 40  # more make nothing clearer, and each is held against all excuses
MOST_REASONS = 8

# How many words before a cue an excuse may stand; those not named here count in the whole sentence.
BEFORE = {"negation": 5, "self": 3, "agent": 2, "other": 5, "reported": 6, "friendly": 4}
# These count from the neighbouring sentence too.
AROUND = frozenset({"acquittal", "denial", "warning"})

_WORDS = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Excuses:
    """Those of one reading whose rules are heard, only the longest where several begin at one word."""

    reading: Reading
    hits: tuple[Hit, ...]

    def of(self, cue: Hit) -> dict[str, float]:
        """The strongest factor of each rule that excuses *cue*."""
        factors: dict[str, float] = {}
        for excuse in self.hits:
            if excuse.cue.weight < 1 and _excuses(self.reading, excuse, cue):
                rule = excuse.cue.rule
                factors[rule] = min(excuse.cue.weight, factors.get(rule, 1.0))
        start, end = self.reading.sentence(cue.start, cue.end)
        if self.reading.line[start:end].rstrip().endswith("?"):
            factors["question"] = QUESTION
        return factors


def judge(prose: str, language: str, subject: str, heard: Collection[str], spans: tuple[Span, ...] = ()) -> Score:
    """The score by the table *subject* of a language, excused by the rules *heard*; nothing where we are no judge."""
    reading = read(prose)
    if language not in LANGUAGES or len(reading.words) < SHORT:
        return NO_SCORE
    cues = tuple(islice(heaviest(find(reading, f"{subject}_{language}")), MOST_CUES))
    if not cues:
        return Score(confidence=SILENCE)
    excuses = hear(reading, language, heard)
    return total(reason for cue in cues if (reason := weigh(cue, excuses, spans)))


def hear(reading: Reading, language: str, heard: Collection[str]) -> Excuses:
    longest: dict[int, Hit] = {}
    for hit in find(reading, f"excuses_{language}"):
        if hit.cue.rule in heard and (hit.start not in longest or hit.end > longest[hit.start].end):
            longest[hit.start] = hit
    return Excuses(reading, tuple(longest.values()))


def weigh(cue: Hit, excuses: Excuses, spans: tuple[Span, ...]) -> Reason | None:
    start, end = excuses.reading.span(cue.start, cue.end)
    factors = excuses.of(cue)
    if spans and min(max(span.start - end, start - span.end) for span in spans) > FAR:
        factors["far from the brand"] = FAR_FACTOR
    weight = round(cue.cue.weight * prod(factors.values()), 2)
    why = f"{cue.cue.rule}, lowered by {', '.join(factors)}" if factors else cue.cue.rule
    return Reason(start, end, excuses.reading.prose[start:end], weight, why) if weight else None


def total(reasons: Iterable[Reason]) -> Score:
    found = tuple(sorted(reasons, key=lambda reason: -reason.weight))[:MOST_REASONS]
    if not found:
        return Score(confidence=SILENCE)
    value = round(1 - prod(1 - reason.weight for reason in found[:3]), 2)
    return Score(value, label(value), round(0.9 * max(value, 1 - value), 2), found)


def label(value: float) -> str:
    if value >= LIKELY:
        return "likely"
    return "possible" if value >= POSSIBLE else "none"


def _excuses(reading: Reading, excuse: Hit, cue: Hit) -> bool:
    first, place = reading.index(excuse.start), reading.index(cue.start)
    apart = abs(reading.sentences[first] - reading.sentences[place])
    reach = BEFORE.get(excuse.cue.rule)
    if reach is None:
        return apart <= (excuse.cue.rule in AROUND)
    if cue.start <= excuse.start < cue.end:
        return excuse.cue.rule == "negation" and not _names(cue, reading.words[first].text)
    return apart == 0 and 0 < place - first <= reach and _same_clause(reading, excuse, first, place)


def _same_clause(reading: Reading, excuse: Hit, first: int, place: int) -> bool:
    return excuse.cue.rule not in {"negation", "self", "agent"} or reading.clauses[first] == reading.clauses[place]


def _names(cue: Hit, word: str) -> bool:
    """Whether the pattern itself holds *word*: a negation that is part of the fact does not deny it."""
    return word in _WORDS.findall(cue.cue.regex.pattern)
