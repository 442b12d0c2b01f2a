"""Lists of feeds, in and out."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import ParseError
from monitor.sources import opml
from monitor.sources.opml import Outline
from monitor.text import one_line
from tests.sources.saved import NOW

LIST = """<?xml version="1.0" encoding="{charset}"?>
<opml version="1.1"><head><title>Veille</title></head><body>
  <outline text="Électroménager">
    <outline text="Fours">
      <outline type="rss" text="Nordelec &amp; co" title="x" xmlUrl="https://a.example/rss?a=1&amp;b=2"/>
    </outline>
    <outline type="rss" xmlUrl="http://b.example/atom"></outline>
  </outline>
  <outline type="rss" text="Seul" xmlUrl=" https://c.example/ "/>
  <outline type="rss" text="Seul, encore" xmlUrl="https://c.example/"/>
  <outline text="Hostile" xmlUrl="file:///etc/passwd"/>
  <outline text="Une page" htmlUrl="https://d.example/"/>
  <outline text="Une liste" type="link" url="https://e.example/list.opml"/>
</body></opml>"""


@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "utf-16"])
def test_the_feeds_of_a_list_are_read_with_their_groups(charset: str) -> None:
    assert opml.read(LIST.format(charset=charset).encode(charset), "veille.opml") == (
        Outline("Nordelec & co", "https://a.example/rss?a=1&b=2", "Électroménager / Fours"),
        Outline("http://b.example/atom", "http://b.example/atom", "Électroménager"),
        Outline("Seul", "https://c.example/"),
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "veille.opml is not an OPML list"),
        (b"<rss version='2.0'/>", "is not an OPML list"),
        (b"<opml>" + b"<outline text='a'>" * 60, "has outlines inside of more than 50 others"),
        (b"<opml>" + b" " * 5_000_000, "larger than any list of feeds"),
        (b"<opml><outline text='a'></outline></outline>", "is broken OPML"),
    ],
)
def test_what_is_no_list_is_named(data: bytes, words: str) -> None:
    with pytest.raises(ParseError, match=words):
        opml.read(data, "veille.opml")


def test_an_entity_bomb_does_not_go_off() -> None:
    bomb = b'<!DOCTYPE opml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'

    (outline,) = opml.read(bomb + b"<opml><outline text='&b;' xmlUrl='https://a.example/'/></opml>", "bomb.opml")

    assert outline.title == "&b;"


def test_what_is_written_is_opml_2() -> None:
    document = ET.fromstring(opml.write([Outline("A", "https://a.example/", "G")], "Veille", NOW))

    assert document.get("version") == "2.0"
    assert document.findtext("head/title") == "Veille"
    assert document.findtext("head/dateCreated") == "Sat, 21 Feb 2026 12:00:00 +0000"
    assert [feed.get("xmlUrl") for feed in document.findall("body/outline[@text='G']/outline[@type='rss']")] == [
        "https://a.example/"
    ]


WORDS = st.text(max_size=12)


@settings(max_examples=40)
@given(st.lists(st.tuples(WORDS, WORDS), max_size=6))
def test_what_is_written_is_read_again(words: list[tuple[str, str]]) -> None:
    outlines = [
        Outline(one_line(title) or f"https://a.example/{n}", f"https://a.example/{n}", one_line(group))
        for n, (title, group) in enumerate(words)
    ]

    assert set(opml.read(opml.write(outlines, "Veille", NOW), "again.opml")) == set(outlines)


@settings(max_examples=40)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_list_or_an_error_we_can_explain(data: bytes) -> None:
    for each in (data, b"<opml><body>" + data, b"<opml><outline xmlUrl='" + data):
        try:
            opml.read(each, "any.opml")
        except ParseError:
            continue
