"""Hostile words, on every page and in everything that leaves the house."""

from __future__ import annotations

import csv
import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from importlib.resources import files
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from jinja2 import Environment, nodes

from monitor.config import TriageConfig
from monitor.model import Target, Template
from monitor.report.export import FORMULA
from monitor.store import Role
from monitor.web.tongue import MISSED, french
from tests.web import cruel
from tests.web.cruel import PAGES, PAYLOADS, Markup, harmless
from tests.web.office import Browser, Office, heard, office_in

TEMPLATES = tuple(Template(payload[:90], "{author} {title} {link} {me}") for payload in PAYLOADS)
SCENE: dict[str, Any] = {"targets": (Target("legal", "apprise", ""),), "triage": TriageConfig(templates=TEMPLATES)}
RAW = "\x1b\u2028\u2029\x85\x00"
ENTRY = {"entry", "id", "title", "updated", "author", "name", "link", "summary"}


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_in(tmp_path, [], **SCENE) as found:
        for payload, item in zip(PAYLOADS, cruel.items(), strict=True):
            heard(found.store, [item], source=payload[:50])
        yield found


async def suffered(office: Office, payloads: tuple[str, ...]) -> Browser:
    """Somebody who writes each payload wherever people may write."""
    browser = await office.at_work("camille <b>", Role.ADMIN)
    for payload in payloads:
        await browser.post("/act", {"m": "1", "what": "note", "note": payload})
        await browser.post("/act", {"m": "1", "what": "tag", "tag": payload})
        await browser.post("/act", {"m": "1", "what": "replied", "link": payload})
        await browser.post("/escalate", {"m": "1", "to": payload, "target": "legal", "word": payload})
        await browser.post("/mutes", {"kind": "phrase", "word": payload[:100], "for": "1d", "brand": "Bruyère"})
        await browser.post("/views", {"name": payload, "query": "brand=" + payload})
        await browser.post("/incidents", {"mention": "1", "level": "crisis"})
        await browser.post("/incidents/1", {"what": "silence", "for": "1h", "why": payload})
        await browser.post("/incidents/1", {"what": "judge", "real": "yes", "note": payload})
    await browser.post("/mutes", {"kind": "author", "mention": "2", "for": "1d"})
    for what in ("negative", "insult"):
        await browser.post("/act", {"all": "1", "query": "status=any", "what": what})
    return browser


async def test_no_page_runs_or_is_bent_by_what_somebody_wrote(office: Office) -> None:
    browser = await suffered(office, PAYLOADS)
    assert office.store.dealings.of(1), "the incident has a page of its own"
    assert len(office.store.mutes.all()) > len(PAYLOADS) / 2
    assert office.store.outbox.log()
    pages = [*PAGES, *(f"/mentions/{number + 1}" for number in range(len(PAYLOADS)))]

    for address in pages:
        answer = await browser.get(address)
        assert answer.status_code == 200
        harmless(answer.text, address)


@pytest.mark.skipif(not cruel.CATALOGUE.exists(), reason="no hostile catalogue: set VIGIE_NASTY to its program")
async def test_the_hostile_catalogue_is_harmless_on_every_page_and_in_all_that_leaves(tmp_path: Path) -> None:
    """A mention of each of its payloads, which somebody writes in notes, labels and names as well."""
    payloads = tuple(dict.fromkeys(payload for each in cruel.catalogued().values() for payload in each))
    assert len(payloads) >= 40
    with office_in(tmp_path, [], **SCENE) as office:
        for payload, item in zip(payloads, cruel.items(payloads), strict=True):
            heard(office.store, [item], source=payload[:50])
        browser = await suffered(office, payloads)
        numbers = range(1, len(payloads) + 1)
        everywhere = (*PAGES, *(f"/{kind}/{number}" for kind in ("mentions", "rows") for number in numbers))
        for address in everywhere:
            answer = await browser.get(address)
            assert answer.status_code == 200, address
            harmless(answer.text, address)
        await _leaves_as_text(browser)


@pytest.mark.parametrize("payload", PAYLOADS)
async def test_no_address_is_reflected_alive(office: Office, payload: str) -> None:
    browser = await office.at_work("camille")
    names = ("q", "brand", "source", "tag", "author", "assignee", "status", "before", "next")
    for page in ("/inbox", "/overview", "/login", "/nowhere", "/welcome"):
        answer = await browser.client.get(page, params=dict.fromkeys(names, payload[:400]))
        assert answer.status_code < 500
        harmless(answer.text, page)
        answer = await browser.client.get(page, params={"brand": payload[:400]})
        harmless(answer.text, page)


async def test_what_leaves_the_house_is_text(office: Office) -> None:
    browser = await suffered(office, PAYLOADS)
    entries = await _leaves_as_text(browser)

    assert entries >= len(PAYLOADS) - 1, "copies of one text are one"


async def _leaves_as_text(browser: Browser) -> int:
    """Tables that calculate nothing, lines of JSON, feeds without markup; how many mentions were fed out."""
    table = (await browser.get("/api/v1/export.csv?status=any")).text
    for row in csv.reader(StringIO(table)):
        words = [cell for cell in row if not re.fullmatch(r"-?[\d.]+", cell)]
        assert not [cell for cell in words if cell.startswith(FORMULA)], row
    book = ZipFile(BytesIO((await browser.get("/api/v1/export.xlsx?status=any")).content))
    for name in book.namelist():
        page = book.read(name).decode()
        ElementTree.fromstring(page)
        assert not re.search(r"<f[ >]|<hyperlink|ExternalLink", page), name
    cells = re.findall(r"<t[^>]*>(.*?)</t>", book.read("xl/worksheets/sheet1.xml").decode(), re.DOTALL)
    assert len(cells) > 100
    assert not [cell for cell in cells if cell.startswith(FORMULA)]
    for address in ("export.jsonl?status=any", "labels.jsonl?what=sentiment", "labels.jsonl?what=label"):
        lines = (await browser.get(f"/api/v1/{address}")).text
        assert all(isinstance(json.loads(line), dict) for line in lines.splitlines()), address
        assert lines.isascii() or not [character for character in lines if character in RAW], address
    for address in ("mentions", "mentions/1", "incidents", "incidents/1", "acts"):
        answer = await browser.get(f"/api/v1/{address}?status=any")
        assert answer.headers["content-type"] == "application/json", address
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert isinstance(answer.json(), dict)
    counts = []
    for address in ("mentions", "incidents"):
        feed = (await browser.get(f"/api/v1/{address}.atom?status=any")).content
        entries = ElementTree.fromstring(feed).findall("{http://www.w3.org/2005/Atom}entry")
        for entry in entries:
            for part in entry.iter():
                assert part.tag.partition("}")[2] in ENTRY, part.tag
                assert part.get("href", "http").startswith("http"), part.get("href")
        counts.append(len(entries))
    return counts[0]


@pytest.mark.parametrize("name", PAYLOADS[:7])
async def test_a_name_that_logs_in_is_text(office: Office, name: str) -> None:
    browser = office.browser()
    await browser.get("/login")
    answer = await browser.post("/login", {"name": name, "password": "wrong wrong wrong"})

    assert answer.status_code == 401
    harmless(answer.text, "/login")


async def test_nothing_is_left_in_english_for_who_reads_french(tmp_path: Path) -> None:
    with office_in(tmp_path, **SCENE) as office:
        browser = await office.at_work("camille", Role.ADMIN, "fr")
        MISSED.clear()
        await browser.post("/views", {"name": "x", "query": "brand=Acme"})
        await browser.post("/incidents", {"mention": "1", "level": "crisis"})
        for dealt in (
            {"what": "acknowledge"}, {"what": "release"}, {"what": "silence", "for": "1h", "why": "x"},
            {"what": "judge", "real": "yes"}, {"what": "judge", "real": "no"}, {"what": "resolve"},
            {"what": "resolve", "sure": "1"},
        ):  # fmt: skip
            await browser.ask("/incidents/1", dealt)
        for what in ("done", "snooze", "assign", "tag", "note", "replied", "open", "irrelevant", "negative", "untag"):
            words = {"m": "1", "what": what, "tag": "x", "note": "x", "link": "x"}
            await browser.ask("/act", dict(words))
            await browser.ask("/undo", {})
            await browser.ask("/act", {**words, "m": "1.99"})
        everywhere = (
            *PAGES, "/mentions/2", "/nowhere", "/mentions/77", "/incidents/9", "/settings?saved=1", "/inbox?tag=q",
            "/queries?q=acme+NEAR/x",
            *(f"/inbox?status={status}" for status in ("open", "done", "snoozed", "irrelevant", "any")),
        )  # fmt: skip
        for address in everywhere:
            page = (await browser.get(address)).text
            read = {text.strip() for text in Markup(page).text}
            untold = {w for w in read & set(french()) if french()[w] != w and (" " in w or w[0].isupper())}
            assert not untold, f"{address}: {untold}"

        assert set() == MISSED


def test_every_sentence_of_every_template_has_its_french() -> None:
    """Also those of pages that no other test opens."""
    pages = Environment()
    said = {
        text.value
        for path in (files("monitor.web") / "templates").iterdir()
        for call in pages.parse(path.read_text(encoding="utf-8")).find_all(nodes.Call)
        if (isinstance(call.node, nodes.Name) and call.node.name == "t")
        or (isinstance(call.node, nodes.Getattr) and call.node.attr == "many")
        for text in call.find_all(nodes.Const)
        if isinstance(text.value, str) and text in call.args
    }
    assert len(said) > 150
    assert said - set(french()) == set()
