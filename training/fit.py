"""Labelled texts -> a head: two logistic regressions on n-grams and traits, then the few figures that blend them.

A polarity learns from every text that is not neutral, also of sets that have no neutral ones; a neutrality only from
sets that have all three classes. So two-class reviews do not teach that neutral texts do not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from warnings import catch_warnings, simplefilter

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, hstack, vstack
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from monitor.enrich.grams import counts, counts_toward, spellings
from monitor.enrich.head import SIZE, UNTAUGHT, Head, Logistic, Tuning, byte_of, traits
from monitor.enrich.sentiment import ENGINES, LIMIT
from monitor.enrich.toward import around, manner
from monitor.model import Span
from training.sets import LABELS, Text

SEED = 20_261_122
FOLDS = 5
ALONE = 0.3  # a threshold, in shares of the head: what it says of words that no lexicon has rarely makes a class
STRENGTH = 20.0  # inverse of the regularisation
TRAITS = 0.5  # what is not counted in buckets, beside log-ratios of one or two
SMOOTH = 1.0
STEPS, LOOSE = 60, 1e-3
Array = NDArray[np.float64]
View = Callable[[Text], tuple[str, dict[int, float]]]


@dataclass(frozen=True, slots=True)
class Lesson:
    """Texts as numbers: n-grams and traits, the lexicon's value, classes, weights, and from which set each is."""

    grams: csr_matrix
    values: Array
    manners: NDArray[np.int64]
    labels: NDArray[np.str_]
    weights: Array
    sets: NDArray[np.str_]

    def joined(self, other: Lesson) -> Lesson:
        return Lesson(
            vstack([self.grams, other.grams]).tocsr(),
            np.concatenate([self.values, other.values]),
            np.concatenate([self.manners, other.manners]),
            np.concatenate([self.labels, other.labels]),
            np.concatenate([self.weights, other.weights]),
            np.concatenate([self.sets, other.sets]),
        )

    def part(self, chosen: NDArray[np.bool_]) -> Lesson:
        return Lesson(
            self.grams[chosen],
            self.values[chosen],
            self.manners[chosen],
            self.labels[chosen],
            self.weights[chosen],
            self.sets[chosen],
        )


def whole(text: Text) -> tuple[str, dict[int, float]]:
    """What the lexicon and the traits are told, and the n-grams."""
    prose = text.prose[:LIMIT]
    return prose, counts(prose, text.language)


def clause(text: Text) -> tuple[str, dict[int, float]]:
    """The same of what stands around the target; n-grams of the rest are a background."""
    prose = text.prose[:LIMIT]
    at = text.start if text.start >= 0 else prose.find(text.target)
    if not text.target or at < 0:
        return whole(text)
    near = around(prose, [Span(at, at + len(text.target), text.target)])
    names = frozenset(word.lower() for word in text.target.split())
    return prose[slice(*near)], counts_toward(prose, near, text.language, names)


def lesson(texts: Sequence[tuple[str, float, Text]], language: str, view: View) -> Lesson:
    """*texts* with the set and the weight of each."""
    indices: list[int] = []
    data: list[float] = []
    ends = [0]
    rows: list[tuple[float, ...]] = []
    values: list[float] = []
    manners: list[int] = []
    for _, _, text in texts:
        prose, found = view(text)
        value, reasons = ENGINES[language](prose)
        indices += found
        data += found.values()
        ends.append(len(indices))
        rows.append(traits(prose, len(spellings(prose)), value, reasons))
        values.append(value)
        manners.append(manner(text.prose))
    grams = csr_matrix((np.array(data), np.array(indices), np.array(ends)), shape=(len(texts), SIZE))
    return Lesson(
        hstack([grams, csr_matrix(np.array(rows))]).tocsr(),
        np.array(values),
        np.array(manners),
        np.array([text.label for _, _, text in texts]),
        np.array([weight for _, weight, _ in texts]),
        np.array([name for name, _, _ in texts]),
    )


@dataclass(frozen=True, slots=True)
class Fit:
    """Both regressions; *neutrality* is None where no set has neutral texts."""

    polarity: LogisticRegression
    neutrality: LogisticRegression | None

    def lean(self, taught: Lesson) -> Array:
        polarity = self.polarity.predict_proba(taught.grams)[:, 1]
        if self.neutrality:
            neutral = self.neutrality.predict_proba(taught.grams)[:, 1]
        else:
            neutral = np.where(taught.values == 0, UNTAUGHT, 0.0)
        return np.asarray((1 - neutral) * (2 * polarity - 1))


def fit(taught: Lesson) -> Fit:
    pointed = taught.labels != "neutral"
    polarity = _regression(taught.part(pointed), taught.labels[pointed] == "positive")
    three = {name for name in set(taught.sets) if "neutral" in taught.labels[taught.sets == name]}
    if not three:
        return Fit(polarity, None)
    mixed = taught.part(np.isin(taught.sets, sorted(three)))
    return Fit(polarity, _regression(mixed, mixed.labels == "neutral"))


def _regression(taught: Lesson, wanted: NDArray[np.bool_]) -> LogisticRegression:
    """Each n-gram enters by its own log-ratio between the two classes (Wang and Manning 2012): what tells nothing is
    hardly there, so that the rest may be fitted less timidly."""
    ratios = _ratios(taught, wanted)
    model = LogisticRegression(
        C=STRENGTH, solver="liblinear", dual=True, fit_intercept=False, max_iter=STEPS, tol=LOOSE, random_state=SEED
    )
    with catch_warnings():
        simplefilter("ignore", ConvergenceWarning)
        model.fit(taught.grams @ diags(ratios), wanted, sample_weight=taught.weights)
    model.coef_ = model.coef_ * ratios
    return model


def _ratios(taught: Lesson, wanted: NDArray[np.bool_]) -> Array:
    there = diags(taught.weights) @ (taught.grams[:, :SIZE] != 0).astype(float)
    counts_ = [SMOOTH + np.asarray(there[chosen].sum(axis=0)).ravel() for chosen in (wanted, ~wanted)]
    yes, no = (each / each.sum() for each in counts_)
    return np.concatenate([np.log(yes / no), np.full(taught.grams.shape[1] - SIZE, TRAITS)])


def folds(count: int) -> NDArray[np.int64]:
    return np.random.default_rng(SEED).permutation(np.arange(count) % FOLDS)


def unseen(taught: Lesson) -> Array:
    """What fits that did not see a text make of it."""
    fold = folds(len(taught.labels))
    leans = np.empty(len(taught.labels))
    for number in range(FOLDS):
        leans[fold == number] = fit(taught.part(fold != number)).lean(taught.part(fold == number))
    return leans


# ------------------------------------------------------------------ the few figures


def tune(leans: Array, seen: Lesson, least_lexicon: float) -> Tuning:
    """The blend and the thresholds with the best mean of the sets' macro-F1; *least_lexicon* is the lexicon's share."""
    each = [_best(leans, seen, seen.manners == place, least_lexicon) for place in range(3)]
    pairs = {name: tuple(found[name] for found in each) for name in each[0]}
    tuning = Tuning(**pairs)  # type: ignore[arg-type]
    return Tuning(**pairs, sure=_sureness(leans, seen, tuning))  # type: ignore[arg-type]


def _best(leans: Array, seen: Lesson, chosen: NDArray[np.bool_], least: float) -> dict[str, float]:
    names = [name for name in sorted(set(seen.sets)) if (chosen & (seen.sets == name)).sum() >= 60]
    if not names:
        chosen, names = np.ones_like(chosen), sorted(set(seen.sets))
    best, found = -1.0, {"head": 0.5, "lexicon": 1.0, "negative": -0.1, "positive": 0.1}
    for share in (0.0, 0.15, 0.25, 0.35, 0.5, 0.65, 0.8, 0.9):
        if 1 - share < least:
            continue
        total = share * leans + (1 - share) * seen.values
        for low, high in product((-0.5, -0.4, -0.3, -0.2, -0.15, -0.1, -0.05), (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)):
            if min(-low, high) < ALONE * share:
                continue
            figure = float(np.mean([_figure(total, seen, chosen & (seen.sets == name), low, high) for name in names]))
            if figure > best + 1e-9:
                best = figure
                found = {"head": share, "lexicon": 1 - share, "negative": low, "positive": high}
    return found


def _figure(total: Array, seen: Lesson, chosen: NDArray[np.bool_], low: float, high: float) -> float:
    labels, values = seen.labels[chosen], total[chosen]
    if "neutral" in labels:
        return macro_f1(labels, classes(values, low, high))
    return macro_f1(labels, np.where(values > 0, "positive", "negative"))


def classes(values: Array, low: float, high: float) -> NDArray[np.str_]:
    return np.where(values <= low, "negative", np.where(values >= high, "positive", "neutral"))


def macro_f1(wanted: NDArray[np.str_], told: NDArray[np.str_]) -> float:
    figures = []
    for label in sorted(set(wanted)):
        hits = float(((wanted == label) & (told == label)).sum())
        figures.append(2 * hits / max(1.0, float((wanted == label).sum() + (told == label).sum())))
    return float(np.mean(figures))


def blended(leans: Array, seen: Lesson, tuning: Tuning) -> tuple[Array, NDArray[np.str_], Array]:
    """The value of each text, its class, and how far it is from the nearest threshold."""
    head, lexicon, low, high = (
        np.array(three)[seen.manners] for three in (tuning.head, tuning.lexicon, tuning.negative, tuning.positive)
    )
    total = (head * leans + lexicon * seen.values) / (head + lexicon)
    told = np.where(total <= low, "negative", np.where(total >= high, "positive", "neutral"))
    return total, told, np.minimum(np.abs(total - low), np.abs(total - high))


def _sureness(leans: Array, seen: Lesson, tuning: Tuning) -> tuple[Logistic, Logistic, Logistic]:
    """For each manner, how often a score is right; of two-class sets only what was told one of the two counts."""
    total, told, distance = blended(leans, seen, tuning)
    three = [name for name in set(seen.sets) if "neutral" in seen.labels[seen.sets == name]]
    judged = np.isin(seen.sets, three)
    if not judged.any():
        return Tuning().sure

    def of(place: int) -> Logistic:
        here = judged & (seen.manners == place)
        if here.sum() < 100:
            here = judged
        model = LogisticRegression(C=10.0).fit(np.c_[distance, np.abs(total)][here], (told == seen.labels)[here])
        by_distance, by_size = model.coef_[0]
        return round(float(model.intercept_[0]), 3), round(float(by_distance), 3), round(float(by_size), 3)

    return of(0), of(1), of(2)


def head(fitted: Fit, language: str, tuning: Tuning, note: str, *, aims: bool) -> Head:
    """The regressions in bytes."""
    tables, scales, seen = [], [], []
    for model in (fitted.polarity, fitted.neutrality):
        weights = model.coef_[0] if model else np.zeros(0)
        scale = float(np.quantile(np.abs(weights[:SIZE]), 0.9999)) if model else 0.0
        tables.append(bytes(byte_of(float(weight), scale) for weight in weights[:SIZE]))
        scales.append(round(scale, 6))
        seen.append(tuple(round(float(weight), 5) for weight in weights[SIZE:]))
    return Head(language, tables[0], tables[1], (scales[0], scales[1]), (seen[0], seen[1]), tuning, note, aims)


__all__ = [
    "LABELS",
    "Fit",
    "Lesson",
    "blended",
    "clause",
    "fit",
    "head",
    "lesson",
    "macro_f1",
    "tune",
    "unseen",
    "whole",
]
