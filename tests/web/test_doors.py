"""Every address: who may come in, in which way, and what all answers carry."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.routing import APIRoute

from monitor import web
from monitor.store import Role
from tests.web.office import PASSWORD, Office, office_in

OPEN = {"/login", "/welcome", "/static/{name}", "/api/v1/openapi.json", "/"}  # whoever comes
WISHES = {"/settings", "/password", "/theme", "/logout"}  # one's own: every role may


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_in(tmp_path) as found:
        yield found


def addresses(office: Office) -> list[tuple[str, str, str]]:
    """Method, address and its pattern, of all routes that FastAPI knows, however deeply they are included."""
    found = []
    for path, methods in office.app.openapi()["paths"].items():
        filled = path.replace("{number}", "1").replace("{form}", "csv").replace("{name}", "vigie.css")
        found += [(method.upper(), filled, path) for method in methods]
    return found


def test_the_list_of_addresses_is_whole(office: Office) -> None:
    told = {path for _, _, path in addresses(office)}

    assert {"/inbox", "/act", "/undo", "/mentions/{number}", "/api/v1/acts", "/login"} <= told
    direct = {route.path for route in office.app.routes if isinstance(route, APIRoute)}
    assert direct - told <= {"/static/{name}"}


async def test_nobody_comes_in_without_logging_in(office: Office) -> None:
    office.hire("camille")
    browser = office.browser()
    await browser.get("/login")

    for method, address, pattern in addresses(office):
        if pattern in OPEN:
            continue
        answer = await browser.client.request(method, address, headers={"x-csrf": browser.csrf})
        shut = answer.status_code == 401 or (answer.status_code == 303 and "/login?" in answer.headers["location"])
        assert shut, f"{method} {address}: {answer.status_code}"


async def test_nothing_changes_without_the_token_of_a_page_of_ours(office: Office) -> None:
    browser = await office.at_work("camille", Role.ADMIN)
    changing = [each for each in addresses(office) if each[0] != "GET"]
    assert len(changing) >= 9

    for method, address, _ in changing:
        for forged in ({}, {"x-csrf": "0" * 64}):
            answer = await browser.client.request(method, address, headers=forged)
            assert answer.status_code == 403, f"{method} {address}: {answer.status_code}"
    assert (await browser.get("/inbox")).status_code == 200, "and she is still logged in"


async def test_a_page_that_is_read_changes_nothing(office: Office) -> None:
    browser = await office.at_work("camille", Role.ADMIN)
    before = office.store.db.conn.total_changes

    for method, address, _ in addresses(office):
        if method == "GET":
            await browser.get(address)

    assert office.store.db.conn.total_changes == before


async def test_who_only_looks_changes_nothing(office: Office) -> None:
    browser = await office.at_work("vera", Role.VIEWER)

    for method, address, pattern in addresses(office):
        if method == "GET" or pattern in OPEN | WISHES:
            continue
        answer = await browser.client.request(method, address, headers={"x-csrf": browser.csrf})
        assert answer.status_code in (403, 422), f"{method} {address}: {answer.status_code}"
    page = await browser.get("/mentions/1")
    assert 'action="/act"' not in page.text


async def test_every_answer_keeps_scripts_of_others_out(office: Office) -> None:
    browser = await office.at_work("camille")

    for address in ("/inbox", "/login", "/nowhere", "/static/vigie.js", "/api/v1/mentions", "/mentions/999"):
        answer = await browser.get(address)
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son[a-z]+=", answer.text), address


OTHER = "quite another secret"


async def test_who_changes_his_password_stays_and_everybody_else_is_out(office: Office) -> None:
    office.hire("camille")
    here, elsewhere = office.browser(), office.browser()
    for browser in (here, elsewhere):
        await browser.get("/login")
        await browser.login("camille")
        await browser.get("/settings")

    changed = await here.post("/password", {"old": PASSWORD, "new": OTHER})

    assert (changed.status_code, changed.headers["location"]) == (303, "/settings?saved=1")
    assert (await here.get("/inbox")).status_code == 200
    assert (await elsewhere.get("/inbox")).status_code == 303
    await elsewhere.get("/login")
    assert (await elsewhere.login("camille")).status_code == 401
    assert (await elsewhere.login("camille", OTHER)).status_code == 303


@pytest.mark.parametrize(
    ("old", "new", "status", "told"),
    [
        ("a wrong one altogether", OTHER, 401, "Ce n’est pas votre mot de passe actuel."),
        (PASSWORD, "short", 400, "Un mot de passe compte au moins 10 caractères."),
    ],
)
async def test_a_password_is_not_changed_by_who_does_not_know_it_nor_to_a_weak_one(
    office: Office, old: str, new: str, status: int, told: str
) -> None:
    browser = await office.at_work("camille", language="fr")
    before = office.store.people.account("camille")

    answer = await browser.post("/password", {"old": old, "new": new})

    assert answer.status_code == status
    assert told in answer.text
    assert office.store.people.account("camille") == before


async def test_a_password_cannot_be_guessed_behind_the_gate_either(office: Office) -> None:
    browser = await office.at_work("camille")

    codes = [(await browser.post("/password", {"old": f"wrong {n}", "new": OTHER})).status_code for n in range(7)]

    assert codes == [401] * 5 + [429] * 2


async def test_a_login_renews_the_session_and_a_logout_ends_it_everywhere(office: Office) -> None:
    office.hire("camille")
    browser = office.browser()
    await browser.get("/login")
    planted = browser.client.cookies["vigie"]
    await browser.login("camille")
    own = browser.client.cookies["vigie"]

    assert own != planted
    assert (await browser.post("/logout")).status_code == 303
    thief = office.browser()
    thief.client.cookies.set("vigie", own)
    assert (await thief.get("/inbox")).status_code == 303


async def test_a_session_ends_by_itself(office: Office) -> None:
    browser = await office.at_work("camille")
    office.now += timedelta(days=15)

    assert (await browser.get("/inbox")).status_code == 303


async def test_guessing_a_password_becomes_slow(office: Office) -> None:
    office.hire("camille")
    browser = office.browser()
    await browser.get("/login")
    guess = {"name": "camille", "password": "wrong wrong wrong"}
    told = [(await browser.post("/login", guess)).status_code for _ in range(6)]

    assert told == [401] * 5 + [429]
    assert (await browser.post("/login", guess | {"password": PASSWORD})).status_code == 429
    office.now += timedelta(minutes=1)
    assert (await browser.post("/login", guess | {"password": PASSWORD})).status_code == 303


@pytest.mark.parametrize("where", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
async def test_a_login_leads_nowhere_else(office: Office, where: str) -> None:
    office.hire("camille")
    browser = office.browser()
    await browser.get("/login")
    answer = await browser.post("/login", {"name": "camille", "password": PASSWORD, "next": where})

    assert answer.headers["location"] == "/inbox"


async def test_the_first_visit_makes_the_first_admin_and_only_him(office: Office) -> None:
    browser = office.browser()
    assert (await browser.get("/welcome?token=wrong")).status_code == 403
    assert (await browser.get(f"/welcome?token={office.desk.welcome}")).status_code == 200
    wish = {"token": office.desk.welcome, "name": "alex", "password": "short"}
    assert (await browser.post("/welcome", wish)).status_code == 400
    assert (await browser.post("/welcome", wish | {"password": PASSWORD})).headers["location"] == "/inbox"
    found = office.store.people.account("alex")
    assert found
    assert found.role is Role.ADMIN
    assert (await browser.get(f"/welcome?token={office.desk.welcome}")).status_code == 403


async def test_a_proxy_is_believed_where_it_stands_and_nowhere_else(tmp_path: Path) -> None:
    with office_in(tmp_path, user_header="x-remote-user", proxies=("10.0.0.0/8",)) as office:
        office.hire("camille", Role.TRIAGE)
        vouched = {"x-remote-user": "camille"}
        assert (await office.browser("10.1.2.3").get("/inbox", **vouched)).status_code == 200
        assert (await office.browser("192.0.2.1").get("/inbox", **vouched)).status_code == 303
        stranger = await office.browser("10.1.2.3").get("/mentions/1", **{"x-remote-user": "somebody"})
        assert 'action="/act"' not in stranger.text, "who has no account only looks"


async def test_a_program_comes_in_with_its_token(office: Office) -> None:
    office.hire("robot")
    with office.store.atomic():
        office.store.people.add_token("vigie_secret", "robot", "report", office.now)
    client = office.browser().client
    bearer = {"authorization": "Bearer vigie_secret"}
    asked = {"what": "done", "mentions": [1]}

    assert (await client.get("/api/v1/mentions", headers=bearer)).status_code == 200
    assert (await client.post("/api/v1/acts", headers=bearer, json=asked)).status_code == 201
    refused = await client.get("/api/v1/mentions", headers={"authorization": "Bearer wrong"})
    assert refused.status_code == 401
    assert refused.headers["content-type"] == "application/problem+json"


def test_what_is_answered_waits_for_no_acknowledgement() -> None:
    """asyncio takes Nagle's delay off only where a socket says that it speaks TCP."""
    with web.listen("127.0.0.1", 0) as sock:
        assert sock.proto == socket.IPPROTO_TCP


async def test_whose_session_ended_is_told_so_and_led_to_the_door(office: Office) -> None:
    browser = await office.at_work("camille", language="fr")
    browser.client.headers["accept-language"] = "fr"
    office.now += timedelta(days=15)

    told = await browser.ask("/act", {"m": "2", "what": "done"})
    assert told.status_code == 401
    assert told.json()["detail"] == "Vous n’êtes plus connecté. Rechargez la page pour vous reconnecter."
    sent = await browser.post("/act", {"m": "2", "what": "done"}, referer="http://vigie/mentions/2?brand=Acme")
    assert (sent.status_code, sent.headers["location"]) == (303, "/login?next=%2Fmentions%2F2")
    assert (await browser.client.post("/api/v1/acts", json={}, headers={"x-csrf": browser.csrf})).status_code == 401
    assert office.status(2) == "open"
