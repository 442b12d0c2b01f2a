"""How many texts a second the matcher reads: folding, prefilter and verification, in one run with what it is measured by.

(a) one `re` alternation per brand over the folded text; (b) the floor: folding and one pass of Aho-Corasick over the
same terms, which knows neither words, disguises nor queries. Texts are 60 words, in French spelling (accents,
elisions, hyphens) and plain; of the *seldom* mix one text in a hundred speaks of a brand, of *often* one in ten.

Run: python benchmarks/match.py [seconds per measure]
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Callable, Sequence

import ahocorasick_rs

from monitor.match import Matcher
from monitor.model import Brand
from monitor.text import fold

SYLLABLES = "ba co du fi ga lo mé na po ri sa tu vé xi zo".split()
LITTLE = "le la de un et à d'une qu'il c'est l'été peut-être très où déjà pas plus".split()
TERMS = 10
WORDS = 60


def invented(dice: random.Random, syllables: int) -> str:
    return "".join(dice.choices(SYLLABLES, k=syllables))


def brands(dice: random.Random, count: int) -> list[Brand]:
    names = [[f"{invented(dice, 4)} {invented(dice, 3)}" for _ in range(TERMS)] for _ in range(count)]
    return [Brand(own[0], aliases=tuple(own[1:])) for own in names]


def texts(dice: random.Random, known: Sequence[Brand], every: int, count: int = 400) -> list[str]:
    """One text in *every* speaks of somebody; 0: none. Half of them in French spelling."""
    said = []
    for number in range(count):
        words = [invented(dice, dice.randint(1, 3)) for _ in range(WORDS)]
        if number % 2:
            words[::3] = dice.choices(LITTLE, k=len(words[::3]))
        else:
            words = [fold(word).text for word in words]
        if every and number % every == every // 2:
            words[WORDS // 2] = dice.choice(known).name
        said.append(" ".join(words).capitalize() + ".")
    return said


def alternations(known: Sequence[Brand]) -> Callable[[str], list[str]]:
    patterns = [
        (
            brand.name,
            re.compile(r"\b(?:" + "|".join(re.escape(fold(n).text) for n in (brand.name, *brand.aliases)) + r")\b"),
        )
        for brand in known
    ]

    def match(text: str) -> list[str]:
        folded = fold(text).text
        return [name for name, pattern in patterns if pattern.search(folded)]

    return match


def floor(known: Sequence[Brand]) -> Callable[[str], object]:
    terms = [fold(name).text.encode() for brand in known for name in (brand.name, *brand.aliases)]
    automaton = ahocorasick_rs.BytesAhoCorasick(terms)
    return lambda text: automaton.find_matches_as_indexes(fold(text).text.encode(), overlapping=True)


def rate(match: Callable[[str], object], read: Sequence[str], seconds: float) -> float:
    """Texts per second of processor, the best of five stretches: others use the machine too."""
    best = 0.0
    for _ in range(5):
        done, began = 0, time.process_time()
        while (spent := time.process_time() - began) < seconds / 5:
            match(read[done % len(read)])
            done += 1
        best = max(best, done / spent)
    return best


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 1.5
    heads = ("brands", "nothing/s", "seldom/s", "often/s", "re/s", "seldom:re", "floor/s", "floor:nothing")
    print(" ".join(f"{head:>13}" for head in heads))
    for count in (1, 10, 100, 1000):
        dice = random.Random(count)
        known = brands(dice, count)
        mixes = [texts(dice, known, every) for every in (0, 100, 10)]
        matcher, naive, lowest = Matcher(known), alternations(known), floor(known)
        assert all([m.brand for m in matcher.match(text)] == naive(text) for text in mixes[2][:20])
        ours = [rate(matcher.match, mix, seconds) for mix in mixes]
        theirs, least = rate(naive, mixes[1], seconds), rate(lowest, mixes[0], seconds)
        print(
            f"{count:>13} {ours[0]:>13.0f} {ours[1]:>13.0f} {ours[2]:>13.0f} {theirs:>13.0f} {ours[1] / theirs:>13.0f} "
            f"{least:>13.0f} {least / ours[0]:>13.1f}"
        )


if __name__ == "__main__":
    main()
