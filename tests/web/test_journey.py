"""A morning by keyboard alone, in both languages, in a real browser; and what axe finds on the pages."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.hands import Hands
from tests.web.served import CHROMIUM, PASSWORD, PEOPLE, served, told

playwright = pytest.importorskip("playwright.sync_api", reason="no playwright: pip install '.[browser]'")
axe = pytest.importorskip("axe_playwright_python.base", reason="no axe: pip install '.[browser]'")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not shutil.which(str(CHROMIUM)), reason=f"no {CHROMIUM}: install chromium"),
]

PAGES = (
    "/inbox",
    "/inbox?severity=grave",
    "/inbox?status=done&q=Brioche",
    "/inbox?q=(",
    "/mentions/1",
    "/mentions/355",
    "/incidents",
    "/incidents/1",
    "/overview",
    "/overview?since=30d",
    "/sources",
    "/settings",
    "/nowhere",
)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SAID = {
    "fr": {"done": "traitée", "two": "2 mentions", "undone": "Annulé", "snoozed": "reportée", "hand": "pris en charge"},
    "en": {"done": "done", "two": "2 mentions", "undone": "Undone", "snoozed": "snoozed", "hand": "in hand"},
}  # fmt: skip
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def diary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Told once, however many processes run the tests."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "story"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return told(shared)


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


@pytest.fixture
def page_of(browser: Any) -> Iterator[Open]:
    contexts = []

    def opened(width: int = 1300, **wishes: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce", **wishes)
        contexts.append(context)
        context.set_default_timeout(60_000)  # a machine that does ten other things is not a broken page
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", PEOPLE)
def test_a_morning_by_keyboard(page_of: Open, home: str, name: str) -> None:
    hands, words = Hands(page_of()), SAID[PEOPLE[name]]
    hands.login(home, name, PASSWORD)
    assert hands.page.get_attribute("html", "lang") == PEOPLE[name]
    _triage_twenty(hands, name, words)
    _look_for_one_and_note(hands)
    _take_the_incident_in_hand(hands, name, words["hand"])
    _leave(hands)
    assert not hands.broken


def _triage_twenty(hands: Hands, name: str, words: dict[str, str]) -> None:
    hands.press("j")
    for _ in range(13):
        number = hands.here
        hands.press("e")
        hands.loses(f'.row[data-mention="{number}"]')
    hands.told(words["done"])
    mine = hands.here
    hands.press("a")
    hands.sees(f'.row[data-mention="{mine}"] .assignee:text-is("{name}")')
    heard = str(hands.page.get_attribute(f'.row[data-mention="{mine}"] .score', "class"))
    key, tone = ("1", "negative") if "positive" in heard else ("3", "positive")
    hands.press(key)
    hands.sees(f'.row[data-mention="{mine}"] .tone-{tone}')
    hands.press("j")
    sleeper = hands.here
    hands.press("h", "Tab", "Enter")
    hands.loses(f'.row[data-mention="{sleeper}"]')
    hands.told(words["snoozed"])
    hands.press("z")
    hands.sees(f'.row[data-mention="{sleeper}"]')
    hands.told(words["undone"])
    hands.press("j", "x", "j", "x")
    assert hands.page.locator(".row.picked").count() == 2
    hands.press("i")
    hands.told(words["two"])
    hands.loses(".row.picked")
    hands.press("l")
    hands.write("four")
    hands.press("Enter")
    hands.sees('.row .chip.tag:text-is("four")')


def _look_for_one_and_note(hands: Hands) -> None:
    hands.press("/")
    hands.write("Brioche AND NOT merci")
    hands.press("Enter")
    hands.page.wait_for_url("**q=Brioche*")
    hands.sees(".row")
    hands.press("j", "Enter")
    hands.sees(".prose")
    hands.press("n")
    hands.write("Let us call them")
    hands.press("Tab", "Enter")
    hands.sees(".history >> text=Let us call them")


def _take_the_incident_in_hand(hands: Hands, name: str, words: str) -> None:
    """The crisis of the story is over: another one is opened by hand, then found in the list of incidents."""
    hands.press("?")
    hands.sees("#help[open]")
    hands.press("Escape")
    hands.reach("[data-panel=incident] > summary")
    hands.press("Enter", "Tab", "Tab", "Enter")
    hands.page.wait_for_url("**/incidents/*")
    hands.sees("svg.plot")
    hands.press("g", "a")
    hands.page.wait_for_url("**/incidents")
    hands.sees("table")
    hands.reach("tbody a")
    hands.press("Enter")
    hands.sees("svg.plot")
    hands.press("a")
    hands.told(words)
    hands.sees(f".history >> text={name}")


def _leave(hands: Hands) -> None:
    hands.reach(".menu summary", "Shift+Tab")
    hands.press("Enter")
    hands.reach('form[action="/logout"] button')
    hands.press("Enter")
    hands.page.wait_for_url("**/login")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PEOPLE)
def test_axe_finds_nothing_on_any_page(page_of: Open, home: str, name: str, theme: str) -> None:
    page, found = page_of(color_scheme=theme), []
    page.goto(home)
    found += _violations(page, "/login")
    Hands(page).login(home, name, PASSWORD)
    for address in PAGES:
        page.goto(home + address)
        found += _violations(page, address)
        for opened in page.locator("details.table > summary").all():
            opened.press("Enter")
    page.keyboard.press("?")
    found += _violations(page, "the help")
    assert not found, "\n".join(found)


def _violations(page: Any, address: str) -> list[str]:
    page.evaluate(axe.AXE_SCRIPT)
    told = page.evaluate("tags => axe.run({runOnly: tags})", WCAG)
    assert len(told["passes"]) > 5, address
    return [
        f"{address}: {rule['id']}: {rule['help']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for rule in told["violations"]
        for node in rule["nodes"][:3]
    ]


@pytest.mark.parametrize("width", [360, 1300, 3840])
def test_no_page_is_wider_than_the_screen(page_of: Open, home: str, width: int) -> None:
    page = page_of(width)
    Hands(page).login(home, "alex", PASSWORD)
    for address in PAGES:
        page.goto(home + address)
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), address
