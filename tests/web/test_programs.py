"""What programs do: ask twice and have it done once, read incidents, follow feeds; and what is told to them."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from monitor.model import Target
from monitor.store import Role
from tests.web.office import Office, office_in


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_in(tmp_path) as found:
        yield found


def program(office: Office, name: str = "robot", role: Role = Role.TRIAGE) -> httpx.AsyncClient:
    office.hire(name, role)
    with office.store.atomic():
        office.store.people.add_token(f"secret of {name}", name, "test", office.now)
    client = office.browser().client
    client.headers["authorization"] = f"Bearer secret of {name}"
    return client


ASKED: dict[str, Any] = {"what": "note", "mentions": [1], "word": "once"}


async def test_what_is_asked_twice_under_one_key_is_done_once(office: Office) -> None:
    client, key = program(office), {"idempotency-key": "a-1"}
    first = await client.post("/api/v1/acts", json=ASKED, headers=key)
    second = await client.post("/api/v1/acts", json=ASKED, headers=key)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert len(office.store.triage.of(1)) == 1
    await client.post("/api/v1/acts", json=ASKED)
    await client.post("/api/v1/acts", json=ASKED)
    assert len(office.store.triage.of(1)) == 3, "without a key each one is meant"


async def test_a_key_is_for_one_question_of_one_program_for_a_day(office: Office) -> None:
    client, other, key = program(office), program(office, "other"), {"idempotency-key": "a-1"}
    await client.post("/api/v1/acts", json=ASKED, headers=key)
    misused = await client.post("/api/v1/acts", json={**ASKED, "word": "something else"}, headers=key)

    assert misused.status_code == 422
    assert misused.headers["content-type"] == "application/problem+json"
    assert (await other.post("/api/v1/acts", json=ASKED, headers=key)).status_code == 201
    assert len(office.store.triage.of(1)) == 2
    office.now += timedelta(days=2)
    await client.post("/api/v1/acts", json=ASKED, headers=key)
    assert len(office.store.triage.of(1)) == 3
    assert (await client.post("/api/v1/acts", json=ASKED, headers={"idempotency-key": "x" * 300})).status_code == 400


async def test_what_was_refused_under_a_key_may_be_asked_again(office: Office) -> None:
    browser, client, key = await office.at_work("camille"), program(office), {"idempotency-key": "a-2"}
    await browser.ask("/act", {"m": "1.0", "what": "assign"})
    asked = {"what": "done", "mentions": [1], "versions": [0]}

    assert (await client.post("/api/v1/acts", json=asked, headers=key)).status_code == 409
    asked["versions"] = [1]
    assert (await client.post("/api/v1/acts", json=asked, headers=key)).status_code == 201
    undo = {"idempotency-key": "a-3"}
    assert (await client.post("/api/v1/acts/2/undo", headers=undo)).status_code == 201
    assert (await client.post("/api/v1/acts/2/undo", headers=undo)).status_code == 201
    assert office.status(1) == "open"


async def test_programs_read_incidents_and_deal_with_them(office: Office) -> None:
    browser, client = await office.at_work("camille"), program(office)
    await browser.post("/incidents", {"mention": "2", "level": "crisis"})
    await browser.post("/incidents", {"mention": "5", "level": "warning"})
    page = (await client.get("/api/v1/incidents?limit=1")).json()
    assert [(each["brand"], each["level"]) for each in page["incidents"]] == [("Acme", "warning")]
    page = (await client.get(f"/api/v1/incidents?limit=1&cursor={page['next']}")).json()
    assert [(each["brand"], each["id"], page["next"]) for each in page["incidents"]] == [("Bruyère", 1, None)]

    taken = await client.post("/api/v1/incidents/1/dealings", json={"what": "acknowledge"})
    assert taken.status_code == 201
    assert (await browser.ask("/incidents/1", {"what": "acknowledge"})).status_code == 409
    silence = {"what": "silence", "for": "4h", "why": "we answer"}
    assert (await client.post("/api/v1/incidents/1/dealings", json=silence)).json()["word"] == "we answer"
    told = (await client.get("/api/v1/incidents/1")).json()
    assert told["acknowledged_by"] == "robot"
    assert [each["what"] for each in told["dealings"]] == ["open", "acknowledge", "silence"]
    assert told["alerts"][0]["kind"] == "opened"
    assert (await client.get("/api/v1/incidents/99")).status_code == 404
    assert (await client.post("/api/v1/incidents/1/dealings", json={"what": "dance"})).status_code == 400
    viewer = program(office, "viewer", Role.VIEWER)
    assert (await viewer.post("/api/v1/incidents/1/dealings", json={"what": "resolve"})).status_code == 403


async def test_what_is_told_of_incidents_is_a_feed(office: Office) -> None:
    browser = await office.at_work("camille", language="fr")
    await browser.post("/incidents", {"mention": "2", "level": "crisis"})
    feed = ElementTree.fromstring((await browser.get("/api/v1/incidents.atom")).content)
    atom = "{http://www.w3.org/2005/Atom}"

    [entry] = feed.findall(f"{atom}entry")
    assert "Crise probable" in str(entry.findtext(f"{atom}title"))
    assert str(entry.findtext(f"{atom}id")).endswith("/incidents/1#1")
    link = entry.find(f"{atom}link")
    assert link is not None
    assert link.get("href", "").endswith("/incidents/1")


async def test_what_failed_is_sent_again_by_who_may(office: Office) -> None:
    camille = await office.at_work("camille")
    admin = await office.at_work("alex", Role.ADMIN)
    scene = office.desk.scene()
    targets = (Target("team", "apprise", "json://127.0.0.1:1/"),)
    office.desk.scene = lambda: replace(scene, targets=targets)
    await camille.ask("/escalate", {"m": "2.0", "target": "team"})
    [delivery] = office.store.outbox.due(office.now)
    office.store.outbox.failed(delivery, "the service answered 404", office.now)

    assert "the service answered 404" in (await camille.get("/deliveries")).text
    assert '<button aria-label="Send again' not in (await camille.get("/deliveries")).text
    assert (await camille.post("/deliveries/1")).status_code == 403
    assert 'aria-label="Send again' in (await admin.get("/deliveries")).text
    assert (await admin.post("/deliveries/1")).status_code == 303
    [again] = office.store.outbox.due(office.now)
    assert again.repeat
    assert (await admin.post("/deliveries/1")).status_code == 404, "it waits already"
