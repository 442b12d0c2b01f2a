"""How often chance alone would count so many."""

from __future__ import annotations

import math

NEVER = 1e-300
CLOSE = 1e-10  # relative; an alarm does not hang on the eleventh digit
TURNS = 300


def at_least(count: float, mean: float, spread: float) -> float:
    """P(N >= count) for N negative binomial of that *mean* and variance mean + spread * mean².

    *count* may be a fraction: weighted mentions are counted in units of an ordinary one.
    """
    if count <= 0:
        return 1.0
    if mean <= 0:
        return NEVER
    size = 1 / max(spread, 1e-9)
    return max(NEVER, betainc(count, size, mean / (size + mean)))


def betainc(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function I_x(a, b), by the continued fraction of DLMF 8.17.22."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return min(1.0, front * _fraction(a, b, x) / a)
    return max(0.0, 1 - front * _fraction(b, a, 1 - x) / b)


def _fraction(a: float, b: float, x: float) -> float:
    """Evaluated forwards (Lentz)."""
    c, d = 1.0, 1 / _away(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, TURNS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / _away(1 + even * d)
        c = _away(1 + even / c)
        value *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / _away(1 + odd * d)
        c = _away(1 + odd / c)
        step = d * c
        value *= step
        if abs(step - 1) < CLOSE:
            break
    return value


def _away(value: float) -> float:
    """From zero."""
    return value if abs(value) > 1e-30 else 1e-30
