"""Hostile words, on every page and in everything that leaves the house."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from monitor.model import Item
from monitor.store import Role
from monitor.web.tongue import MISSED, french
from tests.web.office import NOW, Office, heard, office_in

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</textarea></title><svg/onload=alert(1)>",
    "{{ 7 * 7 }} {% raw %} ${7*7}",
    '=HYPERLINK("http://evil.example")',
    "javascript:alert(1)",
    "\u202eesrever\u202c \u2066isolate \x1b[31mred\x1b[0m \x00nul \x07bell",
    "]]> <!-- --> <![CDATA[ &amp; &#60;script&#62;",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62;",
    "<math><mtext></form><form><style></math><img src onerror=alert(1)>",
    '<a href="jav&#x09;ascript:alert(1)">x</a><button formaction=javascript:alert(1)>',
    '<iframe srcdoc="<script>alert(1)</script>"><base href=//evil.example>',
    "[here](http://evil.example) ![x](http://evil.example/t.gif) @everyone <!channel> **x**",
    "\r\nSet-Cookie: vigie=planted\r\n\r\n<script>alert(1)</script>",
    "'; DROP TABLE mention; -- \" OR 1=1",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "a" * 5000,
    "Z\u0351\u036b\u0343\u036a" * 60,
)
PAGES = (
    "/inbox",
    "/inbox?status=any&q=Acme",
    "/mentions/1",
    "/incidents",
    "/incidents/1",
    "/overview",
    "/queries?q=acme+and+Bruy%C3%A8re&text=acme",
    "/sources",
    "/settings",
)


class Markup(HTMLParser):
    """The elements and attributes that a page really has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def harmless(page: str, address: str) -> None:
    for tag, attributes in Markup(page).found:
        assert tag not in {"img", "iframe", "object", "embed", "base", "style"}, f"{address}: <{tag}>"
        assert tag != "script" or attributes.get("src") == "/static/vigie.js", address
        assert not [name for name in attributes if name.startswith("on") or name == "style"], address
        for name in ("href", "src", "action"):
            led = attributes.get(name) or ""
            assert led.startswith(("/", "#", "https://")) or not led, f"{address}: {name}={led[:60]}"
    assert not [character for character in page if character in "\u202e\u2066\x1b\x00\x07"], address


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_in(tmp_path, []) as found:
        for number, payload in enumerate(PAYLOADS):
            item = Item(
                id=str(number),
                url=f"https://forum.example/{number}" if number % 2 else f"javascript:alert({number})",
                title=f"Acme {payload}",
                text=f"{payload} Acme is terrible {payload}",
                author=payload[:200],
                published=NOW,
                thread="javascript:alert(1)",
                parent="data:text/html,<script>alert(1)</script>",
            )
            heard(found.store, [item], source=payload[:50])
        yield found


async def test_no_page_runs_or_is_bent_by_what_somebody_wrote(office: Office) -> None:
    browser = await office.at_work("camille <b>", Role.ADMIN)
    for payload in PAYLOADS:
        await browser.post("/act", {"m": "1", "what": "note", "note": payload})
        await browser.post("/act", {"m": "1", "what": "tag", "tag": payload})
        await browser.post("/views", {"name": payload, "query": "brand=" + payload})
        await browser.post("/incidents", {"mention": "1", "level": "crisis"})
        await browser.post("/incidents/1", {"what": "silence", "for": "1h", "why": payload})
        await browser.post("/incidents/1", {"what": "judge", "real": "yes", "note": payload})
    assert office.store.dealings.of(1), "the incident has a page of its own"
    pages = [*PAGES, *(f"/mentions/{number + 1}" for number in range(len(PAYLOADS)))]

    for address in pages:
        answer = await browser.get(address)
        assert answer.status_code == 200
        harmless(answer.text, address)


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
    browser = await office.at_work("camille")
    table = (await browser.get("/api/v1/export.csv?status=any")).text
    lines = (await browser.get("/api/v1/export.jsonl?status=any")).text
    feed = (await browser.get("/api/v1/mentions.atom?status=any")).content

    assert '"=HYPERLINK' not in table
    assert all(json.loads(line)["brand"] == "Acme" for line in lines.splitlines())
    entries = ElementTree.fromstring(feed).findall("{http://www.w3.org/2005/Atom}entry")
    assert len(entries) >= len(PAYLOADS) - 1, "copies of one text are one"


@pytest.mark.parametrize("name", PAYLOADS[:7])
async def test_a_name_that_logs_in_is_text(office: Office, name: str) -> None:
    browser = office.browser()
    await browser.get("/login")
    answer = await browser.post("/login", {"name": name, "password": "wrong wrong wrong"})

    assert answer.status_code == 401
    harmless(answer.text, "/login")


async def test_nothing_is_left_in_english_for_who_reads_french(tmp_path: Path) -> None:
    with office_in(tmp_path) as office:
        browser = await office.at_work("camille", Role.ADMIN, "fr")
        MISSED.clear()
        await browser.post("/views", {"name": "x", "query": "brand=Acme"})
        await browser.post("/incidents", {"mention": "1", "level": "crisis"})
        for dealt in (
            {"what": "acknowledge"}, {"what": "release"}, {"what": "silence", "for": "1h", "why": "x"},
            {"what": "judge", "real": "yes"}, {"what": "judge", "real": "no"}, {"what": "resolve"},
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
