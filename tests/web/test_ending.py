"""Ending an incident from its page, and taking that back: what it does is said first, nobody is told a thing twice."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.crisis import GRACE, Hush, Policy, tell
from monitor.model import Alert, Level, Silence, Target
from monitor.store import Role
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
    assert "This ends the incident of Bruyère." in words
    assert (
        "Undo it within 30 seconds and nobody hears of it; undo it within a day and they are told that it goes on."
        in words
    )
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

    assert "Annulez dans les 30 secondes et personne n’en saura rien" in told
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


def round_of(office: Office, after: timedelta) -> list[tuple[str, str]]:
    """Who is told what by the round of judging that comes so much later; it is in the outbox then."""
    office.now += after
    incident, known = office.store.incidents.get(1), office.store.incidents.told(1)
    assert incident
    told = tell(incident, incident.verdict, (TEAM, BOSS), known, Policy(), Hush(), office.now)
    for kind in dict.fromkeys(each.kind for each in told):
        with office.store.atomic():
            those = [each for each in told if each.kind is kind]
            office.store.incidents.announce(Alert(kind, office.now, incident, incident.verdict), those)
    return [(each.target, str(each.kind)) for each in told]


def arrive(office: Office) -> None:
    """Everything that waits arrives."""
    for _ in range(9):
        for delivery in office.store.outbox.due(office.now):
            office.store.outbox.claim(delivery, office.now)
            office.store.outbox.sent(delivery, "ok", office.now)


async def test_an_end_that_is_undone_at_once_was_told_to_nobody(office: Office) -> None:
    browser, page = await called(office, "crisis")
    arrive(office)
    ended = (await browser.ask(page, {"what": "resolve", "sure": "1"})).json()

    assert (ended["act"], ended["undo"]) == ("i1", True), "the page offers to undo it"
    assert round_of(office, GRACE - timedelta(seconds=1)) == [], "nobody hears of it yet"
    undone = (await browser.ask("/undo", {"act": "i1"})).json()
    assert undone["said"] == "It goes on; nobody was told that it is over"
    assert lives(office)
    assert round_of(office, GRACE) == []
    said = await browser.get(page)
    assert "camille took back that it is over" in said.text


async def test_who_heard_of_the_end_hears_once_that_it_goes_on(office: Office) -> None:
    browser, page = await called(office, "crisis")
    arrive(office)
    await browser.ask(page, {"what": "resolve", "sure": "1"})

    assert round_of(office, GRACE) == [("team", "resolved"), ("boss", "resolved")]
    arrive(office)
    undone = (await browser.ask("/undo", {"act": "i1"})).json()
    assert undone["said"] == "It goes on; will be told so: team, boss"
    assert round_of(office, GRACE) == [("team", "reopened"), ("boss", "reopened")]
    arrive(office)
    assert round_of(office, GRACE) == [], "and only once"
    words = html.unescape((await browser.get(page)).text)
    assert "Crisis not over" in words
    assert "camille took back that it is over." in words


async def test_an_end_that_waits_to_be_sent_is_withdrawn(office: Office) -> None:
    browser, page = await called(office, "crisis")
    arrive(office)
    await browser.ask(page, {"what": "resolve", "sure": "1"})
    round_of(office, GRACE)
    undone = (await browser.ask("/undo", {"act": "i1"})).json()

    assert undone["said"] == "It goes on; nobody was told that it is over"
    assert office.store.outbox.due(office.now) == ()
    assert round_of(office, GRACE) == []
    assert "Taken back" in (await browser.get("/deliveries")).text
    assert "In the digest" not in (await browser.get(page)).text, "no digest tells of an end that was none"
    assert office.store.digests.missed("team", office.now - timedelta(days=1), office.now + timedelta(days=1)) == ()
    await browser.ask(page, {"what": "resolve", "sure": "1"})
    assert round_of(office, GRACE) == [("team", "resolved"), ("boss", "resolved")], "its real end is told"


async def test_the_undo_key_undoes_what_was_done_last(office: Office) -> None:
    browser, page = await called(office, "crisis")
    await browser.ask("/act", {"m": "2", "what": "done"})
    office.now += timedelta(minutes=1)
    await browser.ask(page, {"what": "resolve", "sure": "1"})

    assert "It goes on" in (await browser.ask("/undo", {"act": ""})).json()["said"]
    assert lives(office)
    assert office.status(2) == "done"
    await browser.ask("/undo", {"act": ""})
    assert office.status(2) == "open", "then what was done before it"


async def test_without_a_script_the_page_has_a_button_that_undoes(office: Office) -> None:
    browser, page = await called(office, "crisis")
    await browser.post(page, {"what": "resolve", "sure": "1", "back": page})
    shown = (await browser.get(page)).text

    assert '<input type="hidden" name="act" value="i1">' in shown
    undone = await browser.post("/undo", {"act": "i1", "back": page})
    assert (undone.status_code, undone.headers["location"]) == (303, page)
    assert lives(office)
    assert 'name="act" value="i1"' not in (await browser.get(page)).text


async def test_an_end_that_something_came_of_stays(office: Office) -> None:
    browser, page = await called(office, "crisis")
    await browser.ask(page, {"what": "resolve", "sure": "1"})
    await browser.post("/incidents", {"mention": "2", "level": "warning"})
    refused = await browser.ask("/undo", {"act": "i1"})

    assert (refused.status_code, lives(office)) == (400, False)
    assert "its brand has no other one" in refused.json()["detail"]
    assert 'name="act" value="i1"' not in (await browser.get(page)).text, "no button that does nothing"


async def test_an_end_of_the_day_before_yesterday_stays(office: Office) -> None:
    browser, page = await called(office, "crisis")
    await browser.ask(page, {"what": "resolve", "sure": "1"})
    office.now += timedelta(hours=25)

    assert (await browser.ask("/undo", {"act": "i1"})).status_code == 400
    assert (await browser.ask("/undo", {"act": ""})).status_code == 404


async def test_who_may_only_look_undoes_nothing(office: Office) -> None:
    browser, page = await called(office, "crisis")
    await browser.ask(page, {"what": "resolve", "sure": "1"})
    viewer = await office.at_work("alex", Role.VIEWER)

    assert (await viewer.ask("/undo", {"act": "i1"})).status_code == 403
    assert 'name="act" value="i1"' not in (await viewer.get(page)).text


async def test_programs_take_it_back_too(office: Office) -> None:
    browser, page = await called(office, "crisis")
    await browser.ask(page, {"what": "resolve", "sure": "1"})
    answer = await browser.client.post(
        "/api/v1/incidents/1/dealings", json={"what": "unresolve"}, headers={"x-csrf": browser.csrf}
    )

    assert answer.status_code == 201, answer.text
    assert lives(office)


async def test_who_opened_it_by_hand_is_no_rule(office: Office) -> None:
    browser, page = await called(office, "crisis")
    shown = (await browser.get(page)).text

    assert "camille opened it by hand" in shown
    assert "Opened by the rule" not in shown


async def test_what_was_learnt_keeps_its_paragraphs(office: Office) -> None:
    browser, page = await called(office, "crisis")
    await browser.post(page, {"what": "judge", "real": "yes", "note": "Call sooner.\r\n\r\nAsk <them>."})

    assert "Call sooner.\n\nAsk &lt;them&gt;.</textarea>" in (await browser.get(page)).text
    assert (await browser.post(page, {"what": "judge", "real": "yes", "note": "x" * 4001})).status_code == 303
    viewer = await office.at_work("vera", Role.VIEWER)
    assert '<p class="written">' in (await viewer.get(page)).text
