"""How well sentiment is heard, beside the packages it stands on: `VIGIE_DATA=/where/the/splits/are make bench-scoring`.

Every split that is there is used: development ones, test ones where somebody gives them. What a head learnt from is
marked: its honest figure is the cross-validated one that `python -m training` prints. HEADS=directory measures other
heads. macro-F1 in per cent over the classes of the split; `forced` allows only positive and negative. ECE is the
expected calibration error of the confidence. RATERS=vaderSentiment-3.3.2.tar.gz (`pip download --no-deps --no-binary
:all: vaderSentiment==3.3.2`) compares with the human raters of VADER's own ground truth, which that archive holds.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from statistics import correlation
from tarfile import open as open_tar
from time import perf_counter, process_time
from typing import Any
from warnings import catch_warnings, simplefilter

started = perf_counter()

from monitor.enrich import Models, enrich, enrichers, scorers  # noqa: E402
from monitor.enrich.head import KINDS, head_of  # noqa: E402
from monitor.enrich.sentiment import ENGINES, sentiment_of  # noqa: E402
from monitor.measure import answers, cases, report  # noqa: E402
from monitor.model import TONES, Item, Mention  # noqa: E402

Rows = Sequence[dict[str, Any]]
Judge = Callable[[str], float]  # a value whose sign is the tone
LANGUAGES = ("fr", "en", "de", "es", "it", "pt", "nl")
SETS = ("xlmt_{}", "allocine", "booking_{}", "trustpilot_{}", "tripadvisor_{}", "semeval16rest_sent_{}", "mabsa_{}")
ENGLISH = ("tweeteval_sentiment", "airline", "sanders", "newsmtsc_rw", "newsmtsc_mt", "sentfin", "mams")
SPLITS = ("train", "val", "dev", "test", "all", "")
HUMAN = {
    "tweets": "tweets",
    "amazon": "amazonReviewSnippets",
    "movies": "movieReviewSnippets",
    "nyt": "nytEditorialSnippets",
}
MEANS = ("mean", "rating", "score", "valence", "intensity", "human")
NEUTRAL = 0.05
TESTED = Path(__file__).parents[1] / "tests" / "enrich"
ORDINARY = {"criticism": "negative", "neutral": "neutral", "praise": "positive"}


def main() -> None:
    root = os.environ.get("VIGIE_DATA")
    heads = Path(os.environ["HEADS"]) if os.environ.get("HEADS") else None
    judges = baselines()
    print(f"\n{'split':30}{'texts':>7}{'':>8}{'ours':>7}{'ECE':>6}" + "".join(f"{name:>12}" for name in judges))
    ordinary(judges, heads)
    if not root:
        print("VIGIE_DATA is not set: only mentions of ours and speed are measured.")
    else:
        quality(Path(root), judges, heads)
        taught(Path(root))
        human(Path(root), heads)
        real_speed(Path(root))
    speed()


def baselines() -> dict[str, Callable[[str], Judge | None]]:
    """By its name: what gives a judge for a language, or none."""
    found: dict[str, Callable[[str], Judge | None]] = {"vader": lambda _: _vader(), "word list": _word_list}
    for name, make in (("vader-fr", _vader_fr), ("textblob", _textblob), ("textblob-fr", _textblob_fr)):
        try:
            with catch_warnings():
                simplefilter("ignore")
                judge, spoken = make()
        except ImportError as missing:
            print(f"{name} is left out: {missing} (pip install 'vigie[bench]')")
            continue
        found[name] = lambda language, judge=judge, spoken=spoken: judge if language == spoken else None
    return found


def _vader() -> Judge:
    analyzer = import_module("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer()
    return lambda text: float(analyzer.polarity_scores(text)["compound"])


def _vader_fr() -> tuple[Judge, str]:
    analyzer = import_module("vaderSentiment_fr.vaderSentiment").SentimentIntensityAnalyzer()
    return (lambda text: float(analyzer.polarity_scores(text[:3000])["compound"])), "fr"


def _textblob() -> tuple[Judge, str]:
    blob = import_module("textblob").TextBlob
    return (lambda text: float(blob(text).sentiment.polarity)), "en"


def _textblob_fr() -> tuple[Judge, str]:
    blob, analyzer = import_module("textblob").TextBlob, import_module("textblob_fr").PatternAnalyzer()
    return (lambda text: float(blob(text, analyzer=analyzer).sentiment[0])), "fr"


def _word_list(language: str) -> Judge:
    """The sign of the sum of the lexicon's words, without any grammar."""
    return lambda text: sum((r.weight > 0) - (r.weight < 0) for r in ENGINES[language](text)[1] if r.why == "lexicon")


# ------------------------------------------------------------------ quality


def quality(root: Path, judges: dict[str, Callable[[str], Judge | None]], heads: Path | None) -> None:
    for language, name in splits(root):
        rows = [row for row in load(root, name) if row["label"] in TONES]
        if rows:
            beside(name, language, rows, judges, heads)


def ordinary(judges: dict[str, Callable[[str], Judge | None]], heads: Path | None) -> None:
    """Mentions of ours from which nothing learns, each of a brand that it names."""
    for language in ("fr", "en"):
        lines = (TESTED / f"ordinary_{language}.tsv").read_text("utf-8").splitlines()
        told = (line.split("\t") for line in lines)
        rows = [
            {"text": text, "lang": language, "label": ORDINARY[said], "target": brand} for said, text, brand in told
        ]
        beside(f"ordinary mentions, {language}", language, rows, judges, heads)
        words = answers(cases(rows, "sentiment", "", NOW), scorers(models=Models(heads))[:1], "sentiment")
        print(f"{'  by their words alone':45}{100 * report(words, 'sentiment')['macro_f1']:7.1f}")


def beside(
    name: str, language: str, rows: Rows, judges: dict[str, Callable[[str], Judge | None]], heads: Path | None
) -> None:
    """One line: ours and the others' figures on *rows*."""
    given = answers(cases(rows, "sentiment", name, datetime.now(UTC)), scorers(models=Models(heads)), "sentiment")
    binary = all(row["label"] != "neutral" for row in rows)
    told = report(given, "sentiment")
    ours = told["forced"]["macro_f1"] if binary else told["macro_f1"]
    found = (make(language) for make in judges.values())
    others = [f"{100 * _f1(rows, judge, binary):12.1f}" if judge else f"{'':12}" for judge in found]
    seen = "  learnt from: see python -m training" if learnt(language, name, heads) else ""
    kind = "forced" if binary else ""
    print(f"{name:30}{len(rows):7}{kind:>8}{100 * ours:7.1f}{told['ece']:6.2f}{''.join(others)}{seen}", flush=True)


TAUGHT = (
    ("allocine_train", "frlong"),
    ("booking_fr_train", "fr"),
    ("xlmt_fr_train", "fr"),
    ("semeval16rest_sent_fr_train", "fr"),
    ("xlmt_de_train", "de"),
    ("xlmt_es_train", "es"),
    ("xlmt_it_train", "it"),
    ("xlmt_pt_train", "pt"),
    ("semeval16rest_sent_nl_train", "nl"),
    ("airline_train", "enhandle"),
    ("sentfin_train", "enheadline"),
)
GIVEN = ("newsmtsc_train", ("newsmtsc_rw_dev", "newsmtsc_mt_dev"))  # a training split, and what it is judged on


def taught(root: Path) -> None:
    """The same recipe, cross-validated with the folds of a training split added: no head that is shipped."""
    try:
        recipes = import_module("training.crossed")
    except ImportError as missing:
        print(f"cross-validated figures are left out: {missing} (pip install 'vigie[train]')")
        return
    print("\nthe same recipe, cross-validated with the set's own folds added (not the shipped head):")
    for name, head in TAUGHT:
        if (root / f"{name}.jsonl").is_file():
            shipped = "; the shipped head learns from it" if learnt(head[:2], name, None) else ""
            print(f"{name:30}{100 * recipes.crossed(root, name, head):15.1f}{shipped}", flush=True)
    train, judged = GIVEN
    if all((root / f"{name}.jsonl").is_file() for name in (train, *judged)):
        for name, figure in recipes.given(root, train, judged, "en").items():
            print(f"{name:30}{100 * figure:15.1f}; {train} added", flush=True)


def splits(root: Path) -> Iterator[tuple[str, str]]:
    for language in LANGUAGES:
        stems = [stem.format(language) for stem in SETS] + list(ENGLISH if language == "en" else ())
        for stem in stems:
            if stem == "allocine" and language != "fr":
                continue
            names = (f"{stem}_{split}".removesuffix("_") for split in SPLITS)
            there = [name for name in names if (root / f"{name}.jsonl").is_file()]
            without_train = [name for name in there if not name.endswith("_train")]
            yield from ((language, name) for name in without_train or there)


def learnt(language: str, name: str, heads: Path | None) -> bool:
    found = (head_of(f"{language}{kind}", heads) for kind in ("", *KINDS))
    return any(head and name in head.note.replace(",", " ").split() for head in found)


def _f1(rows: Rows, judge: Judge, binary: bool) -> float:
    with catch_warnings():
        simplefilter("ignore")
        values = [judge(row["text"]) for row in rows]
    band = 0.0 if binary else NEUTRAL
    told = ["negative" if v <= -band else "positive" if v >= band else "neutral" for v in values]
    wanted = [row["label"] for row in rows]
    return sum(_one(wanted, told, label) for label in set(wanted)) / len(set(wanted))


def _one(wanted: Sequence[str], told: Sequence[str], label: str) -> float:
    hits = sum(a == b == label for a, b in zip(wanted, told, strict=True))
    return 2 * hits / max(1, wanted.count(label) + list(told).count(label))


def human(root: Path, heads: Path | None) -> None:
    """VADER's own ground truth: how the figures go with the mean of its human raters."""
    vader = _vader()
    for name in HUMAN:
        rated = list(_rated(root, name))
        if not rated:
            print(f"vadergt_{name}: left out, not there or without the raters' mean ({', '.join(MEANS)})")
            continue
        means = [mean for _, mean in rated]
        theirs = correlation([vader(text) for text, _ in rated], means)
        ours = correlation([sentiment_of(text, "en", heads=heads).value for text, _ in rated], means)
        print(f"vadergt_{name:22}{len(rated):7}  r with the human means: ours {ours:.3f}, vader {theirs:.3f}")


def _rated(root: Path, name: str) -> Iterator[tuple[str, float]]:
    """Texts and the mean of their raters: from a split, else from the package's own sources where RATERS tells them."""
    if (root / f"vadergt_{name}.jsonl").is_file():
        for row in load(root, f"vadergt_{name}"):
            mean = next((row[key] for key in MEANS if isinstance(row.get(key), int | float)), None)
            if mean is not None:
                yield row["text"], float(mean)
    elif os.environ.get("RATERS"):
        with open_tar(os.environ["RATERS"]) as sources:
            inner = next(each for each in sources if each.name.endswith("hutto_ICWSM_2014.tar.gz"))
            with open_tar(fileobj=sources.extractfile(inner)) as files:
                wanted = next(each for each in files if each.name.endswith(f"{HUMAN[name]}_GroundTruth.txt"))
                rows = files.extractfile(wanted)
                for row in rows.read().decode("utf-8", "replace").splitlines() if rows else ():
                    _, mean, text = row.split("\t")[:3]
                    yield text, float(mean)


# ------------------------------------------------------------------ speed

SAID = {
    "fr": "@velluno commande reçue avec 3 jours de retard, carton ouvert, personne au téléphone... merci du cadeau 😡",
    "en": "@velluno my order came 3 days late, the box was open and nobody answers the phone... thanks a lot 😡",
}


def speed(count: int = 4000) -> None:
    chain = enrichers(("fr", "en"))
    mentions = [
        Mention(Item(str(number), text=f"{SAID[language]} {number} {chr(97 + number % 26)}"), "Velluno", "x", NOW)
        for number in range(count)
        for language in ("fr", "en")
    ]
    enrich(mentions[0], chain), enrich(mentions[1], chain)
    print(f"\ncold start, to the first two scores: {perf_counter() - started:.2f} s" if not _measured else "")
    start = process_time()
    for mention in mentions:
        sentiment_of(mention.item.prose, "fr" if "commande" in mention.item.text else "en")
    alone = process_time() - start
    start = process_time()
    for mention in mentions:
        enrich(mention, chain)
    whole = process_time() - start
    print(f"texts a second and core: sentiment {len(mentions) / alone:,.0f}, whole chain {len(mentions) / whole:,.0f}")
    print(f"resident memory: {_resident():.0f} MB (peak, everything imported here included)")


def real_speed(root: Path) -> None:
    """On real tweets, which keep bringing new words; vaderSentiment in the same run tells how busy the machine is."""
    names = [name for name in ("xlmt_fr_train", "xlmt_en_train") if (root / f"{name}.jsonl").is_file()]
    texts = [row["text"] for name in names for row in load(root, name)]
    if not texts:
        return
    chain, vader = enrichers(("fr", "en")), _vader()
    mentions = [Mention(Item(str(number), text=text), "Velluno", "x", NOW) for number, text in enumerate(texts)]
    known, new = mentions[::4], [mention for number, mention in enumerate(mentions) if number % 4]
    for mention in known:
        enrich(mention, chain)
    theirs = _rate(lambda mention: vader(mention.item.text), new)
    ours = _rate(lambda mention: enrich(mention, chain), new)
    again = _rate(lambda mention: enrich(mention, chain), new)
    print(f"\n{len(new)} real tweets, texts a second and core: whole chain {ours:,.0f}, again {again:,.0f};", end=" ")
    print(f"vaderSentiment {theirs:,.0f}, {theirs / again:.1f} times as many")


def _rate(do: Callable[[Mention], object], mentions: Sequence[Mention]) -> float:
    start = process_time()
    for mention in mentions:
        do(mention)
    return len(mentions) / (process_time() - start)


def _resident() -> float:
    resource = import_module("resource")
    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) / 1024


def load(root: Path, name: str) -> Iterator[dict[str, Any]]:
    with (root / f"{name}.jsonl").open(encoding="utf-8") as rows:
        yield from map(json.loads, rows)


NOW = datetime.now(UTC)
_measured = bool(os.environ.get("VIGIE_DATA"))

if __name__ == "__main__":
    main()
