"""A morning by keyboard alone, in both languages, in a real browser; and what axe finds on the pages."""

from __future__ import annotations

import shutil
from typing import Any

import pytest

from tests.web.conftest import Open
from tests.web.hands import Hands
from tests.web.served import CHROMIUM, PASSWORD, PEOPLE

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
    "/overview/themes",
    "/inbox?overdue=1&status=any",
    "/sources",
    "/accuracy",
    "/mutes",
    "/deliveries",
    "/settings",
    "/nowhere",
)
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SAID = {
    "fr": {"done": "traitée", "two": "2 mentions", "undone": "Annulé", "snoozed": "reportée", "hand": "en charge",
           "judged": "qualifiée", "insult": "l’a qualifiée : injure", "copied": "Copié", "replied": "Réponse notée",
           "muted": "En sourdine", "handed": "transmise"},
    "en": {"done": "done", "two": "2 mentions", "undone": "Undone", "snoozed": "snoozed", "hand": "in hand",
           "judged": "judged", "insult": "judged it: insult", "copied": "Copied", "replied": "Reply noted",
           "muted": "Muted", "handed": "handed over"},
}  # fmt: skip


@pytest.mark.parametrize("name", PEOPLE)
def test_a_morning_by_keyboard(page_of: Open, home: str, name: str) -> None:
    hands, words = Hands(page_of()), SAID[PEOPLE[name]]
    hands.login(home, name, PASSWORD)
    assert hands.page.get_attribute("html", "lang") == PEOPLE[name]
    _triage_twenty(hands, name, words)
    _look_for_one_and_note(hands)
    _judge_answer_and_mute(hands, words)
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


def _judge_answer_and_mute(hands: Hands, words: dict[str, str]) -> None:
    hands.press("v", "Enter")  # the first one: an insult
    hands.told(words["judged"])
    hands.sees(".history >> text=" + words["insult"])
    hands.press("r", "Enter", "Tab")
    assert "{author}" not in hands.page.evaluate("document.activeElement.value"), "the answer is filled in"
    hands.press("Tab", "Enter")
    hands.sees("[data-copy]:text-is('" + words["copied"] + "')")
    hands.press("Tab")
    hands.write("https://forum.example/answer")
    hands.press("Enter")
    hands.told(words["replied"])
    hands.press("m", "Tab", "Tab", "Tab", "Tab", "Enter")
    hands.told(words["muted"])
    hands.press("z")
    hands.told(words["undone"])
    hands.press("s")
    hands.reach("[data-panel=escalate] select[name=to]")
    hands.press("ArrowDown")
    hands.reach("[data-panel=escalate] input[name=word]")
    hands.write("@alex @camille look")
    hands.press("Enter")
    hands.told(words["handed"])
    hands.press("g", "m")
    hands.page.wait_for_url("**/mutes")
    hands.sees("tr.past")


def _take_the_incident_in_hand(hands: Hands, name: str, words: str) -> None:
    """The crisis of the story is over: another one is opened by hand, then found in the list of incidents."""
    hands.press("g", "i")
    hands.sees(".row")
    hands.press("j", "Enter")
    hands.sees(".prose")
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


def test_a_list_is_ordered_and_a_link_copied_by_keyboard(page_of: Open, home: str) -> None:
    hands = Hands(page_of(permissions=["clipboard-read", "clipboard-write"]))
    hands.login(home, "alex", PASSWORD)
    hands.press("t", "g")  # the gravest
    hands.page.wait_for_url("**order=gravest*")
    hands.sees(".filters select[name=order]:focus")
    hands.sees(".row.grave:first-child")
    hands.press("Escape", "j")
    number = hands.here
    hands.press("c")
    hands.told(f"{home}/mentions/{number}")
    assert hands.page.evaluate("navigator.clipboard.readText()") == f"{home}/mentions/{number}"
    assert hands.here == number, "one stands where one stood"
    hands.press("Enter")
    hands.sees(".prose")
    assert "order=gravest" in hands.page.url
    hands.reach("[data-links]")
    hands.press("Enter")
    hands.told("Link copied")
    assert hands.page.evaluate("navigator.clipboard.readText()") == f"{home}/mentions/{number}"
    assert not hands.broken


def test_where_nothing_can_be_copied_the_address_is_shown(page_of: Open, home: str) -> None:
    hands = Hands(page_of())
    hands.login(home, "alex", PASSWORD)
    hands.page.evaluate("() => { document.execCommand = () => false; delete Navigator.prototype.clipboard; }")
    hands.press("j", "c")
    hands.told(f"{home}/mentions/{hands.here}")
    assert "copied" not in hands.page.text_content("#toast")


def test_without_scripts_a_list_is_ordered_by_its_form_and_a_link_is_a_link(page_of: Open, home: str) -> None:
    page = page_of(java_script_enabled=False)
    page.goto(home)
    page.fill("[name=name]", "alex")
    page.fill("[name=password]", PASSWORD)
    page.click("button.main")
    page.select_option(".filters [name=order]", "deadline")
    page.click(".filters > button")
    assert "order=deadline" in page.url
    page.click(".row .text >> nth=0")
    number = page.get_attribute("body", "data-mention")
    assert page.get_attribute("[data-link]", "href") == f"/mentions/{number}"
    assert page.is_visible("[data-link]")
    assert not page.is_visible("[data-links]")


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
