"""`VIGIE_DATA=/where/the/splits/are python -m training.second [LANGUAGE ...] [--out DIRECTORY]`.

Fits the second opinion on insults and accusations. It learns from sentences of ours: `training/ours/legal_*.tsv` and
those that the rules are tested with, `tests/enrich/findings_*.tsv`, rows of `label <tab> sentence <tab> brand`.
DefamationCheck is no part of them. That ordinary texts accuse nobody it learns from data that may be used so (see
`training.sets`), with a brand put into them; whether they blame or praise they do not teach. What we wrote as customers
(`training/ours/*_brands.txt`) teaches both. First it is judged on
each fifth of our sentences by a fit that did not see it.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from warnings import catch_warnings, simplefilter

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression

from monitor.enrich.accusation import hear_accusation
from monitor.enrich.insult import hear_insult
from monitor.enrich.scene import Scene, scene_of
from monitor.enrich.second import (
    LABELS,
    SIZE,
    STEPS,
    Second,
    of_pair,
    of_tag,
    of_word,
    pairs_of,
    share_of,
    traits_of,
    words_of,
)
from monitor.enrich.sentiment import sentiment_of
from training.fit import SEED, folds, macro_f1
from training.sets import Text, load

ROOT = Path(__file__).parents[1]
OURS = ROOT / "monitor" / "enrich" / "heads"
STRENGTH = 1.0
NAMED = 4  # letters of a name in a text that is taken for a brand
PASSES = 60
HEAVIEST = 0.9999  # the quantile of the weights that takes a whole byte

ORDINARY = {
    "fr": (("allocine_train", 1200), ("xed_fr", 1500)),
    "en": (("xed_en", 1200), ("sentfin_train", 900), ("mams_train", 600)),
}
BACKGROUND = 0.5  # what one ordinary text weighs, one of ours being about 1
LENGTHS = (8, 40)  # words that are left of a long one
LONG, SHORT = 60, 20  # words, characters
NAMES = ("Velmora", "Otelia", "Tradivo", "Lumeo", "Halden", "Zentrix")
PUT = ("{name} : {text}", "{text} {name}", "@{name} {text}", "{name}, {text}")
STANCES = ("criticism", "neutral", "praise")

TONES = {"-": "criticism", "=": "neutral", "+": "praise"}

Sentence = tuple[str, str, str]  # label, prose, brand; no label where only the law is known to be left alone


@dataclass(frozen=True, slots=True)
class Others:
    """Ordinary texts: those whose stance is known, and those that may be of any."""

    known: csr_matrix
    labels: NDArray[np.str_]
    open: csr_matrix

    @classmethod
    def of(cls, usual: Sequence[Sentence], language: str) -> Others:
        told = [sentence for sentence in usual if sentence[0]]
        untold = [sentence for sentence in usual if not sentence[0]]
        labels = np.array([label for label, _, _ in told])
        return cls(lesson(told, language), labels, lesson(untold, language))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.second", description=__doc__)
    parser.add_argument("languages", nargs="*", default=["fr", "en"], metavar="LANGUAGE")
    parser.add_argument("--out", type=Path, default=OURS)
    options = parser.parse_args()
    root = Path(os.environ["VIGIE_DATA"]) if "VIGIE_DATA" in os.environ else sys.exit("VIGIE_DATA is not set")
    for language in options.languages:
        taught, usual = [*sentences(language)], [*ordinary(root, language), *customers(language)]
        ours, others = lesson(taught, language), Others.of(usual, language)
        wanted = np.array([label for label, _, _ in taught])
        print(
            f"{language}: {len(taught)} sentences of ours, {len(usual)} ordinary ones; "
            f"macro-F1 {100 * crossed(ours, wanted, others):.1f} where ours were not seen"
        )
        names = ", ".join((*[name for name, _ in ORDINARY[language]], f"{language}_brands"))
        made = packed(fit(ours, wanted, others), f"{len(taught)} sentences of ours; {names}")
        (options.out / f"{language}.second").write_bytes(made.packed())


def sentences(language: str) -> Iterator[Sentence]:
    for file in (
        ROOT / "training" / "ours" / f"legal_{language}.tsv",
        ROOT / "tests" / "enrich" / f"findings_{language}.tsv",
    ):
        for row in file.read_text("utf-8").splitlines():
            label, prose, brand = row.split("\t")
            yield label, prose, brand


def ordinary(root: Path, language: str) -> Iterator[Sentence]:
    """Texts in which the rules hear nothing, each with a brand: a name in it, or one of ours put beside it."""
    chance = random.Random(SEED)
    for name, most in ORDINARY[language]:
        texts = load(root, name)
        chance.shuffle(texts)
        found = (_named(text, language, chance) for text in texts)
        yield from islice((each for each in found if each and _silent(each, language)), most)


def customers(language: str) -> Iterator[Sentence]:
    """What we wrote for the sentiment in the manner of customers: it accuses nobody, and its tone is known."""
    chance = random.Random(SEED)
    for row in (ROOT / "training" / "ours" / f"{language}_brands.txt").read_text("utf-8").splitlines():
        mark, _, prose = row.partition(" ")
        name = chance.choice(NAMES)
        put = prose.replace("@brand", f"@{name}") if "@brand" in prose else f"@{name} {prose}"
        sentence = TONES[mark], put, name
        if _silent(sentence, language):
            yield sentence


def _named(text: Text, language: str, chance: random.Random) -> Sentence | None:
    prose = text.prose
    if len(prose.split()) > LONG:
        prose = " ".join(prose.split()[: chance.randint(*LENGTHS)])
    if len(prose) < SHORT:
        return None
    if text.target:
        return "", prose, text.target
    scene = scene_of(prose, language)
    names = [scene.reading.written(at) for at, tags in enumerate(scene.tags) if "name" in tags]
    if long := [name for name in names if len(name) >= NAMED]:
        return "", prose, long[0]
    name = chance.choice(NAMES)
    return "", chance.choice(PUT).format(name=name, text=prose), name


def _silent(sentence: Sentence, language: str) -> bool:
    scene = scene_of(sentence[1], language, (), sentence[2])
    heard = hear_insult(scene), hear_accusation(scene)
    return scene.known and all(each.score.label == "none" for each in heard)


def lesson(taught: Sequence[Sentence], language: str) -> csr_matrix:
    indices: list[int] = []
    data: list[float] = []
    ends = [0]
    traits = []
    for _, prose, brand in taught:
        scene = scene_of(prose, language, (), brand)
        found = counts(scene)
        indices += found
        data += found.values()
        ends.append(len(indices))
        traits.append(traits_of(scene, sentiment_of(prose, language).value))
    grams = csr_matrix((np.array(data), np.array(indices), np.array(ends)), shape=(len(taught), SIZE))
    return hstack([grams, csr_matrix(np.array(traits))]).tocsr()


def counts(scene: Scene) -> dict[int, float]:
    """The buckets of a text and their weights, as they are summed at run time."""
    found: dict[int, float] = defaultdict(float)
    share = share_of(scene)
    pairs = [*pairs_of(words_of(scene))]
    single = [second for _, second in pairs[:-1]]
    for buckets in (*map(of_word, single), *map(of_pair, pairs), *map(of_tag, sorted(scene.present))):
        for bucket, weight in buckets:
            found[bucket] += share * weight
    return found


def fit(seen: csr_matrix, wanted: NDArray[np.str_], others: Others) -> LogisticRegression:
    """Each label of ours weighs the same; *others* are of their stance, or a third of each, and none of what touches
    the law."""
    labels, place, many = np.unique(wanted, return_inverse=True, return_counts=True)
    weights = len(wanted) / len(labels) / many[place]
    rows = vstack([seen, others.known, *[others.open] * len(STANCES)]).tocsr()
    told = np.concatenate([wanted, others.labels, np.repeat(STANCES, others.open.shape[0])])
    light = np.full(len(told) - len(wanted), BACKGROUND)
    light[len(others.labels) :] /= len(STANCES)
    model = LogisticRegression(C=STRENGTH, max_iter=PASSES, random_state=SEED, tol=1e-3)
    with catch_warnings():
        simplefilter("ignore", ConvergenceWarning)
        model.fit(rows, told, sample_weight=np.concatenate([weights, light]))
    return model


def crossed(seen: csr_matrix, wanted: NDArray[np.str_], others: Others) -> float:
    """Macro-F1 of fits that did not see the sentences they judge."""
    fold = folds(len(wanted))
    told = np.empty_like(wanted)
    for number in set(fold):
        told[fold == number] = fit(seen[fold != number], wanted[fold != number], others).predict(seen[fold == number])
    return macro_f1(wanted, told)


def packed(model: LogisticRegression, note: str) -> Second:
    """The regression in bytes."""
    if tuple(model.classes_) != LABELS:
        raise SystemExit(f"the sentences bear {', '.join(model.classes_)}; each of {', '.join(LABELS)} is needed")
    weights = model.coef_[:, :SIZE]
    scale = float(np.quantile(np.abs(weights), HEAVIEST)) / STEPS
    steps = np.clip(np.rint(weights / scale), -STEPS, STEPS).astype(np.int8)
    traits = np.round(model.coef_[:, SIZE:], 4)
    traits[:, 0] += np.round(model.intercept_, 4)
    return Second(steps.T.tobytes(), round(scale, 8), tuple(map(tuple, traits.tolist())), note)


if __name__ == "__main__":
    main()
