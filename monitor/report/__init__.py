"""Numbers and mentions on their way out: exports, and the curve of a brand's trouble as a picture."""

from monitor.report.curve import Drawing, draw
from monitor.report.export import FORMATS, export
from monitor.report.svg import svg

__all__ = ["FORMATS", "Drawing", "draw", "export", "png", "svg"]


def png(drawing: Drawing) -> bytes:
    """*drawing* as a picture, in light colours."""
    from monitor.report import raster  # a tenth of a second of imports that only a message with a picture needs

    return raster.png(drawing)
