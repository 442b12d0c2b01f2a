"""How French sounds: valences of words and the grammar that bends them, after Hutto and Gilbert's VADER (2014)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from math import sqrt

from monitor.enrich.reading import Reading, read
from monitor.enrich.valence import EMOJI, Valences, valences
from monitor.model import Reason

# Points on the lexicon's scale of -4 to 4, and factors: VADER's own but for NEGATED_BAD and ELONGATION.
BOOST = 0.293
CAPITALS = 0.733
NEGATED_GOOD, NEGATED_BAD = -0.74, -0.4  # "pas mauvais" praises less than "pas bon" blames
EXCLAMATION = 0.292
ELONGATION = 0.3
BEFORE_BUT, AFTER_BUT = 0.5, 1.5
ALPHA = 15
REACH = 4  # words over which a booster or a negation carries

_NEGATIONS = frozenset("pas jamais sans aucun aucune ni rien guere nullement aucunement".split())
_AFTER_VERB = frozenset("pas jamais plus guere point rien".split())
_BOOSTERS = frozenset(
    "absolument archi beaucoup carrement completement definitivement encore enormement entierement extremement fort "
    "franchement grave hyper incroyablement mega parfaitement particulierement profondement sacrement si super "
    "tellement terriblement totalement toujours tres trop ultra vachement vraiment".split()
)
_DAMPENERS = frozenset("assez legerement moins moyennement peu plutot presque quasi quasiment relativement".split())
_DEGREES = dict.fromkeys(_BOOSTERS, BOOST) | dict.fromkeys(_DAMPENERS, -BOOST)
_BENDING = frozenset({"ne", "n", "plus", *_NEGATIONS, *_DEGREES})  # where none of these stands, no word is bent
_CONTRASTS = frozenset({"mais", "cependant", "pourtant", "toutefois", "neanmoins"})
_ELONGATED = re.compile(r"([^\W\d_])\1{2,}")
_TOKEN = re.compile(r"\S+")


def weigh(prose: str) -> tuple[float, tuple[Reason, ...]]:
    """The sum of all valences between -1 and 1, and what each word, emoji and emoticon put into it, in points."""
    reading = read(prose)
    found = (*_words(reading, valences()), *_signs(reading.prose, valences()))
    total = sum(reason.weight for reason in found)
    total += EXCLAMATION * min(4, reading.prose.count("!")) * ((total > 0) - (total < 0))
    return total / sqrt(total * total + ALPHA), found


def _words(reading: Reading, known: Valences) -> Iterator[Reason]:
    texts = reading.texts
    turns: dict[int, int] = {}
    if not _CONTRASTS.isdisjoint(texts):
        turns = {reading.sentences[at]: at for at, text in enumerate(texts) if text in _CONTRASTS}
    shouting = reading.prose.isupper()
    after = 0
    bends = not _BENDING.isdisjoint(texts)
    for index in [at for at, text in enumerate(texts) if text in known.openers]:
        if index >= after:
            length, valence = known.of(reading, index)
            after = index + length
            if valence:
                turn = turns.get(reading.sentences[index])
                yield _bend(reading, index, length, valence, turn, shouting=shouting, bends=bends)


def _bend(
    reading: Reading, index: int, length: int, valence: float, turn: int | None, *, shouting: bool, bends: bool
) -> Reason:
    start, end = reading.begins[index], reading.ends[index + length - 1]
    written = reading.prose[start:end]
    notes = []
    before = _before(reading, index) if bends else []
    strength = _degree(before)
    if not shouting and len(written) > 1 and written.isupper():
        strength += CAPITALS
        notes.append("capitals")
    if _ELONGATED.search(written):
        strength += ELONGATION
        notes.append("elongated")
    valence = max(0.1, abs(valence) + strength) * (1 if valence > 0 else -1)
    if bends and _negated(before, reading.texts[index + length : index + length + 2]):
        valence *= NEGATED_GOOD if valence > 0 else NEGATED_BAD
        notes.append("negated")
    if turn is not None and turn != index:
        valence *= BEFORE_BUT if index < turn else AFTER_BUT
        notes.append("before a but" if index < turn else "after a but")
    return Reason(start, end, written, round(valence, 2), ", ".join(notes) or "lexicon")


def _degree(before: Sequence[str]) -> float:
    """What the boosters and dampeners before a word add to it, the farther the less."""
    strength = 0.0
    for distance, text in enumerate(before[: REACH - 1]):
        if text in _DEGREES:
            strength += _DEGREES[text] * (1 - 0.05 * distance)
    return strength


def _negated(before: Sequence[str], after: Sequence[str]) -> bool:
    if not _NEGATIONS.isdisjoint(before) or ("plus" in before and not {"ne", "n"}.isdisjoint(before)):
        return True
    return not {"ne", "n"}.isdisjoint(before[:3]) and not _AFTER_VERB.isdisjoint(after)


def _before(reading: Reading, index: int) -> list[str]:
    """The last words before a word in its own clause, the nearest first."""
    clause = reading.clauses[index]
    first = max(bisect_left(reading.clauses, clause, 0, index), index - REACH)
    return [*reading.texts[first:index][::-1]]


def _signs(prose: str, known: Valences) -> Iterator[Reason]:
    if not prose.isascii():
        for match in EMOJI.finditer(prose):
            yield Reason(match.start(), match.end(), match.group(), known.emoji[match.group()], "emoji")
    if known.emoticons.keys().isdisjoint(prose.split()):
        return
    for match in _TOKEN.finditer(prose):
        if valence := known.emoticons.get(match.group()):
            yield Reason(match.start(), match.end(), match.group(), valence, "emoticon")
