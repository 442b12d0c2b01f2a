"""What it means that hostile words were disarmed, for each place in which somebody reads them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any, cast

from slack_sdk.models.blocks import Block

from monitor.model import Alert, Target
from monitor.notify import payload, preview
from tests.notify.story import ENGLISH, FIGURES, FRENCH, LINK, alert, mention

MAIL = replace(
    FRENCH, way="email", address="mailto://127.0.0.1/?from=vigie@norvane.example&to=astreinte@norvane.example"
)
DISCORD = replace(ENGLISH, way="apprise", address="json://127.0.0.1/")

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def unseen(text: str) -> str:
    """What of *text* steers terminals, headers or the direction of writing."""
    return "".join(c for c in text if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or c in BIDI)


def told_with(text: str) -> Alert:
    """An alert with *text* wherever somebody else's words can stand."""
    said = mention(text, source=text, author=text, url=text, title=text)
    linked = mention(text + "2", source=text, author=text, url=f"https://evil.example/{text}")
    return alert(brand=text, rule=text, quotes=(said, linked), figures=replace(FIGURES, themes=(text, text)))


def texts(node: object) -> Iterator[dict[str, Any]]:
    """Every text object of a Slack payload."""
    if isinstance(node, dict):
        if node.get("type") in ("plain_text", "mrkdwn"):
            yield cast("dict[str, Any]", node)
        for child in node.values():
            yield from texts(child)
    elif isinstance(node, list):
        for child in node:
            yield from texts(child)


def check_slack(told: Alert, target: Target, link: str) -> None:
    body = payload(told, target, link, repeat=True)
    blocks = cast("list[dict[str, Any]]", body["blocks"])
    shown = [text["text"] for text in texts(blocks)]

    json.dumps(body).encode()
    for block in Block.parse_all(blocks):
        block.validate_json()
    assert len(blocks) <= 50
    assert len(blocks[0]["text"]["text"]) <= 150
    assert sum(text.count("\n") + 1 for text in shown) <= 12
    for text in (*shown, str(body["text"])):
        ours = re.sub(r" \(<https?://[^<>|\s]+\|(?:read|lire)>\)$", "", text)
        assert not re.search(r"[<>*_~`]|&(?!(amp|lt|gt);)", ours)
        assert 0 < len(text) <= 3000
        assert unseen(text.replace("\n", "")) == ""
    assert all(text["verbatim"] for text in texts(blocks) if text["type"] == "mrkdwn")


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def check_terminal(told: Alert) -> None:
    shown = preview(told, FRENCH, link=LINK, repeat=True)

    assert unseen(shown.replace("\n", "")) == ""
    assert len(shown.splitlines()) <= 12
    assert len(shown) < 6_000


def check_markdown(told: Alert) -> None:
    body = payload(told, DISCORD, LINK)

    for part in (str(body["title"]), str(body["body"])):
        ours = re.sub(r"(?m)(^   |→ )https?://[!-~]+$", "", part)
        assert not re.search(r"[<>*_~`\[\]|\\]|@\w", ours)
        assert unseen(ours.replace("\n", "")) == ""


def check_mail(told: Alert, link: str) -> None:
    body = payload(told, MAIL, link, repeat=True)
    page = Tags()
    page.feed(str(body["html"]))
    page.close()

    assert {tag for tag, _ in page.found} <= set("html head meta title style body table tr td div h1 a".split())
    for _, attributes in page.found:
        assert not [name for name in attributes if name.startswith("on") or name == "src"]
        assert re.fullmatch(r"https?://[!-~]+", attributes.get("href") or "https://x")
    assert unseen(str(body["subject"])) == ""
    assert len(str(body["subject"])) <= 200
    assert unseen(str(body["html"]).replace("\n", "")) == ""
