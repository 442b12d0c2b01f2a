"""HTML that anybody wrote: which of its elements no reader sees, which begin a line, and how it is made harmless."""

from __future__ import annotations

import re

SILENT = frozenset({"script", "style", "template", "noscript", "svg", "math", "iframe", "object"})
BREAKS = frozenset(
    "address article aside blockquote br dd div dl dt figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav "
    "ol p pre section table td th tr ul".split()
)

_UNCLOSED = re.compile(r"<(?![^<>]*>)")
_ENDLESS = re.compile(r"&#[0-9]{8,};?")


def harmless(html: str) -> str:
    """*html* without what html.parser needs quadratic time for (comments and tags that never end) or fails at."""
    before, *comments = html.split("<!--")
    seen = before + "".join(comment.partition("-->")[2] for comment in comments)
    return _UNCLOSED.sub("&lt;", _ENDLESS.sub("\ufffd", seen))
