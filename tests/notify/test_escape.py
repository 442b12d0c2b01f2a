from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.models.blocks import Block

from monitor.model import Alert, Target
from monitor.notify import escape, payload, preview
from tests.notify.story import ENGLISH, FIGURES, FRENCH, HOSTILE, LINK, alert, mention

ANYTHING = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=300), st.text("<>&*_~`|!@#[]()\\ \n\r\x1b\u202e", max_size=60)
)
MAIL = replace(
    FRENCH, way="email", address="mailto://127.0.0.1/?from=vigie@norvane.example&to=astreinte@norvane.example"
)
DISCORD = replace(ENGLISH, way="apprise", address="json://127.0.0.1/")

# Never a deadline: how busy the machine is says nothing about what gets through.
ONE = settings(max_examples=60, deadline=None)
WHOLE = settings(max_examples=25, deadline=None)

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def unseen(text: str) -> str:
    """What of *text* steers terminals, headers or the direction of writing."""
    return "".join(c for c in text if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") or c in BIDI)


def told_with(text: str) -> Alert:
    """An alert with *text* wherever somebody else's words can stand."""
    said = mention(text, source=text, author=text, url=text, title=text)
    linked = mention(text + "2", source=text, author=text, url=f"https://evil.example/{text}")
    return alert(brand=text, rule=text, quotes=(said, linked), figures=replace(FIGURES, themes=(text, text)))


# ------------------------------------------------------------------ one sink at a time


@given(ANYTHING)
@ONE
def test_a_line_is_one_line(text: str) -> None:
    assert unseen(escape.line(text)) == ""
    assert unseen(escape.terminal(text)) == ""


@given(ANYTHING)
@ONE
def test_nothing_that_slack_parses_gets_through(text: str) -> None:
    safe = escape.slack(text)

    assert not re.search(r"[<>*_~`]|&(?!(amp|lt|gt);)", safe)
    assert unseen(safe) == ""


@given(ANYTHING)
@ONE
def test_nothing_that_markdown_parses_gets_through(text: str) -> None:
    safe = escape.markdown(text)

    assert not re.search(r"[<>*_~`\[\]|\\]|@\w", safe)
    assert unseen(safe) == ""


@given(ANYTHING, st.integers(1, 200))
@ONE
def test_what_is_made_to_fit_fits_and_breaks_no_entity(text: str, limit: int) -> None:
    safe = escape.fitted(text, limit, escape.slack)

    assert len(safe) <= limit
    assert not re.search(r"&(?!(amp|lt|gt);)", safe)


@pytest.mark.parametrize("text", ["Crédit & Cie", "l'été — 30 % « ici »", "12\u202f000 €", "日本語 😀"])
def test_harmless_words_stay_as_they_are(text: str) -> None:
    assert escape.line(text) == text
    assert escape.terminal(text) == text
    assert escape.markdown(text) == text
    assert escape.slack(text).replace("&amp;", "&") == text


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://avis.example/r?a=1&b=2#x", "https://avis.example/r?a=1&b=2#x"),
        ("http://avis.example:8080/é <x>|y", "http://avis.example:8080/%C3%A9%20%3Cx%3E%7Cy"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//evil.example/x", ""),
        ("https://", ""),
        ("https:evil.example", ""),
        ("https://norvane.example@evil.example/", ""),
        ("https://norvane.example\\@evil.example/", ""),
        ("https://evil.example:port/", ""),
        ("http://[::1", ""),
        ("https://evil.example/\r\nX: y", ""),
        ("https://evil.example/\u202egnp", ""),
        ("https://evil.example/" + "a" * 1000, ""),
        ("https://evil.example/" + "é" * 400, ""),
        ("", ""),
    ],
)
def test_only_an_address_that_says_where_it_leads_becomes_a_link(url: str, safe: str) -> None:
    assert escape.link(url) == safe


@given(ANYTHING)
@ONE
def test_a_link_never_breaks_out_of_its_place(text: str) -> None:
    for url in (text, f"https://evil.example/{text}", f"https://{text}"):
        assert re.fullmatch(r"(https?://[!-~]+)?", escape.link(url))
        assert not set(escape.link(url)) & set('<>|"\\ `')


# ------------------------------------------------------------------ the whole way, every sink


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


@given(ANYTHING)
@WHOLE
def test_hostile_words_reach_slack_disarmed(text: str) -> None:
    check_slack(told_with(text), ENGLISH, LINK)
    check_slack(told_with(text), FRENCH, text)


@given(ANYTHING)
@WHOLE
def test_hostile_words_reach_a_page_disarmed(text: str) -> None:
    check_mail(told_with(text), LINK)
    check_mail(told_with(text), text)


@given(ANYTHING)
@WHOLE
def test_hostile_words_reach_a_terminal_disarmed(text: str) -> None:
    shown = preview(told_with(text), FRENCH, link=LINK, repeat=True)

    assert unseen(shown.replace("\n", "")) == ""
    assert len(shown.splitlines()) <= 12
    assert len(shown) < 6_000


@given(ANYTHING)
@WHOLE
def test_hostile_words_reach_any_other_service_disarmed(text: str) -> None:
    body = payload(told_with(text), DISCORD, LINK)

    for part in (str(body["title"]), str(body["body"])):
        ours = re.sub(r"(?m)(^   |→ )https?://[!-~]+$", "", part)
        assert not re.search(r"[<>*_~`\[\]|\\]|@\w", ours)
        assert unseen(ours.replace("\n", "")) == ""


@pytest.mark.parametrize("text", HOSTILE)
def test_each_known_trick_fails_everywhere(text: str) -> None:
    check_slack(told_with(text), FRENCH, LINK)
    check_mail(told_with(text), LINK)


def test_a_template_in_a_mention_is_only_text() -> None:
    told = alert(brand="{{7*7}} {brand}", quotes=(mention("{{7*7}} {0.__class__}"),))

    assert "{{7*7}} {brand}" in preview(told, ENGLISH)
    assert "49" not in str(payload(told, MAIL)["html"]).replace("#1f2937", "")
