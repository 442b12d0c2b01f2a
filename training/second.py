"""`VIGIE_DATA=/where/the/splits/are python -m training.second [LANGUAGE ...] [--out DIRECTORY]`.

Fits the second opinion on what a text does to a brand. It learns from sentences of ours: `training/ours/legal/*.tsv`, a
file for each hand that wrote them, and those that the rules are tested with, `tests/enrich/findings_*.tsv`: rows of
`label <tab> sentence <tab> brand`. DefamationCheck is no part of them. That ordinary texts accuse nobody it learns from
data that may be used so (see `training.sets`), with a brand put into them; whether they blame or praise they do not
teach. What we wrote for the sentiment, and of anything (`training/ours/**/*.txt`), teaches the stance as well, where it
is said of a brand. What tells a newspaper's sentence from a customer's it learns from SEntFiN and from what we wrote in
the manner of newspapers. First it is judged on each hand by a fit that did not see that hand.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, vstack

from monitor.enrich.accusation import hear_accusation
from monitor.enrich.insult import hear_insult
from monitor.enrich.scene import Scene, scene_of
from monitor.enrich.second import (
    LABELS,
    SIZE,
    STANCES,
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
from monitor.enrich.sentiment import score_sentiment
from monitor.measure import mention_of
from training.fit import SEED, by_ratio, macro_f1
from training.sets import Text, load, written

ROOT = Path(__file__).parents[1]
TESTED = ROOT / "tests" / "enrich"
OURS = ROOT / "monitor" / "enrich" / "heads"
NOW = datetime(2026, 3, 2, tzinfo=UTC)
STRENGTH = 0.5
NAMED = 4  # letters of a name in a text that is taken for a brand
HEAVIEST = 0.9999  # the quantile of the weights that takes a whole byte

ORDINARY = {
    "fr": (("allocine_train", 1600), ("xed_fr", 5000)),
    "en": (("xed_en", 4000), ("sentfin_train", 2500), ("mams_train", 1500)),
}
TIMES = {"findings": 2, "courts": 4}  # that each sentence counts, being of those that have to be told right
BACKGROUND = 0.25  # what one ordinary text weighs, one of ours being about 1
# Whose sentences are a newspaper's: the head that aims hears them better.
PAPERS = {"en": ("sentfin_train",)}
OUR_PAPERS = {"en": ("enheadline_news", "enstory_agencies", "enstory_desks", "enstory_papers", "enstory_politics")}
LENGTHS = (8, 100)  # words that are left of a long one
LONG, SHORT = 100, 20  # words, characters
NAMES = ("Velmora", "Otelia", "Tradivo", "Lumeo", "Halden", "Zentrix")
PUT = ("{name} : {text}", "{text} {name}", "@{name} {text}", "{name}, {text}")
TRAITS = 11  # of a text, behind the buckets

# Files of ours in which every sentence is of one firm, place or work, whether it is named or not.
OF_BRANDS = {
    "brands",
    "carriers",
    "cinema",
    "films",
    "handles",
    "hotels",
    "places",
    "reviews",
    "tables",
    "travel",
    "visits",
}
# Thousands of lines of one kind each: tried, they told ordinary mentions no better.
LEFT_OUT = {"customers", "guests", "spectators", "timeline"}
TONES = {"-": "criticism", "=": "neutral", "+": "praise"}

Array = NDArray[np.float64]
Sentence = tuple[str, str, str]  # label, prose, brand; no label where only the law is known to be left alone


@dataclass(frozen=True, slots=True)
class Taught:
    """Sentences as numbers, a row each, and their labels."""

    seen: csr_matrix
    labels: NDArray[np.str_]

    @classmethod
    def of(cls, rows: Sequence[Sentence], language: str) -> Taught:
        return cls(lesson(rows, language), np.array([label for label, _, _ in rows]))


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
        hands = {name: Taught.of(rows, language) for name, rows in sentences(language).items()}
        usual = [*ordinary(root, language), *customers(language)]
        others = Others.of(usual, language)
        for name, hand in hands.items():
            rest = [other for each, other in hands.items() if each != name]
            figure = macro_f1(hand.labels, told(fit(joined(rest), others), hand.seen))
            print(f"{language}, {name}: {len(hand.labels)} sentences; macro-F1 {100 * figure:.1f} where none was seen")
        taught = joined(list(hands.values()))
        names = ", ".join((*[name for name, _ in ORDINARY[language]], "what we wrote for the sentiment"))
        weights = [fit(taught, others), *papers(root, language, taught, others)]
        made = packed(np.concatenate(weights), f"{len(taught.labels)} sentences of ours; {names}")
        (options.out / f"{language}.second").write_bytes(made.packed())


def sentences(language: str) -> dict[str, list[Sentence]]:
    """Ours, by the hand that wrote them."""
    files = [
        *sorted((ROOT / "training" / "ours" / "legal").glob(f"{language}_*.tsv")),
        TESTED / f"findings_{language}.tsv",
    ]
    found = {file.stem: [_sentence(row) for row in file.read_text("utf-8").splitlines()] for file in files}
    found["courts"] = [*_ruled(language)]
    return {name: rows * TIMES.get(name.partition("_")[0], 1) for name, rows in found.items()}


def _ruled(language: str) -> Iterator[Sentence]:
    """What courts have judged without contradicting each other."""
    for row in (TESTED / "caselaw.tsv").read_text("utf-8").splitlines():
        label, prose, _, spoken = row.split("\t")
        if spoken == language and label in LABELS:
            yield label, prose.replace("X", NAMES[0]), NAMES[0]


def _sentence(row: str) -> Sentence:
    label, prose, brand = row.split("\t")
    return label, prose, brand


def ordinary(root: Path, language: str) -> Iterator[Sentence]:
    """Texts in which the rules hear nothing, each with a brand: a name in it, or one of ours put beside it."""
    chance = random.Random(SEED)
    for name, most in ORDINARY[language]:
        texts = load(root, name)
        chance.shuffle(texts)
        found = (_named(text, language, chance) for text in texts)
        yield from islice((each for each in found if each and _silent(each, language)), most)


def customers(language: str) -> Iterator[Sentence]:
    """What we wrote for the sentiment, and of anything: it accuses nobody. Where it is said to a brand its tone is
    known; elsewhere a brand is put beside it."""
    chance = random.Random(SEED)
    for file in sorted((ROOT / "training" / "ours").glob(f"**/{language}_*.txt")):
        kind = file.stem.removeprefix(f"{language}_")
        for row in file.read_text("utf-8").splitlines() if kind not in LEFT_OUT else ():
            if row[:1] not in TONES:
                continue
            sentence = _put(row[0], row[2:], chance, kind in OF_BRANDS)
            if _silent(sentence, language):
                yield sentence


def _put(mark: str, prose: str, chance: random.Random, of_brand: bool) -> Sentence:
    """What is said of nobody that is known says nothing on the brand beside it."""
    name = chance.choice(NAMES)
    said = (
        prose.replace("@brand", f"@{name}") if "@brand" in prose else chance.choice(PUT).format(name=name, text=prose)
    )
    return TONES[mark] if of_brand or "@brand" in prose else "", said, name


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
        mention = mention_of({"text": prose, "lang": language, "target": brand}, NOW)
        traits.append(traits_of(scene, score_sentiment(mention).sentiment.value))
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


def joined(hands: Sequence[Taught]) -> Taught:
    return Taught(vstack([hand.seen for hand in hands]).tocsr(), np.concatenate([hand.labels for hand in hands]))


def fit(taught: Taught, others: Others) -> Array:
    """The weights of each label, a row each: what has it against all the rest, either side weighing the same. What is
    ordinary has none of the labels that touch the law, and says nothing on the others where its stance is not known."""
    return np.concatenate([_fit(taught, others, label) for label in LABELS])


def _fit(taught: Taught, others: Others, label: str) -> Array:
    silent = [] if label in STANCES else [others.open]
    rows = vstack([taught.seen, others.known, *silent]).tocsr()
    wanted = np.concatenate(
        [taught.labels == label, others.labels == label, *[np.zeros(each.shape[0], bool) for each in silent]]
    )
    weights = np.full(len(wanted), BACKGROUND)
    weights[: len(taught.labels)] = 1.0
    for side in (wanted, ~wanted):
        weights[side] *= len(wanted) / 2 / weights[side].sum()
    return _ratio(rows, wanted, weights)


def _ratio(rows: csr_matrix, wanted: NDArray[np.bool_], weights: Array) -> Array:
    return np.asarray(by_ratio(rows, wanted, weights, np.ones(TRAITS), STRENGTH).coef_)


def papers(root: Path, language: str, taught: Taught, others: Others) -> Iterator[Array]:
    """The weights that tell a newspaper's sentences from all that was said to a brand, or of it; none where there are
    no papers to learn from."""
    texts = [text for name in PAPERS.get(language, ()) for text in load(root, name) if text.target]
    texts += [text for name in OUR_PAPERS.get(language, ()) for text in written(language, name)]
    if not texts:
        return
    said = vstack([taught.seen, others.known]).tocsr()
    seen = lesson([("", text.prose, text.target) for text in texts], language)
    wanted = np.repeat([False, True], [said.shape[0], seen.shape[0]])
    weights = len(wanted) / 2 / np.where(wanted, seen.shape[0], said.shape[0])
    yield _ratio(vstack([said, seen]).tocsr(), wanted, weights)


def told(weights: Array, seen: csr_matrix) -> NDArray[np.str_]:
    return np.array(LABELS)[np.asarray(seen @ weights.T).argmax(axis=1)]


def packed(weights: Array, note: str) -> Second:
    """The regressions in bytes."""
    grams = weights[:, :SIZE]
    scale = float(np.quantile(np.abs(grams[grams != 0]), HEAVIEST)) / STEPS
    steps = np.clip(np.rint(grams / scale), -STEPS, STEPS).astype(np.int8)
    traits = np.round(weights[:, SIZE:], 4)
    return Second(steps.T.tobytes(), round(scale, 8), tuple(map(tuple, traits.tolist())), note)


if __name__ == "__main__":
    main()
