"""A drawing for a page: it scales, follows light and dark, and says in words what it shows."""

from __future__ import annotations

from html import escape

from monitor.report.curve import HEIGHT, WIDTH, Drawing, Label, Shape

_STYLE = """
.curve { font: 11px system-ui, sans-serif; }
.curve .band { fill: #cfe3f7; } .curve .usual { stroke: #6b93bd; stroke-dasharray: 3 3; }
.curve .said { stroke: #b3261e; stroke-width: 2; } .curve .now { fill: #b3261e; }
.curve .began { stroke: #5c6670; stroke-dasharray: 2 2; } .curve .grid { stroke: #e3e7eb; }
.curve path { fill: none; } .curve text { fill: #4b5563; }
@media (prefers-color-scheme: dark) {
.curve .band { fill: #24384d; } .curve .usual { stroke: #7fa8d1; } .curve .said { stroke: #ff8a80; }
.curve .now { fill: #ff8a80; } .curve .began { stroke: #aab2bb; } .curve .grid { stroke: #343b43; }
.curve text { fill: #c3cad2; } }
"""


def svg(drawing: Drawing, title: str, description: str, *, styled: bool = True) -> str:
    """Inline SVG. *title* and *description* are for those who do not see it, and for the pointer that rests on it;
    one that is not *styled* has its colours from the page, which may forbid styles that stand in it."""
    shapes = "".join(map(_shape, drawing.shapes))
    labels = "".join(map(_label, drawing.labels))
    return (
        f'<svg class="curve" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img"'
        f' aria-label="{escape(title)}"><title>{escape(title)}</title><desc>{escape(description)}</desc>'
        f"{f'<style>{_STYLE}</style>' if styled else ''}{shapes}{labels}</svg>"
    )


def _shape(shape: Shape) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in shape.points)
    if shape.filled:
        return f'<polygon class="{shape.role}" points="{points}"/>'
    return f'<path class="{shape.role}" d="M{points.replace(" ", " L")}"/>'


def _label(label: Label) -> str:
    return (
        f'<text x="{label.x:.1f}" y="{label.y:.1f}" text-anchor="{label.anchor}" dominant-baseline="middle">'
        f"{escape(label.text)}</text>"
    )
