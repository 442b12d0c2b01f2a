"""A morning by keyboard alone, in both languages, in a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.served import CHROMIUM, PASSWORD, PEOPLE, served, told

playwright = pytest.importorskip("playwright.sync_api", reason="no playwright: pip install '.[browser]'")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not shutil.which(str(CHROMIUM)), reason=f"no {CHROMIUM}: install chromium"),
]


@pytest.fixture(scope="module")
def diary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return told(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def home(diary: Path, tmp_path: Path) -> Iterator[str]:
    with served(diary, tmp_path) as address:
        yield address


@pytest.fixture(scope="module")
def browser(diary: Path) -> Iterator[Any]:
    """Once the story is told: the two do not share a loop."""
    assert diary.exists()
    with playwright.sync_playwright() as playing:
        opened = playing.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


def said(page: Any) -> str:
    page.wait_for_selector("#toast:not([hidden])")
    return str(page.inner_text("#toast span"))


@pytest.mark.parametrize(("name", "done", "undone"), [("camille", "traitée", "Annulé"), ("alex", "done", "Undone")])
def test_a_morning_by_keyboard(browser: Any, home: str, name: str, done: str, undone: str) -> None:
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda message: broken.append(message.text) if "Content Security" in message.text else None)
    keys = page.keyboard

    page.goto(home)
    keys.type(name)
    keys.press("Tab")
    keys.type(PASSWORD)
    keys.press("Enter")
    page.wait_for_selector(".row")
    assert page.get_attribute("html", "lang") == PEOPLE[name]

    keys.press("j")
    for _ in range(15):
        number = page.locator(".row:focus-within").get_attribute("data-mention")
        keys.press("e")
        page.wait_for_selector(f'.row[data-mention="{number}"]', state="detached")
    assert done in said(page)

    number = page.locator(".row:focus-within").get_attribute("data-mention")
    keys.press("a")
    page.wait_for_selector(f'.row[data-mention="{number}"] .assignee:text-is("{name}")')
    keys.press("1")
    page.wait_for_selector(f'.row[data-mention="{number}"][data-version="2"], .row[data-mention="{number}"].negative')
    keys.press("j")
    sleeper = page.locator(".row:focus-within").get_attribute("data-mention")
    keys.press("h")
    keys.press("Tab")
    keys.press("Enter")
    page.wait_for_selector(f'.row[data-mention="{sleeper}"]', state="detached")
    keys.press("z")
    page.wait_for_selector(f'.row[data-mention="{sleeper}"]')
    assert undone in said(page)

    keys.press("j")
    keys.press("x")
    keys.press("j")
    keys.press("x")
    assert page.locator(".row.picked").count() == 2
    keys.press("i")
    page.wait_for_function("document.querySelectorAll('.row.picked').length === 0")

    keys.press("/")
    keys.type("Brioche AND NOT merci")
    keys.press("Enter")
    page.wait_for_url("**q=Brioche*")
    page.wait_for_selector(".row")
    keys.press("j")
    keys.press("Enter")
    page.wait_for_selector(".prose")
    keys.press("n")
    keys.type("Let us call them")
    keys.press("Tab")
    keys.press("Enter")
    page.wait_for_selector(".history >> text=Let us call them")

    keys.press("?")
    page.wait_for_selector("#help[open]")
    keys.press("Escape")
    keys.press("g")
    keys.press("a")
    page.wait_for_url("**/incidents")
    page.locator("tbody a").first.focus()
    keys.press("Enter")
    page.wait_for_selector("svg.plot")
    page.locator(".menu summary").focus()
    keys.press("Enter")
    page.locator('form[action="/logout"] button').focus()
    keys.press("Enter")
    page.wait_for_url("**/login")
    assert not broken
    page.close()


@pytest.mark.parametrize("width", [360, 1300])
def test_no_page_is_wider_than_the_screen(browser: Any, home: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.goto(home)
    page.fill("[name=name]", "alex")
    page.fill("[name=password]", PASSWORD)
    page.click("button.main")
    for address in (
        "/inbox",
        "/inbox?severity=grave",
        "/mentions/1",
        "/incidents/1",
        "/overview",
        "/sources",
        "/settings",
    ):
        page.goto(home + address)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    page.close()
