"""How messages look: Slack's blocks, the e-mail in light and dark, and the terminal, in both languages, as pictures.

    python -m benchmarks.messages docs/pictures [chromium]

The e-mail is what a mail program gets. Slack is drawn here from the very blocks that are sent, as its own clients show
them; nobody but Slack can draw them exactly.
"""

from __future__ import annotations

import base64
import html
import math
import re
import subprocess
import sys
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from monitor.model import Alert, AlertKind, Bar, Digest, Hold, IncidentState, Missed, Picture, Rhythm, Tally, Target
from monitor.notify import curve_words, payload, picture_words, preview
from monitor.notify.blocks import blocks
from monitor.notify.mail import CURVE, Mail
from monitor.notify.message import compose
from monitor.notify.parcel import Parcel
from monitor.report import draw, png
from tests.notify.story import ENGLISH, FRENCH, LINK, NOW, QUOTES, alert

MAIL = "mailto://127.0.0.1/?from=vigie@norvane.example&to=press@norvane.example"
STYLE = """
:root { --ground: #fff; --ink: #1d1c1d; --faint: #616061; --link: #1264a3; --line: #ddd; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #1a1d21; --ink: #d1d2d3; --faint: #ababad; --link: #1d9bd1; --line: #35373b; }
}
body { margin: 0; padding: 16px; font: 15px/1.46668 Lato, 'Helvetica Neue', Arial, sans-serif;
  background: var(--ground); color: var(--ink); width: 700px; }
.app { font-weight: 900; margin: 0 0 4px; } .app span { font: 12px sans-serif; color: var(--faint); margin-left: 6px; }
.header { font-size: 18px; font-weight: 900; margin: 4px 0 8px; } .section { margin: 8px 0; white-space: pre-wrap; }
.context { margin: 8px 0; font-size: 13px; color: var(--faint); white-space: pre-wrap; } a { color: var(--link); }
img { width: 100%; border-radius: 8px; border: 1px solid var(--line); }
button { background: #007a5a; color: #fff; border: 0; border-radius: 4px; font: 700 15px sans-serif;
  padding: 8px 12px; }
"""
TERMINAL = """
:root { --ground: #fdfdfc; --ink: #1b1d21; }
@media (prefers-color-scheme: dark) { :root { --ground: #16181d; --ink: #e4e6ea; } }
body { margin: 0; padding: 18px; background: var(--ground); color: var(--ink); width: 1000px;
  font: 14px/1.5 'DejaVu Sans Mono', monospace; white-space: pre-wrap; }
"""


def curved(told: Alert) -> Alert:
    bars = []
    for hour in range(72):
        at = NOW.replace(minute=0) - timedelta(hours=71 - hour)
        usual = 4 + 2.5 * math.sin((at.hour - 8) / 24 * 2 * math.pi)
        said = [12, 47][hour - 70] if hour >= 70 else max(0, round(usual + hour * 7 % 5 - 2))
        bars.append(Bar(at, said, usual, max(0.0, usual - 3), usual + 5))
    return replace(told, curve=tuple(bars))


def digest() -> Digest:
    over = replace(alert().incident, state=IncidentState.RESOLVED, resolved_at=NOW, opened_at=NOW - timedelta(hours=9))
    missed = (Missed(over, AlertKind.ESCALATED, NOW, Hold.BUDGET),)
    tallies = (Tally("Norvane", 1_204, 226, 988, 131, (over,), QUOTES), Tally("Norvane Pay", 61, 4, 70, 6))
    return Digest(Rhythm.WEEKLY, NOW - timedelta(days=7), NOW, tallies, missed, id=12)


def picture(told: Alert, target: Target) -> Picture:
    drawing = draw(told.curve, target.timezone, told.verdict.figures.began, curve_words(target))
    return Picture(png(drawing), picture_words(told, target))


def slack(told: Alert | Digest, target: Target) -> str:
    message = compose(told, target, link=LINK, repeat=False)
    seen = picture(told, target) if isinstance(told, Alert) and told.curve else None
    shown = "".join(_block(block, seen) for block in blocks(message, "F1" if seen else ""))
    return f"<style>{STYLE}</style><div class=app>vigie<span>APP 14:45</span></div>{shown}"


def _block(block: dict[str, Any], seen: Picture | None) -> str:
    kind = block["type"]
    if kind == "image" and seen:
        data = base64.b64encode(seen.png).decode()
        return f'<img alt="{html.escape(block["alt_text"])}" src="data:image/png;base64,{data}">'
    if kind == "actions":
        return "".join(f"<button>{each['text']['text']}</button>" for each in block["elements"])
    texts = [block["text"]] if "text" in block else block["elements"]
    return "".join(f'<div class="{kind}">{_markup(each["text"])}</div>' for each in texts)


def _markup(text: str) -> str:
    return re.sub(r"<(https?://[^|>]*)\|([^>]*)>", r'<a href="\1">\2</a>', text)


def mail(told: Alert | Digest, target: Target) -> str:
    seen = picture(told, target) if isinstance(told, Alert) and told.curve else None
    page = str(Mail().payload(Parcel(told, replace(target, way="email", address=MAIL), LINK, picture=seen))["html"])
    data = base64.b64encode(seen.png).decode() if seen else ""
    return page.replace(f"cid:{CURVE}", f"data:image/png;base64,{data}")


def terminal(told: Alert | Digest, target: Target) -> str:
    return f"<style>{TERMINAL}</style>$ vigie explain i142\n\n{html.escape(preview(told, target, link=LINK))}"


def shoot(page: str, to: Path, browser: str, size: str, *, dark: bool = False) -> None:
    with tempfile.TemporaryDirectory() as home:
        source = Path(home) / "page.html"
        source.write_text(f"<!DOCTYPE html><meta charset=utf-8>{page}", encoding="utf-8")
        flags = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --hide-scrollbars"
        wishes = [f"--user-data-dir={home}/profile", f"--screenshot={to}", f"--window-size={size}"]
        night = ["--blink-settings=preferredColorScheme=0"] if dark else ["--blink-settings=preferredColorScheme=1"]
        subprocess.run([browser, *flags.split(), *wishes, *night, str(source)], check=True, capture_output=True)
    trim(to)


def trim(path: Path) -> None:
    """Without the empty rest of the window, in few colours: these files stay in the repository."""
    from PIL import Image, ImageChops

    image = Image.open(path).convert("RGB")
    ground = Image.new("RGB", image.size, image.getpixel((0, image.height - 1)))
    box = ImageChops.difference(image, ground).getbbox()
    cut = image.crop((0, 0, image.width, min(image.height, (box[3] if box else image.height) + 16)))
    cut.quantize(128).save(path, optimize=True)


def main() -> None:
    folder, browser = Path(sys.argv[1]), sys.argv[2] if sys.argv[2:] else "chromium"
    for target in (ENGLISH, FRENCH):
        told = curved(alert())
        tongue = target.language
        shown = (
            ("slack", slack(told, target), "732,900"),
            ("digest", slack(digest(), target), "732,700"),
            ("mail", mail(told, target), "680,1200"),
            ("terminal", terminal(told, target), "1036,700"),
        )
        for name, page, size in shown:
            shoot(page, folder / f"{name}-{tongue}.png", browser, size)
            shoot(page, folder / f"{name}-{tongue}-dark.png", browser, size, dark=True)
    taken = curved(alert(AlertKind.UPDATED, number=3))
    held = replace(taken.incident, acknowledged_by="Camille", acknowledged_at=NOW - timedelta(minutes=5))
    shoot(slack(replace(taken, incident=held), FRENCH), folder / "slack-fr-taken.png", browser, "732,900")
    assert payload(told, FRENCH)


if __name__ == "__main__":
    main()
