"""Hostile HTML, made harmless before a parser sees it, and made plain."""

from __future__ import annotations

import re
from html import unescape

from monitor.text import clean, plain

_UNCLOSED = re.compile(r"<(?![^<>]*>)")
_ENDLESS = re.compile(r"&#[0-9]{8,};?")
_LEFT_OVER = re.compile(r"</?(?:a|b|br|blockquote|div|em|i|img|li|ol|p|span|strong|ul)(?:\s[^<>]*)?/?>", re.IGNORECASE)


def prose(html: str) -> str:
    """*html* as plain text, also where it was escaped once too often."""
    text = plain(harmless(html))
    return plain(harmless(text)) if _LEFT_OVER.search(text) else text


def literal(text: str) -> str:
    """*text* that is not HTML and may yet hold its entities."""
    return clean(unescape(_ENDLESS.sub("\ufffd", text)))


def harmless(html: str) -> str:
    """*html* without what html.parser needs quadratic time for (comments and tags that never end) or fails at."""
    before, *comments = html.split("<!--")
    seen = before + "".join(comment.partition("-->")[2] for comment in comments)
    return _UNCLOSED.sub("&lt;", _ENDLESS.sub("\ufffd", seen))
