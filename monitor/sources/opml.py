"""OPML: the list of feeds that every feed reader can write and read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import listparser

from monitor.errors import ParseError
from monitor.sources import answers, items
from monitor.text import one_line
from monitor.text.elements import harmless

_MOST_BYTES = 5_000_000
_DEEPEST = 50
_DECLARED = re.compile(rb"\A\s*<\?xml[^<>]*encoding=[\"']([\w.:-]{1,40})", re.IGNORECASE)
_STUMBLES = (ValueError, LookupError, TypeError, AttributeError, AssertionError)


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of a list; *group* is the folder it stands in, " / " between folders."""

    title: str
    url: str
    group: str = ""


def read(data: bytes, name: str) -> tuple[Outline, ...]:
    """The feeds in the OPML *data*, whose file is called *name* when something is wrong with it."""
    if len(data) > _MOST_BYTES:
        raise ParseError(f"{name} is larger than any list of feeds: {len(data)} bytes")
    if answers.root(data) != "opml":
        raise ParseError(f"{name} is not an OPML list", hint="export the feeds of your reader as OPML")
    text = harmless(_decoded(data))
    if _Depth.of(text) > _DEEPEST:
        raise ParseError(f"{name} has outlines inside of more than {_DEEPEST} others")
    try:
        # It takes markup for HTML, where nobody can declare entities: no bomb goes off.
        feeds = listparser.parse(text.encode("utf-8", errors="replace"))["feeds"]
    except _STUMBLES as error:
        raise ParseError(
            f"{name} is broken OPML: {error!r}", hint="open and export it again in a feed reader"
        ) from error
    outlines = (_outline(feed) for feed in feeds)
    return tuple(outline for outline in outlines if outline.url)


def write(outlines: Iterable[Outline], title: str, at: datetime) -> bytes:
    """*outlines* as OPML 2.0, grouped, in their order; *at* is aware."""
    opml = ET.Element("opml", version="2.0")
    head, body = ET.SubElement(opml, "head"), ET.SubElement(opml, "body")
    ET.SubElement(head, "title").text = one_line(title)
    ET.SubElement(head, "dateCreated").text = format_datetime(at)
    groups = {"": body}
    for outline in outlines:
        group = one_line(outline.group)
        if group not in groups:
            groups[group] = ET.SubElement(body, "outline", text=group)
        text = one_line(outline.title) or outline.url
        ET.SubElement(groups[group], "outline", type="rss", text=text, title=text, xmlUrl=outline.url)
    ET.indent(opml)
    written: bytes = ET.tostring(opml, encoding="utf-8", xml_declaration=True)
    return written


def _decoded(data: bytes) -> str:
    declared = _DECLARED.search(data)
    return answers.decode(data, f"charset={declared.group(1).decode()}" if declared else "")


def _outline(feed: dict[str, object]) -> Outline:
    url = items.link(str(feed.get("url") or ""), "")
    categories = feed.get("categories")
    group = " / ".join(map(str, categories[0])) if isinstance(categories, list) and categories else ""
    return Outline(one_line(str(feed.get("title") or "")) or url, url, one_line(group))


class _Depth(HTMLParser):
    """How deep the outlines stand in each other, as listparser will see them: it copies the path for each feed."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.deepest = 0

    @classmethod
    def of(cls, text: str) -> int:
        parser = cls()
        parser.feed(text)
        return parser.deepest

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.depth += tag == "outline"
        self.deepest = max(self.deepest, self.depth)

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag == "outline"
