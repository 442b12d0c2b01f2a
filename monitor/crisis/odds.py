"""How rarely chance alone says so much."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import takewhile

CERTAIN = 1e-15  # what is left of 1 - P in double precision


def _counts(mean: float, spread: float) -> Iterator[float]:
    """Probabilities of 0, 1, 2, ... in a negative binomial law of variance mean + spread * mean²."""
    size = 1 / spread
    heads = mean / (size + mean)
    chance = math.exp(size * math.log1p(-heads))
    count = 0
    while True:
        yield chance
        chance *= (count + size) / (count + 1) * heads
        count += 1


def at_least(count: int, mean: float, spread: float) -> float:
    """P(N >= count) for N negative binomial of that *mean* and variance mean + spread * mean²."""
    below = math.fsum(chance for chance, _ in zip(_counts(mean, spread), range(count), strict=False))
    return max(CERTAIN, 1 - below)


def quantile(level: float, mean: float, spread: float) -> int:
    """The smallest n such that P(N <= n) >= *level* (0..1, below 1), N as above."""
    reached = 0.0

    def below(chance: float) -> bool:
        nonlocal reached
        reached += chance
        return reached < level

    return sum(1 for _ in takewhile(below, _counts(mean, spread)))


def share_at_least(count: int, total: int, share: float, steadiness: float) -> float:
    """P(N >= count) for N beta-binomial of *total* draws at a mean *share*; the share moves as if *steadiness*
    mentions had been seen of it."""
    a, b = share * steadiness, (1 - share) * steadiness
    chance = math.exp(_beta(a + count, b + total - count) - _beta(a, b) + _choose(total, count))
    tail = 0.0
    for n in range(count, total + 1):
        tail += chance
        chance *= (total - n) / (n + 1) * (a + n) / (b + total - n - 1) if n < total else 0.0
    return min(1.0, tail)


def together(one: float, other: float) -> float:
    """The rarity of two independent rarities at once (Fisher's method for two)."""
    product = one * other
    return product * (1 - math.log(product))


def _beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _choose(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
