"""Pictures of every page, light and dark, wide and narrow: `python -m docs.pictures.pages FOLDER [SIZE...]`.

Needs the `browser` extra and Chromium. The pages are those of the demonstration, which is told first. Those that the
documents show are cut, and written in few colours, into FOLDER/kept.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from tests.web.served import CHROMIUM, PASSWORD, served, told

PAGES = {
    "inbox": "/inbox",
    "grave": "/inbox?severity=grave&status=any&order=gravest",
    "mention": "/mentions/{grave}",
    "incidents": "/incidents",
    "incident": "/incidents/1",
    "overview": "/overview?since=7d&brand=Brioche+Valmy",
    "sources": "/sources",
    "trying": "/sources/try",
    "accuracy": "/accuracy",
    "mutes": "/mutes",
    "deliveries": "/deliveries",
    "settings": "/settings",
}
# What somebody did before: acts on the numbers of mentions, as the forms of the pages ask for them.
WORK = """async () => {
  const csrf = document.querySelector("meta[name=csrf]").content;
  const send = (path, words) => fetch(path, {method: "POST", body: new URLSearchParams({csrf, ...words})});
  for (let turn = 0; turn < 36; turn++) {
    const row = await (await fetch(`/rows/${300 + 2 * turn}`)).text();
    const heard = /tone-(negative|neutral|positive)/.exec(row)[1];
    const words = {m: 300 + 2 * turn, what: turn % 6 === 4 && heard !== "neutral" ? "neutral" : heard};
    await send("/act", turn % 3 ? words : {...words, drawn: 1});
  }
  for (const what of ["insult", "accusation", "neither"]) await send("/act", {m: 370, what});
  await send("/mutes", {kind: "author", mention: 12, for: "30d"});
  await send("/mutes", {kind: "phrase", word: "jeu concours", for: "7d"});
  await send("/escalate", {m: 355, to: "alex", target: "presse", word: "Est-ce diffamatoire ?"});
  await send("/act", {m: 356, what: "note", note: "@camille on répond quoi ?"});
}"""
KEPT = {  # name: picture, height
    "inbox": ("grave-wide-light", 900),
    "inbox-dark": ("grave-wide-dark", 900),
    "inbox-narrow": ("grave-narrow-light", 800),
    "mention-dark": ("mention-wide-dark", 1100),
    "overview": ("overview-wide-light", 1060),
    "accuracy": ("accuracy-wide-light", 900),
    "incident-dark": ("incident-wide-dark", 900),
}
SIZES = {"wide": (1400, 900), "narrow": (360, 800), "huge": (3840, 2160)}


def main(folder: Path, sizes: Sequence[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as own, served(told(folder / "demo"), Path(own)) as home, sync_playwright() as playing:
        browser = playing.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        _work(browser, home)
        for size in sizes:
            width, height = SIZES[size]
            for theme in ("light", "dark") if size != "huge" else ("light",):
                _take(browser, home, folder, f"{size}-{theme}", width, height)
        browser.close()
    _keep(folder)


def _keep(folder: Path) -> None:
    """These stay in the repository: small files."""
    (folder / "kept").mkdir(exist_ok=True)
    for name, (taken, height) in KEPT.items():
        image = Image.open(folder / f"{taken}.png").convert("RGB")
        cut = image.crop((0, 0, image.width, min(image.height, height)))
        cut.quantize(128, Image.Quantize.MAXCOVERAGE).save(folder / "kept" / f"{name}.png", optimize=True)


def _work(browser: Browser, home: str) -> None:
    page = browser.new_page()
    page.set_default_timeout(120_000)
    page.goto(f"{home}/login")
    _enter(page)
    page.wait_for_selector(".row")
    page.evaluate(WORK)
    page.close()


def _enter(page: Page) -> None:
    page.fill("[name=name]", "camille")
    page.fill("[name=password]", PASSWORD)
    page.click("button.main")


def _take(browser: Browser, home: str, folder: Path, name: str, width: int, height: int) -> None:
    page = browser.new_page(
        viewport={"width": width, "height": height}, color_scheme="dark" if name.endswith("dark") else "light"
    )
    page.set_default_timeout(120_000)
    page.goto(f"{home}/login")
    page.screenshot(path=folder / f"login-{name}.png")
    _enter(page)
    page.goto(f"{home}{PAGES['grave']}")
    grave = page.get_attribute(".row", "data-mention")
    for called, address in PAGES.items():
        page.goto(home + address.format(grave=grave))
        page.wait_for_load_state("networkidle")  # what comes after the rest of a page is there as well
        page.screenshot(path=folder / f"{called}-{name}.png", full_page=called != "settings")
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        print(f"{called}-{name}" + (f": {wider} px too wide" if wider > 0 else ""))
    page.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:] or tuple(SIZES))
