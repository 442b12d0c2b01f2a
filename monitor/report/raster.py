"""A drawing as a PNG, for Slack and for mail: no server needs a font or a browser for it."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from monitor.report.curve import HEIGHT, WIDTH, Drawing, Point

SCALE = 2  # pixels of the picture for one of the drawing: it is looked at on screens that have them
FINER = 2  # drawn so much larger and then made small, which smooths the edges

# On white, because who looks at a mail in the dark sees a white card, and not black lines on black.
_PAPER, _INK = "#ffffff", "#4b5563"
_COLOURS = {
    "band": "#cfe3f7",
    "usual": "#6b93bd",
    "said": "#b3261e",
    "now": "#b3261e",
    "began": "#5c6670",
    "grid": "#e3e7eb",
}
NARROW = "\u202f"  # of a French hour; the font has no such space
_ANCHORS = {"start": "lm", "middle": "mm", "end": "rm"}


def png(drawing: Drawing) -> bytes:
    """*drawing* in light colours."""
    scale = SCALE * FINER
    image = Image.new("RGB", (WIDTH * scale, HEIGHT * scale), _PAPER)
    pen = ImageDraw.Draw(image)
    for shape in drawing.shapes:
        points = [(x * scale, y * scale) for x, y in shape.points]
        if shape.filled:
            pen.polygon(points, fill=_COLOURS[shape.role])
        else:
            pen.line(points, fill=_COLOURS[shape.role], width=scale * (2 if shape.role == "said" else 1), joint="curve")
    small = image.reduce(FINER)
    _write(small, drawing)
    out = BytesIO()
    small.quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def _write(image: Image.Image, drawing: Drawing) -> None:
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(11 * SCALE)
    for label in drawing.labels:
        at: Point = (label.x * SCALE, label.y * SCALE)
        pen.text(at, label.text.replace(NARROW, " "), fill=_INK, font=font, anchor=_ANCHORS[label.anchor])
