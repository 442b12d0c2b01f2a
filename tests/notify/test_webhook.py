"""A program of the reader's own is told, and can tell that it was we who told it."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.errors import NotifyError
from monitor.model import Handover, News, Target
from monitor.notify import notifier, payload, send
from tests.notify.story import ENGLISH, KINDS, LINK, alert, mention
from tests.site import Quiet, served

OLD, NEW = b"an old secret of ours", b"a new secret, its successor"
NOW = alert().at + timedelta(minutes=3)


def secret(key: bytes) -> str:
    return f"whsec_{base64.b64encode(key).decode()}"


@contextmanager
def program(status: int = 200, **headers: str) -> Iterator[tuple[Target, list[tuple[dict[str, str], bytes]]]]:
    """A program that keeps what it hears, and the target that reaches it."""
    heard: list[tuple[dict[str, str], bytes]] = []

    class Reply(Quiet):
        def do_POST(self) -> None:
            told = {name.lower(): value for name, value in self.headers.items()}
            heard.append((told, self.rfile.read(int(told["content-length"]))))
            self.send_response(status)
            for name, value in {"Content-Length": "0", **headers}.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()

    with served(Reply) as url:
        yield replace(ENGLISH, way="webhook", address=f"{url}/hook?of=vigie#{secret(OLD)},{secret(NEW)}"), heard


def proven(headers: dict[str, str], body: bytes, key: bytes) -> bool:
    """As a receiver checks it: Standard Webhooks, the signature of `id.timestamp.body`."""
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = base64.b64encode(hmac.digest(key, content, "sha256")).decode()
    return any(hmac.compare_digest(each, f"v1,{wanted}") for each in headers["webhook-signature"].split(" "))


async def test_what_is_told_is_signed_by_both_secrets_and_by_no_other() -> None:
    with program() as (target, heard):
        assert await send(alert(), target, link=LINK, now=NOW) == "webhook 200"

    [(headers, body)] = heard
    assert proven(headers, body, OLD)
    assert proven(headers, body, NEW)
    assert not proven(headers, body, b"somebody else's secret")
    assert not proven(headers, body + b" ", NEW)
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp())), "when it is sent, not when it was decided"
    told = json.loads(body)
    assert (told["type"], told["data"]["incident"]["id"], told["data"]["link"]) == ("incident.opened", 142, LINK)


async def test_a_repeat_has_the_same_id_so_that_it_counts_once() -> None:
    with program() as (target, heard):
        await send(alert(), target, link=LINK, now=NOW)
        await send(alert(), target, link=LINK, now=NOW + timedelta(hours=1), repeat=True)

    (first, _), (second, body) = heard
    assert first["webhook-id"] == second["webhook-id"]
    assert first["webhook-signature"] != second["webhook-signature"]
    assert json.loads(body)["data"]["repeat"] is True


@pytest.mark.parametrize(("status", "retry"), [(500, True), (429, True), (404, False), (302, True)])
async def test_who_does_not_take_it_is_asked_again_where_that_makes_sense(status: int, retry: bool) -> None:
    away = {"Retry_After": "120", "Location": "http://127.0.0.1:1/"}
    with program(status, **away) as (target, heard), pytest.raises(NotifyError) as raised:
        await send(alert(), target, link=LINK, now=NOW)

    assert raised.value.retry is retry
    assert raised.value.after == (120 if retry else None)
    assert len(heard) == 1, "and no redirect is followed"
    assert secret(NEW) not in str(raised.value)


@pytest.mark.parametrize(
    "address", ["https://program.example/hook", "https://program.example/#whsec_c2hvcnQ=", "#whsec_" + "A" * 32]
)
def test_an_address_without_a_long_secret_is_refused(address: str) -> None:
    with pytest.raises(NotifyError, match="not understood"):
        notifier("webhook").check(Target("x", "webhook", address))


@pytest.mark.parametrize("told", [*KINDS.values(), Handover(mention(), NOW, "camille", "please call them", 7)])
def test_whatever_is_told_has_a_type_figures_and_words(told: News) -> None:
    target = Target("x", "webhook", f"https://program.example/#{secret(NEW)}", language="fr")
    body = json.loads(json.dumps(payload(told, target, LINK)))

    assert body["version"] == 1
    assert "." in body["type"]
    assert body["data"]["title"]
