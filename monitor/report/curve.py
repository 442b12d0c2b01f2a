"""The curve of a brand's trouble with the band in which it was expected: one drawing, as SVG for pages and as PNG for
those who show no SVG."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from monitor.model import Bar

WIDTH, HEIGHT = 864, 172
LEFT, RIGHT, TOP, BOTTOM = 40, 10, 14, 24
HOUR = timedelta(hours=1)
STEPS = (1, 2, 5, 10, 20, 25, 50)

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """*role* is what it stands for: band, usual, said, now, began, grid. A *filled* one is an area, else a line."""

    role: str
    points: tuple[Point, ...]
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """*anchor* is the side of its point on which the text stands: start, middle or end."""

    x: float
    y: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Drawing:
    shapes: tuple[Shape, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class _Paper:
    """Where an hour and a number stand."""

    start: datetime
    hours: int
    top: float

    def x(self, at: datetime) -> float:
        return LEFT + (at - self.start) / HOUR / self.hours * (WIDTH - LEFT - RIGHT)

    def y(self, number: float) -> float:
        return HEIGHT - BOTTOM - number / self.top * (HEIGHT - TOP - BOTTOM)


def draw(bars: Sequence[Bar], timezone: str, began: datetime | None, word: Callable[[datetime], str]) -> Drawing:
    """The drawing of *bars*, at least one, on the clock of *timezone*, where *word* says what a day is called at
    midnight, and an hour at any other time; *began* is when it started."""
    step = _step(max(max(bar.negatives, bar.high) for bar in bars))
    most = max(max(bar.negatives, bar.high, 1) for bar in bars)
    top = step * (most // step + 1)
    paper = _Paper(bars[0].at, len(bars), top)
    grid, numbers = zip(*_grid(paper, step), strict=True)
    shapes = [*grid, *_expected(bars, paper), Shape("said", tuple(_stairs(bars, paper, lambda bar: bar.negatives)))]
    last = bars[-1]
    x, y = paper.x(last.at + HOUR / 2), paper.y(last.negatives)
    shapes.append(Shape("now", ((x - 3, y - 3), (x + 3, y - 3), (x + 3, y + 3), (x - 3, y + 3)), filled=True))
    labels = [*numbers, *_days(paper, ZoneInfo(timezone), word)]
    if began and paper.start <= began <= last.at + HOUR:
        x = paper.x(began)
        shapes.append(Shape("began", ((x, TOP - 4), (x, HEIGHT - BOTTOM))))
        labels.append(Label(x - 4, TOP + 4, word(began.astimezone(ZoneInfo(timezone))), "end"))
    return Drawing(tuple(shapes), tuple(labels))


def _step(most: float) -> int:
    """Between two lines of the grid, of which there are three or four."""
    scale = 1
    while True:
        for step in STEPS:
            if most / (step * scale) < 4:
                return step * scale
        scale *= 100


def _grid(paper: _Paper, step: int) -> Iterator[tuple[Shape, Label]]:
    for number in range(0, int(paper.top) + 1, step):
        y = paper.y(number)
        yield Shape("grid", ((LEFT, y), (WIDTH - RIGHT, y))), Label(LEFT - 6, y, str(number), "end")


def _days(paper: _Paper, zone: ZoneInfo, word: Callable[[datetime], str]) -> Iterator[Label]:
    """A word under each midnight and noon, as far as there is room."""
    for hour in range(paper.hours):
        at = paper.start + hour * HOUR
        here = at.astimezone(zone)
        x = paper.x(at)
        if here.hour in (0, 12) and x < WIDTH - RIGHT - 20:
            yield Label(x, HEIGHT - 8, word(here))


def _expected(bars: Sequence[Bar], paper: _Paper) -> Iterator[Shape]:
    known = [bar for bar in bars if bar.high > 0]
    if known:
        upper = list(_stairs(known, paper, lambda bar: bar.high))
        lower = list(_stairs(known, paper, lambda bar: bar.low))
        yield Shape("band", (*upper, *reversed(lower)), filled=True)
        yield Shape("usual", tuple(_stairs(known, paper, lambda bar: bar.usual)))


def _stairs(bars: Sequence[Bar], paper: _Paper, number: Callable[[Bar], float]) -> Iterator[Point]:
    for bar in bars:
        y = paper.y(number(bar))
        yield paper.x(bar.at), y
        yield paper.x(bar.at + HOUR), y
