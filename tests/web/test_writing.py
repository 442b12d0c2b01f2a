"""A letter in a real browser: drafted by keys, changed where it stands, copied, and alone on its paper."""

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

AROUND = ".top, .law, .desk, h1, .hint, button"  # the letter, on its page


def test_it_is_drafted_changed_copied_and_printed(page_of: Open, home: str) -> None:
    page = page_of(permissions=["clipboard-read", "clipboard-write"])
    hands = Hands(page)
    hands.login(home, "camille", PASSWORD)
    page.goto(f"{home}/inbox?severity=grave&status=any&order=gravest")
    hands.press("j", "o")
    hands.sees("[data-panel=letter]")
    hands.reach("[data-panel=letter] summary")
    hands.press("Enter", "Tab", "Tab", "Tab")
    hands.write("Hébergeur SAS")
    hands.press("Tab", "Tab", "Enter")
    hands.sees(".letter")
    assert "Hébergeur SAS" in page.inner_text(".letter")
    hands.reach(".letter")
    hands.press("Control+Home")
    hands.write("z?e ")  # what is a key elsewhere is a letter here
    hands.press("Tab", "Enter")
    hands.sees("[data-copy]:text-is('Copié')")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("z?e PROJET - une aide, non un conseil juridique.")
    page.emulate_media(media="print")
    assert page.locator(".letter").is_visible()
    assert page.locator(AROUND).evaluate_all("all => all.every((each) => !each.checkVisibility())"), "it stands alone"
    assert not hands.broken
