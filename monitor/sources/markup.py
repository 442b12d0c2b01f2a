"""Hostile HTML, made harmless before a parser sees it, and made plain."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

from monitor.text import clean
from monitor.text.elements import BREAKS, SILENT, harmless

_SPACE = re.compile(r"\s+")
_WRAPPED = re.compile(r"(?<!\n)\n(?!\s*\n)")  # a line that goes on in the next one
_NAME = "[a-zA-Z][a-zA-Z0-9]*"
_TOLD = r"[ \t\n\r\f]+[a-zA-Z][a-zA-Z0-9_:-]*(?:=(?:\"[^\"<>]*\"|'[^'<>]*'))?"
_TAG = re.compile(rf"<(?:/({_NAME})|({_NAME})(?:{_TOLD})*+[ \t\n\r\f]*(/?))>")
_RAW = frozenset("listing noembed noframes plaintext textarea title xmp".split())  # what is in them is no markup
_ENDLESS = re.compile(r"&#[0-9]{8,};?")
_LEFT_OVER = re.compile(r"</?(?:a|b|br|blockquote|div|em|i|img|li|ol|p|span|strong|ul)(?:\s[^<>]*)?/?>", re.IGNORECASE)


def prose(html: str) -> str:
    """*html* as plain text, also where it was escaped once too often."""
    if "<" not in html and "&" not in html:
        return clean(_WRAPPED.sub(" ", html))
    text = _plain(harmless(html))
    return _plain(harmless(text)) if _LEFT_OVER.search(text) else text


def literal(text: str) -> str:
    """*text* that is not HTML and may yet hold its entities."""
    return clean(unescape(_ENDLESS.sub("\ufffd", text)))


class _Plain(HTMLParser):
    """Collects what a reader would see of a piece of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag in SILENT:
            self.silent += 1
        elif tag in BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in BREAKS and tag != "br":
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(_SPACE.sub(" ", data))


def _plain(html: str) -> str:
    """What a reader would see of *html*, as plain text with its paragraphs."""
    if "<" not in html:
        return clean(_WRAPPED.sub(" ", unescape(html)))
    return clean("".join(_simple(html) or _parsed(html)))


def _simple(html: str) -> list[str]:
    """The parts of *html* where there is nothing but whole tags in it, of which each is what it seems; else none."""
    told = _TAG.split(html)
    if any("<" in text for text in told[::4]):
        return []
    parts = [_spaced(unescape(told[0]))]
    for ended, begun, alone, text in zip(told[1::4], told[2::4], told[3::4], told[4::4], strict=True):
        tag = (ended or begun).lower()
        if tag in SILENT or tag in _RAW:
            return []
        if tag in BREAKS:
            parts.append("\n" * (bool(begun) + (tag != "br" and bool(ended or alone))))
        parts.append(_spaced(unescape(text)))
    return parts


def _spaced(text: str) -> str:
    """*text*, each of its blanks a single one."""
    return text if "  " not in text and text.isprintable() else _SPACE.sub(" ", text)


def _parsed(html: str) -> list[str]:
    parser = _Plain()
    parser.feed(html)
    parser.close()
    return parser.parts
