"""How many texts a second the matcher reads (folding, prefilter, verification), in one run with its measures.

(a) one `re` alternation per brand over the folded text, ignoring case as people write it; beside it the same without
that flag, which the folded text does not need; (b) the floor: folding and one pass of Aho-Corasick over the same
terms, which knows neither words, disguises nor queries. Texts are 60 words, half of them in French spelling (accents,
elisions, hyphens); of the *seldom* mix one text in a hundred speaks of a brand, of *often* one in ten.

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
BATCH = 20  # texts between two looks at the clock


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


def alternations(known: Sequence[Brand], flags: int) -> Callable[[str], list[str]]:
    patterns = [(brand.name, re.compile(rf"\b(?:{_either(brand)})\b", flags)) for brand in known]

    def match(text: str) -> list[str]:
        folded = fold(text).text
        return [name for name, pattern in patterns if pattern.search(folded)]

    return match


def _either(brand: Brand) -> str:
    return "|".join(re.escape(fold(name).text) for name in (brand.name, *brand.aliases))


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
            for text in read[done % len(read) :][:BATCH]:
                match(text)
            done += BATCH
        best = max(best, done / spent)
    return best


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 1.5
    heads = "brands nothing/s seldom/s often/s re,i/s re/s floor/s nothing:re,i seldom:re,i seldom:re floor:nothing"
    print(" ".join(f"{head:>12}" for head in heads.split()))
    for count in (1, 10, 100, 1000):
        dice = random.Random(count)
        known = brands(dice, count)
        none, seldom, often = (texts(dice, known, every) for every in (0, 100, 10))
        matcher, ignoring, plain = Matcher(known), alternations(known, re.IGNORECASE), alternations(known, 0)
        assert all([m.brand for m in matcher.match(text)] == plain(text) for text in often[:20])
        ours = [rate(matcher.match, mix, seconds) for mix in (none, seldom, often)]
        theirs = [rate(one, seldom, seconds) for one in (ignoring, plain)]
        least = rate(floor(known), none, seconds)
        figures = (count, *ours, *theirs, least, ours[0] / theirs[0], ours[1] / theirs[0], ours[1] / theirs[1])
        print(" ".join(f"{figure:>12.0f}" for figure in figures), f"{least / ours[0]:>12.1f}")


if __name__ == "__main__":
    main()
