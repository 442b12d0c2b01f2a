"""How good the same recipe is on texts like those it is asked about: a set's own folds added, each judged by others.

No head is made here. For a set that the shipped heads learn from it is their honest figure on it; for one whose licence
lets nobody ship what it taught, it is what somebody who may use such texts gets from `python -m training`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from training.fit import (
    FOLDS,
    Array,
    Bounds,
    Lesson,
    blended,
    clause,
    fit,
    folds,
    lesson,
    macro_f1,
    pools,
    strength_of,
    tune,
    view_of,
)
from training.pool import pool, pooled
from training.sets import SETS, STORY, Set, Text, load, sets_of

Texts = list[tuple[str, float, Text]]


def crossed(root: Path, name: str, head: str) -> float:
    """Macro-F1 of the recipe of *head*; over positive and negative only where the set has no neutral texts."""
    language, view, strength = head[:2], view_of(head), strength_of(head)
    around = [each for each in sets_of(head) if each.name != name]
    asked = next((each for each in SETS if each.name == name), Set(name, language, ""))
    own = lesson(_texts(root, [asked]), language, view)
    others = lesson(_texts(root, around), language, view) if around else None
    fold = folds(len(own.labels))
    heard = np.empty((len(own.labels), 2))
    for number in range(FOLDS):
        kept = own.part(fold != number)
        fitted = fit(others.joined(kept) if others else kept, strength)
        heard[fold == number] = fitted.heard(own.part(fold == number))
    return macro_f1(own.labels, _told(heard, own, fold, pooling=pools(head)))


def given(root: Path, name: str, judged: tuple[str, ...], language: str) -> dict[str, float]:
    """Macro-F1 toward targets on the splits *judged*, where the training split *name* was added to what heads learn
    from; shares and thresholds are chosen on the other splits that are judged."""
    head = language + STORY
    sets = [*sets_of(head), *(each for each in SETS if each.name == name)]
    fitted = fit(lesson(_texts(root, sets), language, clause), strength_of(head))
    asked = lesson(_texts(root, [Set(each, language, "") for each in judged]), language, clause)
    heard = fitted.heard(asked)
    found = {}
    for each in judged:
        here = asked.sets == each
        _, told = pooled(heard[here], asked.part(here), pool(heard[~here], asked.part(~here)))
        found[each] = macro_f1(asked.labels[here], told)
    return found


def _told(heard: Array, own: Lesson, fold: NDArray[np.int64], *, pooling: bool) -> NDArray[np.str_]:
    """Shares and thresholds too are chosen on the other folds."""
    told = np.empty(len(heard), dtype=own.labels.dtype)
    forced = "neutral" not in own.labels
    for number in range(FOLDS):
        here = fold == number
        if pooling:
            total, said = pooled(heard[here], own.part(here), pool(heard[~here], own.part(~here)))
            told[here] = np.where(total > 0, "positive", "negative") if forced else said
            continue
        tuning = tune(heard[~here], own.part(~here), Bounds())
        total, said, _ = blended(heard[here], own.part(here), tuning)
        told[here] = np.where(total > 0, "positive", "negative") if forced else said
    return told


def _texts(root: Path, sets: list[Set]) -> Texts:
    return [(each.name, each.weight, text) for each in sets for text in load(root, each.name, each.most)]
