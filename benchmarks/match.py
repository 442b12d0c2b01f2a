"""How many texts a second the matcher reads, beside one `re` alternation per brand over the same folded texts.

Run: python benchmarks/match.py [seconds per measure]
"""

from __future__ import annotations

import random
import re
import sys
import time
from collections.abc import Callable, Sequence

from monitor.match import Matcher
from monitor.model import Brand
from monitor.text import fold

SYLLABLES = "ba co du fi ga lo mé na po ri sa tu vé xi zo".split()
TERMS = 10
WORDS = 60


def invented(dice: random.Random, syllables: int) -> str:
    return "".join(dice.choices(SYLLABLES, k=syllables))


def brands(dice: random.Random, count: int) -> list[Brand]:
    names = [[f"{invented(dice, 4)} {invented(dice, 3)}" for _ in range(TERMS)] for _ in range(count)]
    return [Brand(own[0], aliases=tuple(own[1:])) for own in names]


def texts(dice: random.Random, known: Sequence[Brand], count: int = 200) -> list[str]:
    """One text in ten speaks of somebody."""
    said = [[invented(dice, dice.randint(1, 4)) for _ in range(WORDS)] for _ in range(count)]
    for words in said[::10]:
        words[WORDS // 2] = dice.choice(known).name
    return [" ".join(words) for words in said]


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


def rate(match: Callable[[str], object], read: Sequence[str], seconds: float) -> float:
    """Texts a second."""
    done, began = 0, time.perf_counter()
    while (spent := time.perf_counter() - began) < seconds:
        match(read[done % len(read)])
        done += 1
    return done / spent


def main() -> None:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 2.0
    print(f"{'brands':>7} {'matcher/s':>10} {'re/s':>8} {'ratio':>6}")
    for count in (1, 10, 100, 1000):
        dice = random.Random(count)
        known = brands(dice, count)
        read = texts(dice, known)
        matcher, naive = Matcher(known), alternations(known)
        assert all([m.brand for m in matcher.match(text)] == naive(text) for text in read[:20])
        ours, theirs = rate(matcher.match, read, seconds), rate(naive, read, seconds)
        print(f"{count:>7} {ours:>10.0f} {theirs:>8.0f} {ours / theirs:>6.1f}")


if __name__ == "__main__":
    main()
