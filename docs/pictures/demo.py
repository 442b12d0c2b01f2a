"""A picture of the demonstration as a terminal shows it: `python -m docs.pictures.demo FILE.png`.

Needs the `browser` extra and Chromium. The story is told anew; what is shown is the beginning of its crisis, up to the
end of the first message that the team gets.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from io import BytesIO, StringIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from monitor.demo import director
from tests.web.served import CHROMIUM

COLUMNS = 100
FIRST, LAST = "Day 3", "┗"  # of the picture: the line of this heading, and the end of the second frame after it
FRAMES = 2
THEME = TerminalTheme(
    (24, 28, 32),
    (222, 226, 229),
    [
        (46, 52, 58), (226, 92, 92), (126, 184, 107), (222, 178, 74),
        (92, 148, 214), (190, 132, 200), (96, 180, 192), (200, 206, 210),
    ],
    [
        (138, 148, 156), (240, 118, 118), (152, 206, 132), (240, 202, 104),
        (124, 174, 234), (210, 158, 220), (126, 206, 216), (240, 243, 245),
    ],
)  # fmt: skip


def told() -> list[Text]:
    """The lines of the story as a terminal gets them."""
    out = StringIO()
    console = Console(file=out, force_terminal=True, color_system="standard", width=COLUMNS)
    director.run(0, "en", console, inbox=False)
    return [Text.from_ansi(line) for line in out.getvalue().split("\n")]


def chosen(lines: Sequence[Text]) -> list[Text]:
    start = next(number for number, line in enumerate(lines) if FIRST in line.plain)
    ends = [number for number, line in enumerate(lines) if number > start and line.plain.strip().startswith(LAST)]
    return list(lines[start : ends[FRAMES - 1] + 1])


def drawn(lines: Sequence[Text]) -> str:
    """A window of a terminal, in SVG."""
    console = Console(file=StringIO(), record=True, width=COLUMNS, force_terminal=True)
    for line in lines:
        console.print(line, no_wrap=True, overflow="crop", highlight=False)
    return console.export_svg(title="vigie demo", theme=THEME)


def main(file: Path) -> None:
    svg = drawn(chosen(told()))
    with sync_playwright() as playing:
        browser = playing.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1240, "height": 800})
        page.set_content(f"<body style='margin:0'>{svg}")
        picture = page.locator("svg").screenshot(omit_background=True)
        browser.close()
    Image.open(BytesIO(picture)).convert("RGBA").quantize(96, Image.Quantize.FASTOCTREE).save(file, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
