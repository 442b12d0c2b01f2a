"""How good the same recipe is on texts like those it is asked about: a set's own folds added, each judged by others.

No head is made here. For a set that the shipped heads learn from it is their honest figure on it; for one whose licence
lets nobody ship what it taught, it is what somebody who may use such texts gets from `python -m training`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.fit import FOLDS, Array, Lesson, View, blended, clause, fit, folds, lesson, macro_f1, tune, whole
from training.sets import SETS, Set, Text, load

Texts = list[tuple[str, float, Text]]


def crossed(root: Path, name: str, language: str, *, target: bool = False, least_lexicon: float = 0.0) -> float:
    """Macro-F1; over positive and negative only where the set has no neutral texts."""
    view: View = clause if target else whole
    base = [each for each in SETS if each.language == language and each.licence == "yes" and each.name != name]
    around = [each for each in base if each.target or not target]
    own = lesson(_texts(root, [Set(name, language, "")]), language, view)
    others = lesson(_texts(root, around), language, view) if around else None
    fold = folds(len(own.labels))
    leans = np.empty(len(own.labels))
    for number in range(FOLDS):
        kept = own.part(fold != number)
        leans[fold == number] = fit(others.joined(kept) if others else kept).lean(own.part(fold == number))
    return macro_f1(own.labels, _told(leans, own, fold, least_lexicon))


def _told(leans: Array, own: Lesson, fold: NDArray[np.int64], least_lexicon: float) -> NDArray[np.str_]:
    """Shares and thresholds too are chosen on the other folds."""
    told = np.empty(len(leans), dtype=own.labels.dtype)
    forced = "neutral" not in own.labels
    for number in range(FOLDS):
        here = fold == number
        tuning = tune(leans[~here], own.part(~here), least_lexicon)
        total, said, _ = blended(leans[here], own.part(here), tuning)
        told[here] = np.where(total > 0, "positive", "negative") if forced else said
    return told


def _texts(root: Path, sets: list[Set]) -> Texts:
    return [(each.name, each.weight, text) for each in sets for text in load(root, each.name, each.most)]
