"""Two people at two browsers: neither overwrites the other silently, each sees what the other does."""

from __future__ import annotations

import shutil
import time
from typing import Any

import pytest

from tests.web.conftest import Open
from tests.web.hands import Hands
from tests.web.served import CHROMIUM, PASSWORD

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not shutil.which(str(CHROMIUM)), reason=f"no {CHROMIUM}: install chromium"),
]


def at_work(page: Any, home: str, name: str) -> Hands:
    hands = Hands(page)
    hands.login(home, name, PASSWORD)
    return hands


def test_each_sees_within_moments_what_the_other_does(page_of: Open, home: str, record_property: Any) -> None:
    camille, alex = (at_work(page_of(), home, name) for name in ("camille", "alex"))
    alex.press("j")
    number = alex.here
    alex.press("a")
    alex.sees(f'.row[data-mention="{number}"] .assignee:text-is("alex")')
    began = time.monotonic()
    camille.sees(f'.row[data-mention="{number}"] .assignee:text-is("alex")')
    record_property("seconds until the other sees it", round(time.monotonic() - began, 2))
    camille.press("j")
    other = camille.here
    assert other == number, "what changes takes nobody's place away"
    camille.page.goto(f"{home}/mentions/{number}")
    camille.sees(".prose")
    alex.press("e")
    alex.loses(f'.row[data-mention="{number}"]')
    camille.sees("[data-changed]:not([hidden]) >> text=alex")
    assert not camille.broken
    assert not alex.broken


def test_who_was_slower_is_told_and_changes_nothing(page_of: Open, home: str) -> None:
    camille, alex = (at_work(page_of(), home, name) for name in ("camille", "alex"))
    camille.page.route("**/live?*", lambda route: route.abort())  # she does not hear of it
    camille.press("j")
    number = camille.here
    alex.press("j")
    assert alex.here == number
    alex.press("a")
    alex.sees(f'.row[data-mention="{number}"] .assignee:text-is("alex")')
    camille.press("i")
    camille.told("alex a été plus rapide")
    camille.sees(f'.row[data-mention="{number}"][data-status="open"] .assignee:text-is("alex")')
    camille.press("e")  # now she has seen it
    camille.loses(f'.row[data-mention="{number}"]')
    alex.page.goto(f"{home}/mentions/{number}")
    alex.sees(".history >> text=camille")
    alex.press("z")
    alex.sees("#toast.bad:not([hidden]) >> text=camille")


def test_a_selection_that_somebody_was_partly_quicker_in_changes_the_rest(page_of: Open, home: str) -> None:
    camille, alex = (at_work(page_of(), home, name) for name in ("camille", "alex"))
    camille.page.route("**/live?*", lambda route: route.abort())
    camille.press("j", "x", "j", "x")
    alex.press("j", "a")
    taken = alex.here
    alex.sees(f'.row[data-mention="{taken}"] .assignee:text-is("alex")')
    camille.press("e")
    camille.told("1 mention traitée. 1 n’a pas été touchée")
