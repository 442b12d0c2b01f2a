"""Ending an incident from its page: what it does and who will be told is said first, and nothing is done unasked."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.crisis import Hush, Policy, tell
from monitor.model import Level, Silence, Target
from tests.web.office import Browser, Office, office_in

TEAM, BOSS = Target("team", "mail", "x"), Target("boss", "mail", "x", level=Level.CRISIS)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_in(tmp_path, targets=(TEAM, BOSS)) as found:
        yield found


async def called(office: Office, level: str, language: str = "en") -> tuple[Browser, str]:
    """Somebody at work, and the page of the incident that he opened."""
    browser = await office.at_work("camille", language=language)
    opened = await browser.post("/incidents", {"mention": "2", "level": level})
    return browser, opened.headers["location"]


def lives(office: Office) -> bool:
    incident = office.store.incidents.get(1)
    assert incident
    return incident.lives


async def test_whoever_ends_an_incident_is_asked_first_on_a_page_that_needs_no_script(office: Office) -> None:
    browser, page = await called(office, "crisis")
    asked = await browser.post(page, {"what": "resolve", "for": "1h", "why": "", "back": page})

    assert asked.status_code == 428
    assert lives(office), "nothing was done yet"
    assert office.store.dealings.of(1)[-1].what == "open"
    words = html.unescape(asked.text)
    assert "This ends the incident of Bruyère, and cannot be undone." in words
    assert "Will be told that it is over: team, boss." in words
    assert f'action="{page}"' in asked.text
    assert f'href="{page}"' in asked.text, "No leads back"
    form = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', asked.text))
    assert (await browser.post(page, form)).headers["location"] == page
    assert not lives(office)


async def test_a_script_is_asked_too(office: Office) -> None:
    browser, page = await called(office, "crisis")
    asked = await browser.ask(page, {"what": "resolve"})

    assert (asked.status_code, lives(office)) == (428, True)
    assert "team, boss" in asked.json()["detail"]
    assert (await browser.ask(page, {"what": "resolve", "sure": "1"})).status_code == 200
    assert not lives(office)
    assert (await browser.ask(page, {"what": "resolve"})).status_code == 400, "it is over already"


async def test_only_those_are_named_who_will_be_told(office: Office) -> None:
    browser, page = await called(office, "warning")

    assert "over: team." in (await browser.ask(page, {"what": "resolve"})).json()["detail"]


async def test_who_was_told_nothing_is_not_named(tmp_path: Path) -> None:
    with office_in(tmp_path, targets=(BOSS,)) as office:
        browser, page = await called(office, "warning")

        assert "Nobody will be told." in (await browser.ask(page, {"what": "resolve"})).json()["detail"]


async def test_a_silence_makes_it_later_and_french_says_so(office: Office) -> None:
    browser, page = await called(office, "crisis", "fr")
    with office.store.atomic():
        office.store.orders.silence(Silence("Bruyère", office.now, office.now + timedelta(hours=1), "alex", "x"))
    told = (await browser.ask(page, {"what": "resolve"})).json()["detail"]

    assert "ne peut pas être annulé" in told
    assert "plus tard" in told
    assert told.index("plus tard") < told.index("team, boss")


async def test_the_end_is_told_to_those_who_were_named(office: Office) -> None:
    """What the page promised is what the same decision comes to when the end is announced."""
    browser, page = await called(office, "warning")
    await browser.ask(page, {"what": "resolve", "sure": "1"})
    over = office.store.incidents.get(1)
    assert over
    later = office.now + timedelta(minutes=2)
    told = tell(over, over.verdict, (TEAM, BOSS), office.store.incidents.told(1), Policy(), Hush(), later)
    assert [(each.target, each.kind) for each in told] == [("team", "resolved")]
