"""Where the bars of a plot stand: pure geometry, which a template writes as SVG and a table tells again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from monitor.store import Stretch

WIDTH, HEIGHT = 960, 180
LEFT, TOP, BOTTOM = 44, 8, 22


@dataclass(frozen=True, slots=True)
class Bar:
    """One step of time; heights from the bottom up: *negative*, then the rest, then *positive*."""

    stretch: Stretch
    x: float
    width: float
    parts: tuple[tuple[str, float, float], ...]  # kind, y, height


@dataclass(frozen=True, slots=True)
class Plot:
    bars: tuple[Bar, ...]
    grid: tuple[tuple[int, float], ...]  # a number, and where it stands
    days: tuple[tuple[datetime, float], ...]


def plot(course: Sequence[Stretch], since: datetime, until: datetime, step: timedelta, zone: tzinfo = UTC) -> Plot:
    """The course as stacked bars, with the days of *zone*."""
    top = _round(max((each.total for each in course), default=1))
    steps = max(1, round((until - since) / step))
    slot = (WIDTH - LEFT) / steps

    def x(at: datetime) -> float:
        return round(LEFT + (at - since) / step * slot, 2)

    def tall(number: float) -> float:
        return round(number / top * (HEIGHT - TOP - BOTTOM), 2)

    def bar(each: Stretch) -> Bar:
        floor, parts = float(HEIGHT - BOTTOM), []
        neutral = each.total - each.negative - each.positive
        for kind, count in (("negative", each.negative), ("neutral", neutral), ("positive", each.positive)):
            floor = round(floor - tall(count), 2)
            parts.append((kind, floor, tall(count)))
        return Bar(each, x(each.at), round(max(slot * 0.86, 0.6), 2), tuple(parts))

    marks = tuple((number, round(HEIGHT - BOTTOM - tall(number), 2)) for number in (0, top // 2, top))
    every = max(1, round(steps * step / timedelta(days=1) / 8))
    midnight = since.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    starts = (midnight + timedelta(days=n) for n in range(1, (until - since).days + 2, every))
    days = tuple((day, x(day.astimezone(UTC))) for day in starts)
    days = tuple((day, at) for day, at in days if at < WIDTH - LEFT)
    return Plot(tuple(map(bar, course)), marks, days)


def _round(most: int) -> int:
    """The next number that reads well: 2, 4, 10, 20, 40, 100 ..."""
    scale = 1
    while True:
        for step in (2, 4, 10):
            if most <= step * scale:
                return step * scale
        scale *= 10
