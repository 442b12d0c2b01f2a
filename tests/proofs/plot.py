"""What grew during a soak, or did not: one drawing, as those of the curves of a brand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.report import Drawing, svg
from monitor.report.curve import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Label, Shape

Series = Sequence[tuple[float, float]]  # days, and a number

ROLES = "said", "usual", "began"


def plotted(title: str, series: dict[str, Series]) -> str:
    """At most three *series*, by what they are called, over the same days."""
    days = max(day for points in series.values() for day, _ in points)
    step = _step(max(number for points in series.values() for _, number in points))
    top = 4 * step

    def place(day: float, number: float) -> tuple[float, float]:
        x = LEFT + day / days * (WIDTH - LEFT - RIGHT)
        return x, HEIGHT - BOTTOM - number / top * (HEIGHT - TOP - BOTTOM)

    shapes, labels = list[Shape](), list[Label]()
    for number in range(5):
        x, y = place(0, number * step)
        shapes.append(Shape("grid", ((x, y), (WIDTH - RIGHT, y))))
        labels.append(Label(x - 6, y, f"{number * step:g}", "end"))
    labels += [Label(place(day, 0)[0], HEIGHT - 8, f"day {day:g}") for day in _marks(days)]
    for role, (name, points) in zip(ROLES, series.items(), strict=False):
        shapes.append(Shape(role, tuple(place(*point) for point in points)))
        x, y = place(*points[-1])
        labels.append(Label(x - 4, max(TOP, y - 9), name, "end"))
    return svg(Drawing(tuple(shapes), tuple(labels)), title, ", ".join(series))


def _step(most: float) -> float:
    """Between two of the five lines of the grid."""
    scale = 1.0
    while True:
        for step in (1, 2, 2.5, 5):
            if 4 * step * scale >= most:
                return step * scale
        scale *= 10


def _marks(days: float) -> Iterator[float]:
    step = _step(days)
    day = step
    while day < days:
        yield day
        day += step
