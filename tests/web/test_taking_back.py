"""Ending an incident in a real browser: the dialog that asks, what it says of the messages, and the key that undoes."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from tests.web.conftest import Open
from tests.web.hands import Hands
from tests.web.served import CHROMIUM, PASSWORD, PEOPLE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not shutil.which(str(CHROMIUM)), reason=f"no {CHROMIUM}: install chromium"),
]

SAID = {
    "fr": {"ends": "Cela met fin à l’incident", "spared": "Annulez dans les 30", "told": "que c’est terminé : presse",
           "over": "C’est terminé", "on": "L’incident continue", "back": "a annulé la fin de l’incident"},
    "en": {"ends": "This ends the incident", "spared": "Undo it within 30", "told": "that it is over: presse",
           "over": "It is over", "on": "It goes on", "back": "took back that it is over"},
}  # fmt: skip


class Dialogs:
    """What the page asks, and whether somebody says yes."""

    def __init__(self, page: Any) -> None:
        self.asked: list[str] = []
        self.agrees = False
        page.on("dialog", self._answer)

    def _answer(self, dialog: Any) -> None:
        self.asked.append(dialog.message.replace("\u202f", " "))
        dialog.accept() if self.agrees else dialog.dismiss()


def opened(hands: Hands, home: str) -> None:
    """The page of an incident that was just opened by hand."""
    hands.page.goto(f"{home}/mentions/355")
    hands.page.click("[data-panel=incident] summary")
    hands.page.click("[data-panel=incident] button")
    hands.sees("[data-key=done]")


@pytest.mark.parametrize("name", PEOPLE)
def test_an_end_is_asked_for_said_and_undone_by_keys(page_of: Open, home: str, name: str) -> None:
    page, words = page_of(), SAID[PEOPLE[name]]
    hands, dialogs = Hands(page), Dialogs(page)
    hands.login(home, name, PASSWORD)
    opened(hands, home)
    before = page.text_content("h1")
    with page.expect_event("dialog"):
        hands.press("e")
    page.wait_for_load_state("networkidle")
    (asked,) = dialogs.asked
    for part in ("ends", "told", "spared"):
        assert words[part] in asked, "it is asked first, with what it does"
    assert page.text_content("h1") == before, "no is no"
    assert page.locator("#toast").is_hidden()

    dialogs.agrees = True
    hands.press("e")
    hands.told(words["over"])
    hands.loses("[data-key=done]")
    hands.press("z")
    hands.told(words["on"])
    hands.sees("[data-key=done]")
    assert page.text_content("h1") == before, "it is what it was"
    assert words["back"] in str(page.text_content(".history"))
    assert {each.rpartition("/")[2] for each in hands.broken} == {"2"}, "nothing but the question is refused"


def test_an_end_is_undone_later_from_the_page_or_from_any_other(page_of: Open, home: str) -> None:
    page = page_of()
    hands, dialogs = Hands(page), Dialogs(page)
    hands.login(home, "alex", PASSWORD)
    dialogs.agrees = True
    opened(hands, home)
    hands.press("e")
    hands.told("It is over")
    hands.loses("[data-key=done]")
    page.reload()  # what was told before is gone
    hands.sees(".desk dd form button")
    hands.reach(".desk dd form button")
    hands.press("Enter")
    hands.told("It goes on")
    hands.sees("[data-key=done]")
    hands.press("e")
    hands.told("It is over")
    hands.loses("[data-key=done]")
    page.goto(f"{home}/overview")
    hands.sees("#main")
    hands.press("z")
    hands.told("It goes on")
