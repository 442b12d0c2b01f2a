"""Pictures of every page, light and dark, wide and narrow: `python docs/pictures/pages.py FOLDER`.

Needs the `browser` extra and Chromium. The pages are those of the demonstration, which is told first.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from tests.web.served import CHROMIUM, PASSWORD, served, told

PAGES = {
    "inbox": "/inbox",
    "grave": "/inbox?severity=grave&status=any",
    "mention": "/mentions/{grave}",
    "incidents": "/incidents",
    "incident": "/incidents/1",
    "overview": "/overview?since=7d",
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
  const tones = ["negative", "neutral", "positive"];
  for (let turn = 0; turn < 36; turn++) {
    const words = {m: 300 + 2 * turn, what: tones[(turn * 7) % 3 && (turn % 5 ? 0 : (turn % 2) + 1)]};
    await send("/act", turn % 3 ? words : {...words, drawn: 1});
  }
  for (const what of ["insult", "accusation", "neither"]) await send("/act", {m: 370, what});
  await send("/mutes", {kind: "author", mention: 12, for: "30d"});
  await send("/mutes", {kind: "phrase", word: "jeu concours", for: "7d"});
  await send("/escalate", {m: 355, to: "alex", target: "presse", word: "Est-ce diffamatoire ?"});
  await send("/act", {m: 356, what: "note", note: "@camille on répond quoi ?"});
}"""
SIZES = {"wide": (1400, 900), "narrow": (360, 800), "huge": (3840, 2160)}


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as own, served(told(folder / "demo"), Path(own)) as home, sync_playwright() as playing:
        browser = playing.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        _work(browser, home)
        for size, (width, height) in SIZES.items():
            for theme in ("light", "dark") if size != "huge" else ("light",):
                _take(browser, home, folder, f"{size}-{theme}", width, height)
        browser.close()


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
        page.screenshot(path=folder / f"{called}-{name}.png", full_page=called != "settings")
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        print(f"{called}-{name}" + (f": {wider} px too wide" if wider > 0 else ""))
    page.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
