"""How a head and the lexicon are pooled: four figures, fitted on texts that taught the head nothing.

A class counts as much as another in each set, and a set by the root of its texts; every figure pays for its distance
from what it would be if nothing were known.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from monitor.enrich.head import LEAST, Pool
from monitor.model import TONES
from training.fit import Array, Lesson

UNKNOWN = np.array((0.8, 0.5, 0.3, 0.0))  # share, push, stir, calm
RIDGE = 30.0
NEUTRAL = TONES.index("neutral")
LEAST_LOGIT = -100.0  # of neutral, in sets that have none


def pool(heard: Array, seen: Lesson) -> Pool:
    """The pool under which the labels of *seen* are likeliest, given what was *heard* of them."""
    terms, wanted = _terms(heard, seen.values), np.array([TONES.index(label) for label in seen.labels])
    three = [name for name in set(seen.sets) if "neutral" in seen.labels[seen.sets == name]]
    split = ~np.isin(seen.sets, three)
    weights = _evened(seen, wanted)

    def loss(figures: Array) -> float:
        told = np.tensordot(figures, terms, 1)
        told[split, NEUTRAL] = LEAST_LOGIT
        missed = np.logaddexp.reduce(told, axis=1) - told[np.arange(len(wanted)), wanted]
        return float((weights * missed).sum() + RIDGE * ((figures - UNKNOWN) ** 2).sum())

    share, push, stir, calm = (round(float(figure), 3) for figure in minimize(loss, UNKNOWN, method="L-BFGS-B").x)
    return Pool(share, push, stir, calm)


def pooled(heard: Array, seen: Lesson, by: Pool) -> tuple[Array, NDArray[np.str_]]:
    """By how much positive is likelier than negative, and the likeliest class, of each text."""
    told = np.tensordot(np.array((by.share, by.push, by.stir, by.calm)), _terms(heard, seen.values), 1)
    return told[:, -1] - told[:, 0], np.array(TONES)[told.argmax(axis=1)]


def _terms(heard: Array, values: Array) -> Array:
    """What each figure of a pool multiplies: a row a text, a column a class."""
    neutral, none = heard[:, 1], np.zeros(len(values))
    positive = (1 - neutral + heard[:, 0]) / 2
    chances = np.stack((1 - neutral - positive, neutral, positive), axis=1)
    signed = np.stack((-values, none, values), axis=1)
    size = np.stack((none, -np.abs(values), none), axis=1)
    calm = np.stack((none, none + 1, none), axis=1)
    return np.stack((np.log(np.maximum(LEAST, chances)), signed, size, calm))


def _evened(seen: Lesson, wanted: NDArray[np.int64]) -> Array:
    weights = np.zeros(len(wanted))
    for name in set(seen.sets):
        here = seen.sets == name
        for each in set(wanted[here]):
            weights[here & (wanted == each)] = here.sum() ** 0.5 / (here & (wanted == each)).sum()
    return np.asarray(weights * len(wanted) / weights.sum())
