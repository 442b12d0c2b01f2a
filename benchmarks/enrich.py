"""How well and how fast mentions are scored: `VIGIE_DATA=/where/the/splits/are python benchmarks/enrich.py`.

The splits are JSON lines with `text` and `label`, or `expected` for the legal scores; what is not there is skipped and
said. Speed is measured on texts of our own and needs no data.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from time import process_time

from monitor.enrich import enrich, enrichers
from monitor.enrich.accusation import accusation_of
from monitor.enrich.insult import insult_of
from monitor.enrich.language import language_of
from monitor.enrich.sentiment import sentiment_of
from monitor.model import TONES, Item, Mention

WARM_UP = 50
FORCED = ("negative", "positive")
SENTIMENT = (
    ("fr", "xlmt_fr_train", TONES),
    ("fr", "xlmt_fr_val", TONES),
    ("fr", "semeval16rest_sent_fr_dev", TONES),
    ("fr", "allocine_train", FORCED),
    ("fr", "booking_fr_train", FORCED),
    ("en", "xlmt_en_train", TONES),
    ("en", "xlmt_en_val", TONES),
    ("en", "semeval16rest_sent_en_dev", TONES),
    ("en", "airline_train", TONES),
)
ORDINARY = (
    ("fr", "allocine_train"),
    ("fr", "booking_fr_train"),
    ("fr", "xlmt_fr_train"),
    ("en", "xlmt_en_train"),
    ("en", "airline_train"),
)
SPOKEN = ("fr", "en", "de", "es", "it", "pt")

WORDS = {
    "fr": """Bonjour à tous, je voulais raconter ma mésaventure avec cette enseigne : la commande est arrivée avec deux
        semaines de retard, le carton était déchiré, le service client ne répond jamais et personne ne veut me
        rembourser. C'est vraiment dommage car le produit est bon, mais je ne commanderai plus chez eux.""",
    "en": """Hello everyone, I wanted to tell you what happened to me with this shop: the order came two weeks late, the
        box was torn, customer service never answers and nobody wants to refund me. It is a real shame because the
        product is good, but I will never order from them again and neither should you.""",
}


def main() -> None:
    where = os.environ.get("VIGIE_DATA")
    if where:
        root = Path(where)
        sentiment(root)
        legal(root)
        false_alarms(root)
        languages(root)
    else:
        print("VIGIE_DATA is not set: nothing but speed is measured.")
    speed()


def sentiment(root: Path) -> None:
    print(f"\n{'sentiment':28}{'texts':>7}{'macro-F1':>10}   " + " ".join(f"{name:>9}" for name in TONES))
    for language, name, classes in SENTIMENT:
        rows = [row for row in load(root, name) if row["label"] in classes]
        if not rows:
            continue
        values = [sentiment_of(row["text"], language) for row in rows]
        told = [score.label if classes is TONES else FORCED[score.value > 0] for score in values]
        f1 = f1_by_class([row["label"] for row in rows], told, classes)
        each = " ".join(f"{100 * f1[label]:9.1f}" if label in f1 else " " * 9 for label in TONES)
        print(f"{name:28}{len(rows):7}{100 * sum(f1.values()) / len(f1):10.1f}   {each}")


def legal(root: Path) -> None:
    print(f"\n{'legal scores':28}{'texts':>7}{'precision':>11}{'recall':>8}   (possible or likely)")
    for language in ("fr", "en"):
        rows = list(load(root, f"defamationcheck_{language}_dev"))
        for what, score, expected in (
            ("insult", insult_of, {"insult", "both"}),
            ("accusation", accusation_of, {"defamation", "both"}),
        ):
            wanted = [row["expected"] in expected for row in rows]
            told = [score(row["text"], language).label != "none" for row in rows]
            right = sum(a and b for a, b in zip(wanted, told, strict=True))
            if rows:
                print(f"{what + ' ' + language:28}{len(rows):7}{right / sum(told):11.2f}{right / sum(wanted):8.2f}")


def false_alarms(root: Path) -> None:
    print(f"\n{'alarms per 1,000 texts':28}{'texts':>7}{'insult':>9}{'(likely)':>9}{'accusation':>12}{'(likely)':>9}")
    for language, name in ORDINARY:
        rows = [row["text"] for row in load(root, name)]
        if not rows:
            continue
        counts = []
        for score in (insult_of, accusation_of):
            labels = [score(text, language).label for text in rows]
            counts += [len(rows) - labels.count("none"), labels.count("likely")]
        rates = [1000 * count / len(rows) for count in counts]
        print(f"{name:28}{len(rows):7}{rates[0]:9.1f}{rates[1]:9.1f}{rates[2]:12.1f}{rates[3]:9.1f}")


def languages(root: Path) -> None:
    print(f"\n{'language, fr and en asked':28}{'texts':>7}{'right':>8}{'unknown':>9}{'wrong':>8}")
    for language in SPOKEN:
        told = [language_of(row["text"], ("fr", "en")) for row in load(root, f"xlmt_{language}_train")]
        if told:
            right, unknown = told.count(language) / len(told), told.count("") / len(told)
            print(f"{language:28}{len(told):7}{right:8.1%}{unknown:9.1%}{1 - right - unknown:8.1%}")


def speed(rounds: int = 400) -> None:
    chain = enrichers(("fr", "en"))
    print(f"\n{'speed, whole chain':28}{'words':>7}{'median ms':>11}{'p95 ms':>9}{'texts/s':>9}   (of processor time)")
    for language, text in WORDS.items():
        times = []
        for number in range(-WARM_UP, rounds):
            mention = Mention(Item(str(number), text=f"{text} {number}"), "Velmora", "rss", datetime.now(UTC))
            start = process_time()
            enrich(mention, chain)
            if number >= 0:
                times.append(1000 * (process_time() - start))
        usual, late = median(times), quantiles(times, n=20)[-1]
        print(f"{language:28}{len(text.split()):7}{usual:11.2f}{late:9.2f}{1000 / usual:9.0f}")


def load(root: Path, name: str) -> Iterator[dict[str, str]]:
    file = root / f"{name}.jsonl"
    if not file.exists():
        print(f"{name:28}   skipped: {file.name} is not there")
        return
    with file.open(encoding="utf-8") as rows:
        yield from map(json.loads, rows)


def f1_by_class(wanted: Sequence[str], told: Sequence[str], classes: Sequence[str]) -> dict[str, float]:
    pairs = list(zip(wanted, told, strict=True))
    return {
        label: 2 * pairs.count((label, label)) / max(1, wanted.count(label) + told.count(label)) for label in classes
    }


if __name__ == "__main__":
    main()
