"""A shipped head, bent toward a team's own corrections, as far as they carry and no farther.

The weights start where the shipped ones are and pay for every step away from them (ridge toward the shipped head), so
that twenty corrections move twenty texts and their like, not the language. A neutral text pulls toward undecided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from monitor.enrich.grams import counts, spellings
from monitor.enrich.head import Head, Tuning, byte_of, traits
from monitor.enrich.sentiment import ENGINES, LIMIT, hear
from monitor.model import Span

ROUNDS = 60
STEP = 1.0
RIDGE = 0.002
AIMS = {"negative": 0.0, "neutral": 0.5, "positive": 1.0}
MOST_SHARE = 3.0  # of the shipped scale: room for weights that corrections make larger
FEWEST = 12  # corrections, below which nothing can be judged
TRUST = 0.5  # the least share of a corrected head in the score
HELD_OUT = 3  # every third correction is kept for the judgement

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Correction:
    """A text of one language, and how it sounds according to somebody who knows; *spans* name the brand."""

    prose: str
    tone: str
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Refit:
    """A head and what it is worth on corrections that it did not see, beside the one it started from."""

    head: Head
    learnt: int
    held_out: int
    before: float
    after: float

    @property
    def better(self) -> bool:
        return self.after > self.before


def refit(head: Head, corrections: Sequence[Correction]) -> Refit:
    """Macro-F1 *before* and *after*, on every third correction; the head itself learns from all the others."""
    held = corrections[::HELD_OUT]
    learnt = [each for place, each in enumerate(corrections) if place % HELD_OUT]
    bent = bend(head, learnt)
    return Refit(bent, len(learnt), len(held), _macro_f1(head, held), _macro_f1(bent, held))


def bend(head: Head, corrections: Sequence[Correction]) -> Head:
    rows = [_row(head, each.prose) for each in corrections]
    aims = np.array([AIMS[each.tone] for each in corrections])
    start = np.array([head.weight(step) for step in head.polarity])
    weights = start.copy()
    for _ in range(ROUNDS):
        pull = RIDGE * (start - weights)
        for (buckets, shares, fixed), aim in zip(rows, aims, strict=True):
            chance = 1 / (1 + np.exp(-(weights[buckets] @ shares + fixed)))
            pull[buckets] += (aim - chance) * shares / max(1, len(rows)) ** 0.5
        weights += STEP * pull
    scale = min(float(np.abs(weights).max(initial=0.0)), MOST_SHARE * head.scales[0])
    table = bytes(byte_of(float(weight), scale) for weight in weights)
    note = f"{head.note}; bent by corrections"
    scales = scale, head.scales[1]
    return replace(head, polarity=table, scales=scales, tuning=_trusting(head.tuning), note=note, untaught=0.0)


def _trusting(tuning: Tuning) -> Tuning:
    """Whoever was corrected is believed as much as the lexicon, which knows nothing of the corrections."""
    first, second, third, fourth = (max(TRUST, share) for share in tuning.head)
    shares = (first, second, third, fourth)
    return replace(tuning, head=shares, lexicon=(1 - first, 1 - second, 1 - third, 1 - fourth))


def _row(head: Head, prose: str) -> tuple[NDArray[np.int64], Array, float]:
    """The buckets of a text, their shares, and what its traits say."""
    prose = prose[:LIMIT]
    found = counts(prose, head.language)
    value, reasons = ENGINES[head.language](prose)
    seen = traits(prose, len(spellings(prose)), value, reasons)
    return np.array(list(found), dtype=np.int64), np.array(list(found.values())), float(np.dot(head.traits[0], seen))


def _macro_f1(head: Head, corrections: Sequence[Correction]) -> float:
    pairs = [(each.tone, hear(each.prose[:LIMIT], head.language, head, spans=each.spans).label) for each in corrections]
    wanted = {tone for tone, _ in pairs}
    figures = []
    for tone in wanted:
        hits = sum(a == b == tone for a, b in pairs)
        figures.append(2 * hits / (sum(a == tone for a, _ in pairs) + sum(b == tone for _, b in pairs)))
    return round(sum(figures) / len(figures), 4) if figures else 0.0
