"""What stands before a feed's root: feedparser's own verdict on it, without the half minute that it may take."""

from __future__ import annotations

import importlib.util
from contextlib import suppress
from time import process_time
from types import ModuleType

import feedparser.encodings
import feedparser.sanitizer
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import ParseError
from monitor.sources.feed import Feed
from tests.sources.saved import URL, reply

ROOT = b"<rss version='2.0'><channel><title>Valmy</title><item><title>a</title></item></channel></rss>"
PROLOG = b"<?xml version='1.0'?>"
HEADS = {
    "blank lines": PROLOG + b"\n" * 100_000,
    "blank lines in a comment": PROLOG + b"<!--" + b"\n" * 100_000 + b"-->",
    "blank lines in two bytes": (PROLOG + b"\n" * 100_000).decode().encode("utf-16-be"),
    "encodings without end": b"<?xml version='1.0' " + b"encoding='utf-8' " * 4_000,
    "entities without end": PROLOG + b"\n<!ENTITY a" * 100_000,
    "doctypes without end": PROLOG + b"\n<!DOCTYPE a" * 100_000,
}
PIECES = st.sampled_from(
    [
        PROLOG,
        b"<?xml version='1.0' encoding='utf-8'?>",
        b'<?xml version="1.0" encoding="koi8-r" standalone="yes"?>',
        b'<!DOCTYPE rss SYSTEM "my.netscape.com/publish/formats/rss-0.91.dtd">',
        b"<!DOCTYPE feed [",
        b'<!ENTITY nbsp "&#160;">',
        b'  <!ENTITY cubed "3">',
        b'<!ENTITY laugh "&nbsp;&nbsp;">',
        b"]>",
        b"<!-- encoding='x' -->",
        b"\n",
        b"\r\n",
        b"\t ",
    ]
)


def own(name: str) -> ModuleType:
    """A module of feedparser's as it came."""
    spec = importlib.util.find_spec(name)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SANITIZER, ENCODINGS = own("feedparser.sanitizer"), own("feedparser.encodings")


@given(st.lists(PIECES, max_size=8).map(b"".join))
def test_doctypes_and_entities_are_those_that_feedparser_finds(head: bytes) -> None:
    version, _, entities = feedparser.sanitizer.replace_doctype(head + ROOT)
    expected, _, others = SANITIZER.replace_doctype(head + ROOT)

    assert (version, entities) == (expected, others)


@given(st.lists(PIECES, min_size=1, max_size=8).map(b"".join))
def test_an_encoding_is_the_one_that_is_declared(head: bytes) -> None:
    found = feedparser.encodings.RE_XML_PI_ENCODING.match(head + ROOT)
    declared = ENCODINGS.RE_XML_PI_ENCODING.match(head.partition(b"?>")[0] + b"?>")

    assert (found and found[1]) == (declared and declared[1])


@pytest.mark.parametrize("head", HEADS)
def test_a_head_without_end_keeps_nobody_waiting(head: str) -> None:
    began = process_time()
    with suppress(ParseError):  # explained is as well as read
        Feed(URL).parse(reply(HEADS[head] + ROOT), "")

    assert process_time() - began < 5
