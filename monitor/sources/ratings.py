"""Stars as people write them: 4, "4,5", "4/5", "87 %"."""

from __future__ import annotations

import math
import re

from monitor.model import Rating

_WRITTEN = re.compile(r"\s*(-?\d{1,9}(?:[.,]\d{1,9})?)\s*(?:(?:/|out of|sur)\s*(\d{1,9}(?:[.,]\d{1,9})?)|(%))?")
_USUAL_BEST = (5.0, 10.0, 20.0, 100.0)


def rating(value: object, best: object = None, worst: object = None) -> Rating | None:
    """The rating *value* on its scale; where nobody tells it, on the smallest usual one: of 5, 10, 20 or 100."""
    stars, out_of = _number(value)
    if stars is None:
        return None
    top = _number(best)[0] or out_of
    if top is None or top < stars:
        top = next((usual for usual in _USUAL_BEST if stars <= usual), None)
    bottom = _number(worst)[0]
    bottom = min(1.0, stars) if bottom is None or bottom > stars else bottom
    return Rating(stars, top, bottom) if top is not None and bottom < top else None


def _number(value: object) -> tuple[float | None, float | None]:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (float(value), None) if abs(value) < 1e9 and math.isfinite(value) else (None, None)
    written = _WRITTEN.match(value) if isinstance(value, str) else None
    if not written:
        return None, None
    stars, best, percent = written.groups()
    return _float(stars), 100.0 if percent else _float(best) if best else None


def _float(written: str) -> float:
    return float(written.replace(",", "."))
