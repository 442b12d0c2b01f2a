from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from monitor.model import Bar
from monitor.report import draw, png, svg
from monitor.report.curve import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH

START = datetime(2026, 3, 28, tzinfo=UTC)
HOUR = timedelta(hours=1)
SVG = "{http://www.w3.org/2000/svg}"


def day(here: datetime) -> str:
    return f"{here:%H:%M}" if here.hour or here.minute else f"{here:%d.%m.}"


def bars(*counts: int, usual: float = 4.0) -> tuple[Bar, ...]:
    return tuple(
        Bar(START + n * HOUR, count, usual, max(0.0, usual - 3), usual and usual + 5) for n, count in enumerate(counts)
    )


numbers = st.floats(0, 1e6)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 10**6), numbers, numbers), min_size=1, max_size=72),
    st.integers(-200, 200),
    st.sampled_from(["UTC", "Europe/Paris", "America/St_Johns"]),
)
def test_everything_is_drawn_within_the_paper(hours: list[tuple[int, float, float]], began: int, zone: str) -> None:
    told = [Bar(START + n * HOUR, count, usual, 0.0, high) for n, (count, usual, high) in enumerate(hours)]
    drawing = draw(
        [Bar(b.at, b.negatives, min(b.usual, b.high), b.low, b.high) for b in told], zone, START + began * HOUR, day
    )

    points = [point for shape in drawing.shapes for point in shape.points]
    assert all(0 <= y <= HEIGHT for _, y in points)
    assert all(LEFT - 4 <= x <= WIDTH - RIGHT + 4 for x, _ in points)
    assert all(0 <= label.x <= WIDTH + 40 for label in drawing.labels)


def test_a_count_stands_at_its_hour_and_height() -> None:
    drawing = draw(bars(0, 10, 0, 0), "UTC", None, day)

    (said,) = (shape for shape in drawing.shapes if shape.role == "said")
    top = min(said.points, key=lambda point: point[1])
    assert top[0] == LEFT + (WIDTH - LEFT - RIGHT) / 4
    assert TOP <= top[1] < (TOP + HEIGHT - BOTTOM) / 2


def test_what_is_not_known_is_not_drawn() -> None:
    roles = {shape.role for shape in draw(bars(1, 2, 3, usual=0.0), "UTC", None, day).shapes}

    assert roles == {"grid", "said", "now"}


def test_the_beginning_is_marked_on_the_reader_s_clock() -> None:
    drawing = draw(bars(*range(12)), "Europe/Paris", START + 3 * HOUR, day)

    assert "began" in {shape.role for shape in drawing.shapes}
    assert "04:00" in {label.text for label in drawing.labels}


def test_a_beginning_before_the_paper_is_not() -> None:
    assert "began" not in {s.role for s in draw(bars(1, 2), "UTC", START - HOUR, day).shapes}


def test_days_and_noons_are_named_where_clocks_go_forward() -> None:
    drawing = draw(bars(*([1] * 60)), "Europe/Paris", None, day)

    below = [label.text for label in drawing.labels if label.y > HEIGHT - BOTTOM]
    assert below == ["12:00", "29.03.", "12:00", "30.03.", "12:00"]


def test_the_svg_says_what_it_shows_and_follows_the_night() -> None:
    page = svg(draw(bars(1, 2, 30), "UTC", None, day), "Curve of <Norvane>", "30 now & 2 expected")
    root = ElementTree.fromstring(page)

    assert root.get("role") == "img"
    assert root.get("aria-label") == root.findtext(f"{SVG}title") == "Curve of <Norvane>"
    assert root.findtext(f"{SVG}desc") == "30 now & 2 expected"
    assert "prefers-color-scheme: dark" in page
    assert {each.get("class") for each in root.iter(f"{SVG}path")} >= {"said", "usual", "grid"}


@pytest.mark.parametrize("count", [1, 3, 72])
def test_the_picture_is_a_png_of_the_same_shape(count: int) -> None:
    data = png(draw(bars(*([3] * count)), "UTC", None, day))

    image = Image.open(BytesIO(data))
    assert image.format == "PNG"
    assert image.width / image.height == pytest.approx(WIDTH / HEIGHT)
    assert len(data) < 30_000
    assert image.convert("RGB").getpixel((2, 2)) == (255, 255, 255)
