"""Whoever works through a list by keyboard keeps his place in it, sees on what he acts, and hears what did not work."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from tests.web.conftest import Open
from tests.web.hands import Hands
from tests.web.served import CHROMIUM, PASSWORD

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not shutil.which(str(CHROMIUM)), reason=f"no {CHROMIUM}: install chromium"),
]

WITHIN = """selector => {
  const box = document.querySelector(selector).getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight && box.left >= 0 && box.right <= innerWidth;
}"""
SIZES = {"wide": (1300, 900), "tablet": (950, 900), "zoomed": (640, 400), "telephone": (390, 844)}


def at_work(page: Any, home: str, name: str = "alex") -> Hands:
    hands = Hands(page)
    hands.login(home, name, PASSWORD)
    return hands


def deep_in(hands: Hands) -> str:
    """Far down in the list: the number of the mention there."""
    hands.press(*["j"] * 30)
    return hands.here


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("key", "name"), [("v", "judge"), ("h", "snooze"), ("l", "tag")])
def test_what_a_key_opens_is_seen_beside_the_mention_that_it_is_for(
    page_of: Open, home: str, size: str, key: str, name: str
) -> None:
    width, height = SIZES[size]
    page = page_of(width)
    page.set_viewport_size({"width": width, "height": height})
    hands = at_work(page, home)
    number = deep_in(hands)
    hands.press(key)
    hands.sees(f"[data-panel={name}] > div :focus")
    page.wait_for_function(WITHIN, arg=f"[data-panel={name}] > div")
    assert page.evaluate(WITHIN, f'.row[data-mention="{number}"] .text'), "one sees on what one acts"
    colour = "selector => getComputedStyle(document.querySelector(selector)).backgroundColor"
    assert page.evaluate(colour, ".row.here") != page.evaluate(colour, ".row:not(.here)")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_who_labels_a_mention_stands_on_it_afterwards(page_of: Open, home: str) -> None:
    hands = at_work(page_of(), home)
    number = deep_in(hands)
    hands.press("l")
    hands.write("leak")
    hands.press("Enter")
    hands.sees(f'.row[data-mention="{number}"] .chip.tag')
    assert hands.here == number


def test_who_leaves_a_panel_stands_where_he_stood(page_of: Open, home: str) -> None:
    hands = at_work(page_of(), home)
    number = deep_in(hands)
    hands.press("h", "Escape")
    assert hands.here == number


def test_who_undoes_stands_on_what_came_back(page_of: Open, home: str) -> None:
    hands = at_work(page_of(), home)
    number = deep_in(hands)
    hands.press("e")
    hands.loses(f'.row[data-mention="{number}"]')
    hands.press("z")
    hands.sees(f'.row[data-mention="{number}"]')
    hands.told("Undone: 1 mention done")
    assert hands.here == number
    assert hands.page.evaluate(WITHIN, f'.row[data-mention="{number}"] .text')


def test_the_palette_is_left_by_one_key_and_walked_by_arrows(page_of: Open, home: str) -> None:
    hands = at_work(page_of(), home)
    hands.press("j", "Control+k")
    hands.write("in")
    hands.sees("#palette li a")
    hands.press("Escape")
    hands.page.wait_for_selector("#palette", state="hidden")
    hands.press("Control+k")
    second = str(hands.page.locator("#palette li a").nth(1).get_attribute("href"))
    hands.press("ArrowDown", "Enter")
    hands.page.wait_for_url(second)


def test_what_is_selected_is_counted_in_its_number(page_of: Open, home: str) -> None:
    hands = at_work(page_of(), home, "camille")
    hands.press("j", "x")
    hands.sees("[data-picked]:text-is('1 sélectionnée')")
    hands.press("j", "x")
    hands.sees("[data-picked]:text-is('2 sélectionnées')")


def test_who_was_logged_out_meanwhile_is_told_so(page_of: Open, home: str) -> None:
    hands = at_work(page_of(), home)
    hands.press("j")
    number = hands.here
    hands.page.context.clear_cookies()
    hands.press("e")
    hands.page.wait_for_selector("#toast.bad:not([hidden])")
    assert not hands.page.locator(f'.row.going[data-mention="{number}"]').count(), "it is not on its way"


def test_what_another_server_answers_for_ours_is_told_as_a_failure(page_of: Open, home: str) -> None:
    hands = at_work(page_of(), home)
    hands.page.route(
        "**/act", lambda route: route.fulfill(status=502, content_type="text/html", body="<h1>Bad gateway")
    )
    hands.press("j")
    number = hands.here
    hands.press("e")
    hands.page.wait_for_selector("#toast.bad:not([hidden])")
    hands.told("502")
    assert not hands.page.locator(f'.row.going[data-mention="{number}"]').count()


@pytest.mark.parametrize("address", ["/sources", "/accuracy", "/incidents"])
def test_on_a_telephone_one_sees_on_which_page_one_is(page_of: Open, home: str, address: str) -> None:
    hands = at_work(page_of(390), home, "camille")
    hands.page.goto(home + address)
    hands.sees("nav [aria-current]")
    assert hands.page.evaluate(WITHIN, "nav [aria-current]")


def test_the_lines_of_an_incident_stay_what_they_are_while_others_work(page_of: Open, home: str) -> None:
    camille, alex = (at_work(page_of(), home, name) for name in ("camille", "alex"))
    alex.page.goto(f"{home}/incidents/1")
    alex.sees(".row")
    number = str(alex.page.get_attribute(".row >> nth=0", "data-mention"))
    camille.page.goto(f"{home}/mentions/{number}")
    camille.sees(".prose")
    camille.press("a")
    alex.sees(f'.row[data-mention="{number}"] .assignee:text-is("camille")')
    assert not alex.page.locator(".row > input").count(), "there is nothing to select them for"
    alex.press("j", "x", "Enter")
    alex.page.wait_for_url(f"**/mentions/{number}?incident=1")
    assert not alex.broken


def test_what_has_left_the_list_is_selected_no_longer(page_of: Open, home: str) -> None:
    hands = at_work(page_of(), home)
    hands.press("j", "x", "j", "x", "i")
    hands.told("2 mentions")
    hands.loses(".row.picked")
    hands.sees("[data-picked]:text-is('Select the page')")


@pytest.mark.parametrize(
    ("place", "ways"),
    [
        (".note", ("#note", ".note button")),
        (".doing", (".doing button[value=positive]",)),
        (".panels", ("[data-panel=mute] summary", "[data-panel=mute] button")),
    ],
)
def test_who_does_something_on_a_mention_goes_on_where_he_was(
    page_of: Open, home: str, place: str, ways: tuple[str, ...]
) -> None:
    page = page_of()
    hands = at_work(page, home)
    page.goto(f"{home}/mentions/355")
    for way in ways:
        hands.reach(way)
        hands.write("Call them") if way == "#note" else hands.press("Enter")
    page.wait_for_selector("#toast:not([hidden])")
    page.wait_for_function("place => document.activeElement.closest(place)", arg=place)
