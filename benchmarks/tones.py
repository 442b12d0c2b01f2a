"""How many texts a CPU second are scored: English beside vaderSentiment on the same texts, then the other languages.

Its own figures to the last digit, with the language told as well; and our whole sentiment, which has a trained head and
reasons that vaderSentiment has not.

python -m benchmarks.tones ROUNDS
"""

from __future__ import annotations

import json
import random
import re
import sys
import time
from collections.abc import Callable
from html import unescape
from statistics import median

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from benchmarks import farm
from monitor.enrich.english import compound_of
from monitor.enrich.language import language_of
from monitor.enrich.sentiment import ENGINES, sentiment_of

TAG = re.compile(r"<[^>]+>")


def texts(parity: int, count: int = 400) -> list[str]:
    """What the farm says in English (0) or French (1), each time with other numbers."""
    dice = random.Random(parity)
    entries = (farm.entry(2 * dice.randrange(500) + parity, number) for number in range(count))
    return [unescape(TAG.sub(" ", entry.partition("<description>")[2]).replace("]]>", "")) for entry in entries]


def rate(judge: Callable[[str], object], said: list[str]) -> float:
    began = time.process_time()
    for text in said:
        judge(text)
    return len(said) / (time.process_time() - began)


def main(rounds: int) -> dict[str, float]:
    vader = SentimentIntensityAnalyzer()
    english, french = texts(0), texts(1)
    ours: dict[str, list[float]] = {}
    ratios, blended = [], []
    for _ in range(rounds + 1):
        plain = rate(vader.polarity_scores, english)
        exact = rate(_exactly, english)
        ratios.append(exact / plain)
        blended.append(rate(lambda text: sentiment_of(text, "en"), english) / plain)
        ours.setdefault("its figures and the language, English", []).append(exact)
        ours.setdefault("its figures alone, English", []).append(rate(compound_of, english))
        ours.setdefault("vaderSentiment, English", []).append(plain)
        for language in ENGINES:
            said = french if language == "fr" else english
            ours.setdefault(f"ours, {language}", []).append(rate(lambda text: sentiment_of(text, language), said))  # noqa: B023
        ours.setdefault("language told, French and English", []).append(
            rate(lambda text: language_of(text, ("fr", "en")), [*english, *french])
        )
    told = {f"{name}: texts per CPU-second": median(figures[1:]) for name, figures in ours.items()}
    return told | {
        "its own figures and the language / vaderSentiment (promised 4)": median(ratios[1:]),
        "our whole sentiment in English / vaderSentiment": median(blended[1:]),
    }


def _exactly(text: str) -> float:
    language_of(text, ("fr", "en"))
    return compound_of(text)


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
