"""What hostile people write, ours and that of a catalogue beside the project, and what must never become of it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from html import unescape
from html.parser import HTMLParser
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from monitor.model import Item
from tests.web.office import NOW

GIVEN = Path(os.environ.get("VIGIE_NASTY") or Path(__file__).parents[3] / "shared" / "tools")
CATALOGUE = GIVEN / "nasty_server.py" if GIVEN.is_dir() else GIVEN

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
    "/inbox?status=any&overdue=1&named=1",
    "/inbox?status=any&aside=1",
    "/mentions/1",
    "/incidents",
    "/incidents/1",
    "/overview",
    "/overview/themes?since=90d",
    "/queries?q=acme+and+Bruy%C3%A8re&text=acme",
    "/sources",
    "/sources/try",
    "/accuracy",
    "/mutes",
    "/deliveries",
    "/settings",
)


def items(payloads: tuple[str, ...] = PAYLOADS) -> Iterator[Item]:
    """Each payload wherever somebody else's words may stand."""
    for number, payload in enumerate(payloads):
        yield Item(
            id=str(number),
            url=f"https://forum.example/{number}" if number % 2 else f"javascript:alert({number})",
            title=f"Acme {payload}",
            text=f"{payload} Acme is terrible {payload}",
            author=payload[:200],
            published=NOW,
            thread="javascript:alert(1)",
            parent="data:text/html,<script>alert(1)</script>",
        )


def catalogued() -> dict[str, tuple[str, ...]]:
    """The payloads of the catalogue, by the name of their endpoint: titles, texts and addresses of its feeds, as they
    stand there: some would be no XML."""
    program = _loaded(CATALOGUE)
    told: list[bytes | str] = []

    async def send(_line: object, body: bytes | str, *_rest: object) -> None:
        told.append(body)

    program.send = send  # type: ignore[attr-defined]
    found = {}
    for name, (answer, kind, *_oracle) in program.EPS.items():
        if kind != "payload":
            continue
        with suppress(StopIteration):  # it waits for nothing
            answer(None, None).send(None)
        body = told.pop()
        text = body.decode() if isinstance(body, bytes) else body
        said = re.findall(r"<(?:title|description|link)>(.*?)</(?:title|description|link)>", text, re.DOTALL)
        found[name] = tuple(dict.fromkeys(map(unescape, said[1:])))
    return found


def _loaded(path: Path) -> ModuleType:
    spec = spec_from_file_location("nasty", path)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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
