"""What tells the words of guests and customers about a place from all else that is short: `python -m training frgate`.

Its weights are those of a head whose positive texts are visits. It hears no lexicon: what matters is what is spoken of.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from monitor.enrich.head import GATE, Head
from training.fit import TRAITS, Fit, by_ratio, head, lesson, whole
from training.sets import OWN, Text, load, written

VISITS = {
    "en": ("guests", "places", "reviews"),
    "fr": ("brands", "guests", "hotels", "places", "tables"),
}  # files of ours
OTHERS = {
    "en": ("everyday", "idiom", "mixed", "news", "timeline", "tweets"),
    "fr": ("cinema", "everyday", "films", "idiom", "mixed", "news", "timeline", "tweets"),
}
BESIDE = {
    "en": (("xed_en", 0.2), ("sentfin_train", 0.1)),
    "fr": (("allocine_train", 0.5), ("xed_fr", 0.3)),
}  # sets of others, and the weight of one text
STRENGTH = 1.0
GATES = tuple(language + GATE for language in VISITS)


def gate(root: Path, language: str) -> tuple[Head, int]:
    """The gate of *language*, and how many texts it learnt from; either side weighs the same."""
    texts = [("visit", 1.0, text) for text in _ours(language, VISITS)]
    texts += [("else", 1.0, text) for text in _ours(language, OTHERS)]
    texts += [("else", weight, text) for name, weight in BESIDE[language] for text in load(root, name)]
    taught = lesson(texts, language, whole, lambda _: (0.0, ()))
    visits, weights = taught.sets == "visit", taught.weights.copy()
    for side in (visits, ~visits):
        weights[side] *= len(weights) / 2 / weights[side].sum()
    fitted = by_ratio(taught.grams, visits, weights, np.array(TRAITS), STRENGTH)
    names = (OWN + language + GATE, *(name for name, _ in BESIDE[language]))
    return head(Fit(fitted, None), language, f"learnt from {', '.join(names)}"), len(taught.labels)


def _ours(language: str, names: dict[str, tuple[str, ...]]) -> list[Text]:
    return [text for name in names[language] for text in written(language, f"{language}_{name}")]
