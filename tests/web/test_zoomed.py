"""Pages at 200 %: nothing stands beside the screen, no bar takes the room of the text, what is written can be read."""

from __future__ import annotations

import shutil

import pytest

from tests.web.conftest import Open
from tests.web.hands import Hands
from tests.web.served import CHROMIUM, PASSWORD

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not shutil.which(str(CHROMIUM)), reason=f"no {CHROMIUM}: install chromium"),
]

ZOOMED = {"width": 640, "height": 450}  # a screen of 1280 by 900, at 200 %
PAGES = ("/inbox", "/mentions/355", "/incidents", "/incidents/1", "/overview", "/sources", "/mutes", "/deliveries")
HIDDEN = """() => [...document.querySelectorAll(".wide:has(.cards)")]
  .filter((each) => each.scrollWidth > each.clientWidth + 1).map((each) => each.getAttribute("aria-label"))"""
# How tall the letters of a drawing are on the screen.
LETTERS = """() => Math.min(...[...document.querySelectorAll(".plot text")].filter((each) => each.checkVisibility())
  .map((each) => parseFloat(getComputedStyle(each).fontSize) * each.getScreenCTM().a))"""


@pytest.fixture
def zoomed(page_of: Open, home: str) -> Hands:
    hands = Hands(page_of())
    hands.page.set_viewport_size(ZOOMED)
    hands.login(home, "camille", PASSWORD)
    return hands


def test_wide_tables_are_cards_and_nothing_stands_beside_the_screen(zoomed: Hands, home: str) -> None:
    for address in PAGES:
        zoomed.page.goto(home + address)
        assert zoomed.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        assert zoomed.page.evaluate(HIDDEN) == [], f"{address}: columns that nobody sees"


def test_the_bar_at_the_top_leaves_the_screen_to_the_text(zoomed: Hands, home: str) -> None:
    zoomed.page.goto(f"{home}/mentions/355")
    height = zoomed.page.evaluate("document.querySelector('.top').offsetHeight")
    zoomed.page.mouse.wheel(0, 400)
    zoomed.page.wait_for_function("scrollY > 100")
    bottom = zoomed.page.evaluate("document.querySelector('.top').getBoundingClientRect().bottom")

    assert height <= ZOOMED["height"] / 4
    assert bottom <= 0, "it goes with the page"


def test_the_words_of_a_drawing_can_be_read(zoomed: Hands, home: str) -> None:
    zoomed.page.goto(f"{home}/overview?since=7d")

    assert zoomed.page.evaluate(LETTERS) >= 9


def test_the_list_of_keys_opens_at_its_beginning(zoomed: Hands) -> None:
    zoomed.press("?")
    zoomed.sees("#help[open]")

    assert zoomed.page.evaluate("document.querySelector('#help').scrollTop") == 0
    assert zoomed.page.evaluate("document.activeElement.id") == "help-title", "read first by who hears the page"
    zoomed.press("Tab")
    assert zoomed.page.evaluate("document.activeElement.matches('#help a')")
    zoomed.press("Escape")
    zoomed.loses("#help[open]")
