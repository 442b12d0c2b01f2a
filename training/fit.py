"""Labelled texts -> a head: two logistic regressions on n-grams and traits, then the few figures that blend them.

A polarity learns from every text that is not neutral, also of sets that have no neutral ones; a neutrality only from
sets that have all three classes. So two-class reviews do not teach that neutral texts do not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product
from warnings import catch_warnings, simplefilter

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, hstack, vstack
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from monitor.enrich.grams import counts, counts_toward, spellings
from monitor.enrich.head import AIMING, SIZE, UNTAUGHT, VISIT, Four, Head, Logistic, Pool, Tuning, byte_of, traits
from monitor.enrich.sentiment import ENGINES, LIMIT, Engine
from monitor.enrich.toward import around, manner
from monitor.model import Span
from training.sets import OWN, Text

SEED = 20_261_122
FOLDS = 5
ENOUGH = 60  # texts of a set in one manner of writing
PLENTY = 5_000  # texts, of which one fold tells enough
MANNERS = 4
ALONE = 0.28  # a threshold, in shares of the head: what it says of words that no lexicon has rarely makes a class
STRENGTH = 5.0  # inverse of the regularisation
STRENGTHS = {"frlong": 20.0, "enheadline": 20.0, "enstory": 2.0, "frvisit": 20.0}  # without subtitles
# What is not counted in buckets, beside log-ratios of one or two: the lexicon's verdict, and how a text is written,
# which differs more between sources than between tones; where headlines learn from headlines it tells as much.
TRAITS = (*10 * (0.5,), *7 * (0.05,))
TRAITS_TOWARD = (0.5,) * 17
SHIFTS = (0.0, 0.75, 1.5)  # never below: neutral texts are rare among reviews, and nobody watches reviews only
SMOOTH = 1.0
STEPS, LOOSE = 60, 1e-3
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the tuning may not choose: the least share of the *lexicon*, and how far a chance of neutral lowers it; for
    each manner of writing."""

    lexicon: Four = (0.0, 0.0, 0.0, 0.0)
    calm: Four = (0.5, 0.5, 0.5, 0.5)


# In English the named package stays most of the score, so that its ordering of texts is kept.
ENGLISH = Bounds(lexicon=(0.5, 0.5, 0.5, 0.2), calm=(0.5, 0.0, 0.0, 0.5))
BOUNDS = {"en": ENGLISH, "enhandle": ENGLISH}
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
    aims: bool = False  # whether it is heard toward targets

    def joined(self, other: Lesson) -> Lesson:
        return Lesson(
            vstack([self.grams, other.grams]).tocsr(),
            np.concatenate([self.values, other.values]),
            np.concatenate([self.manners, other.manners]),
            np.concatenate([self.labels, other.labels]),
            np.concatenate([self.weights, other.weights]),
            np.concatenate([self.sets, other.sets]),
            self.aims,
        )

    def part(self, chosen: NDArray[np.bool_]) -> Lesson:
        return Lesson(
            self.grams[chosen],
            self.values[chosen],
            self.manners[chosen],
            self.labels[chosen],
            self.weights[chosen],
            self.sets[chosen],
            self.aims,
        )


def whole(text: Text) -> tuple[str, dict[int, float]]:
    """What the lexicon and the traits are told, and the n-grams."""
    prose = text.prose[:LIMIT]
    return prose, counts(prose, text.language)


def clause(text: Text) -> tuple[str, dict[int, float]]:
    """The same of what stands around the target; n-grams of the rest are a background."""
    prose = text.prose[:LIMIT]
    spans = _spans(text)
    if not spans:
        return whole(text)
    near = around(prose, spans)
    names = frozenset(word.lower() for word in text.target.split())
    return prose[slice(*near)], counts_toward(prose, near, text.language, names)


def aims(name: str) -> bool:
    """Whether the head called *name* hears what is done to a target."""
    return name[2:] in AIMING


def pools(name: str) -> bool:
    """Whether what the head called *name* hears and the lexicon are pooled, not blended."""
    return aims(name) or name[2:] == VISIT


def view_of(name: str) -> View:
    """What the head called *name* is told of a text."""
    return clause if aims(name) else whole


def strength_of(name: str) -> float:
    return STRENGTHS.get(name, STRENGTH)


def _spans(text: Text) -> list[Span]:
    """Of the target as it is written, or in one word of any case, as handles are."""
    prose = text.prose.lower()
    for name in (text.target, text.target.replace(" ", "")):
        at = text.start if text.start >= 0 else prose.find(name.lower())
        if name and at >= 0:
            return [Span(at, at + len(name), name)]
    return []


def lesson(texts: Sequence[tuple[str, float, Text]], language: str, view: View, engine: Engine | None = None) -> Lesson:
    """*texts* with the set and the weight of each; *engine* in the place of the lexicon of their language."""
    indices: list[int] = []
    data: list[float] = []
    ends = [0]
    rows: list[tuple[float, ...]] = []
    values: list[float] = []
    manners: list[int] = []
    for _, _, text in texts:
        prose, found = view(text)
        value, reasons = (engine or ENGINES[language])(prose)
        indices += found
        data += found.values()
        ends.append(len(indices))
        rows.append(traits(prose, len(spellings(prose)), value, reasons))
        values.append(value)
        manners.append(manner(text.prose, _spans(text)))
    grams = csr_matrix((np.array(data), np.array(indices), np.array(ends)), shape=(len(texts), SIZE))
    return Lesson(
        hstack([grams, csr_matrix(np.array(rows))]).tocsr(),
        np.array(values),
        np.array(manners),
        np.array([text.label for _, _, text in texts]),
        np.array([weight for _, weight, _ in texts]),
        np.array([name for name, _, _ in texts]),
        view is clause,
    )


@dataclass(frozen=True, slots=True)
class Fit:
    """Both regressions; *neutrality* is None where no set has neutral texts."""

    polarity: LogisticRegression
    neutrality: LogisticRegression | None

    def heard(self, taught: Lesson) -> Array:
        """For each text how it leans, from -1 to 1, and the chance that it is neutral: two columns."""
        polarity = self.polarity.predict_proba(taught.grams)[:, 1]
        if self.neutrality:
            neutral = self.neutrality.predict_proba(taught.grams)[:, 1]
        else:
            neutral = np.where(taught.values == 0, UNTAUGHT, 0.0)
        return np.column_stack(((1 - neutral) * (2 * polarity - 1), neutral))


def fit(taught: Lesson, strength: float = STRENGTH) -> Fit:
    pointed = taught.labels != "neutral"
    polarity = _regression(taught.part(pointed), taught.labels[pointed] == "positive", strength)
    three = {name for name in set(taught.sets) if "neutral" in taught.labels[taught.sets == name]}
    if not three:
        return Fit(polarity, None)
    mixed = taught.part(np.isin(taught.sets, sorted(three)))
    return Fit(polarity, _regression(mixed, mixed.labels == "neutral", strength))


def _regression(taught: Lesson, wanted: NDArray[np.bool_], strength: float) -> LogisticRegression:
    """Traits enter as they are told; see `by_ratio`."""
    traits_ = np.array(TRAITS_TOWARD if taught.aims else TRAITS)
    return by_ratio(taught.grams, wanted, taught.weights, traits_, strength)


def by_ratio(
    seen: csr_matrix, wanted: NDArray[np.bool_], weights: Array, traits_: Array, strength: float
) -> LogisticRegression:
    """Each n-gram enters by its own log-ratio between the two classes (Wang and Manning 2012): what tells nothing is
    hardly there, so that the rest may be fitted less timidly. The last columns are traits, and enter by *traits_*."""
    there = diags(weights) @ (seen[:, : seen.shape[1] - len(traits_)] != 0).astype(float)
    counts_ = [SMOOTH + np.asarray(there[chosen].sum(axis=0)).ravel() for chosen in (wanted, ~wanted)]
    yes, no = (each / each.sum() for each in counts_)
    ratios = np.concatenate([np.log(yes / no), traits_])
    model = LogisticRegression(
        C=strength, solver="liblinear", dual=True, fit_intercept=False, max_iter=STEPS, tol=LOOSE, random_state=SEED
    )
    with catch_warnings():
        simplefilter("ignore", ConvergenceWarning)
        model.fit(seen @ diags(ratios), wanted, sample_weight=weights)
    model.coef_ = model.coef_ * ratios
    return model


def folds(count: int) -> NDArray[np.int64]:
    return np.random.default_rng(SEED).permutation(np.arange(count) % FOLDS)


def unseen(taught: Lesson, asked: NDArray[np.bool_], strength: float = STRENGTH) -> tuple[Lesson, Array]:
    """The texts *asked* for and what fits that did not see them make of them: all, or a fold where they are many."""
    fold = folds(len(taught.labels))
    judged = [fold == number for number in range(1 if asked.sum() > PLENTY else FOLDS)]
    parts = [taught.part(here & asked) for here in judged]
    heard = [fit(taught.part(~here), strength).heard(part) for here, part in zip(judged, parts, strict=True)]
    return reduce(Lesson.joined, parts), np.concatenate(heard)


# ------------------------------------------------------------------ the few figures


def tune(heard: Array, seen: Lesson, bounds: Bounds) -> Tuning:
    """The blend and the thresholds with the best mean of the sets' macro-F1, the larger ones counting more."""
    each = [_best(heard, seen, place, bounds) for place in range(MANNERS)]
    pairs = {name: tuple(found[name] for found in each) for name in each[0]}
    pairs["calm"] = bounds.calm
    tuning = Tuning(**pairs)  # type: ignore[arg-type]
    return Tuning(**pairs, sure=_sureness(heard, seen, tuning))  # type: ignore[arg-type]


def _best(heard: Array, seen: Lesson, place: int, bounds: Bounds) -> dict[str, float]:
    enough = _many(seen.sets, seen.manners == place)
    chosen = enough if enough.any() else np.ones_like(enough)
    names = sorted(set(seen.sets[chosen]))
    parts = [chosen & (seen.sets == name) for name in names]
    wanted = [_codes(seen.labels[part]) for part in parts]
    trust = [len(each) ** 0.5 for each in wanted]  # a figure of a few texts is mostly chance
    best, found = -1.0, {"head": 0.5, "lexicon": 1.0, "negative": -0.1, "positive": 0.1, "shift": 0.0}
    for shift, share in product(SHIFTS, (0.0, 0.15, 0.25, 0.35, 0.5, 0.65, 0.8, 0.9, 0.97)):
        if 1 - share < bounds.lexicon[place]:
            continue
        moved = shifted(heard, shift)
        lexicon = seen.values * (1 - bounds.calm[place] * moved[:, 1])
        total = share * moved[:, 0] + (1 - share) * lexicon
        values = [total[part] for part in parts]
        for low, high in product((-0.5, -0.4, -0.3, -0.2, -0.15, -0.1, -0.05), (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)):
            if min(-low, high) < ALONE * share:
                continue
            figures = [_figure(a, b, low, high) for a, b in zip(wanted, values, strict=True)]
            figure = float(np.average(figures, weights=trust))
            if figure > best + 1e-9:
                best = figure
                found = {"head": share, "lexicon": 1 - share, "negative": low, "positive": high, "shift": shift}
    return found


def shifted(heard: Array, by: float | Array) -> Array:
    """What is *heard*, with the logit of neutral moved."""
    odds = heard[:, 1] * np.exp(by)
    neutral = odds / (odds + 1 - heard[:, 1])
    pointed = np.maximum(1 - heard[:, 1], 1e-9)
    return np.column_stack((heard[:, 0] / pointed * (1 - neutral), neutral))


def _many(sets: NDArray[np.str_], chosen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which of those *chosen* are of a set that has enough of them to tell something."""
    names, counts_ = np.unique(sets[chosen], return_counts=True)
    return np.asarray(chosen & np.isin(sets, names[counts_ >= ENOUGH]))


def _codes(labels: NDArray[np.str_]) -> NDArray[np.int64]:
    """-1, 0 and 1 for the three classes."""
    return (labels == "positive").astype(np.int64) - (labels == "negative")


def _figure(wanted: NDArray[np.int64], values: Array, low: float, high: float) -> float:
    """Macro-F1; of two classes where none is neutral."""
    if not (wanted == 0).any():
        low, high = 0.0, 5e-324
    told = (values >= high).astype(np.int64) - (values <= low)
    seen = np.bincount(3 * wanted + told + 4, minlength=9).reshape(3, 3)
    classes = [each for each in range(3) if seen[each].any()]
    return float(np.mean([2 * seen[each, each] / (seen[each].sum() + seen[:, each].sum()) for each in classes]))


def macro_f1(wanted: NDArray[np.str_], told: NDArray[np.str_]) -> float:
    figures = []
    for label in sorted(set(wanted)):
        hits = float(((wanted == label) & (told == label)).sum())
        figures.append(2 * hits / max(1.0, float((wanted == label).sum() + (told == label).sum())))
    return float(np.mean(figures))


def blended(heard: Array, seen: Lesson, tuning: Tuning) -> tuple[Array, NDArray[np.str_], Array]:
    """The value of each text, its class, and how far it is from the nearest threshold."""
    head, lexicon, low, high, calm, shift = (
        np.array(four)[seen.manners]
        for four in (tuning.head, tuning.lexicon, tuning.negative, tuning.positive, tuning.calm, tuning.shift)
    )
    heard = shifted(heard, shift)
    total = (head * heard[:, 0] + lexicon * seen.values * (1 - calm * heard[:, 1])) / (head + lexicon)
    told = np.where(total <= low, "negative", np.where(total >= high, "positive", "neutral"))
    return total, told, np.minimum(np.abs(total - low), np.abs(total - high))


def _sureness(heard: Array, seen: Lesson, tuning: Tuning) -> tuple[Logistic, ...]:
    """For each manner, how often a score is right, every set counting as much as the others; of two-class sets only
    what was told one of the two counts."""
    total, told, distance = blended(heard, seen, tuning)
    three = [name for name in set(seen.sets) if "neutral" in seen.labels[seen.sets == name]]
    judged = np.isin(seen.sets, three) | (told != "neutral")
    agreement = shifted(heard, np.array(tuning.shift)[seen.manners])[:, 0] * seen.values
    traits_ = np.c_[distance, np.abs(total), agreement, told == "negative", told == "positive"]

    def of(place: int) -> Logistic:
        mine = np.char.startswith(seen.sets, OWN)  # right oftener than others, being of the hands that taught
        places = seen.manners == place
        here = judged & _many(seen.sets, judged & places & ~mine)
        if not here.any():
            here = judged & _many(seen.sets, judged & places)
        if not here.any():
            here = judged
        names, counts_ = np.unique(seen.sets[here], return_counts=True)
        weights = (1 / counts_)[np.searchsorted(names, seen.sets[here])] * here.sum() / len(names)
        model = LogisticRegression(C=10.0).fit(traits_[here], (told == seen.labels)[here], sample_weight=weights)
        bias, *found = (round(float(each), 3) for each in (model.intercept_[0], *model.coef_[0]))
        by_distance, by_size, by_agreement, if_negative, if_positive = found
        return bias, by_distance, by_size, by_agreement, if_negative, if_positive

    return tuple(of(place) for place in range(MANNERS))


def head(fitted: Fit, language: str, note: str, tuning: Tuning | Pool | None = None, *, aims: bool = False) -> Head:
    """The regressions in bytes."""
    tables, scales, seen = [], [], []
    for model in (fitted.polarity, fitted.neutrality):
        weights = model.coef_[0] if model else np.zeros(0)
        scale = float(np.quantile(np.abs(weights[:SIZE]), 0.9999)) if model else 0.0
        tables.append(bytes(byte_of(float(weight), scale) for weight in weights[:SIZE]))
        scales.append(round(scale, 6))
        seen.append(tuple(round(float(weight), 5) for weight in weights[SIZE:]))
    blend, pool = (Tuning(), tuning) if isinstance(tuning, Pool) else (tuning or Tuning(), None)
    return Head(language, tables[0], tables[1], (scales[0], scales[1]), (seen[0], seen[1]), blend, note, aims, pool)


__all__ = [
    "BOUNDS",
    "Bounds",
    "Fit",
    "Lesson",
    "blended",
    "clause",
    "fit",
    "head",
    "lesson",
    "macro_f1",
    "pools",
    "strength_of",
    "tune",
    "unseen",
    "view_of",
    "whole",
]
