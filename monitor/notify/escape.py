"""Where hostile text is disarmed: one function per place in which somebody will read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote, urlsplit

from monitor.text import cut

_BREAKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_UNSEEN = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")

# Neither Slack nor the many dialects of Markdown have an escape that all their readers honour, and a zero-width
# character even makes new word ends for Slack to find. A look-alike cannot be parsed at all.
_LOOKS = str.maketrans({"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"})
_SLACK = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_MARKDOWN = str.maketrans({"<": "‹", ">": "›", "[": "［", "]": "］", "|": "¦", "\\": "∖", "@": "@\u200b"})

_LONGEST_LINK = 1000
_LINK_SAFE = "%/:?#!$&'()+,;="  # no [x](...), no *x*, no @everyone: some services obey them wherever they stand


def line(text: str) -> str:
    """*text* on one line, without control, bidirectional and broken characters. Spaces of typography stay."""
    return _UNSEEN.sub("", _BREAKS.sub(" ", text))


def terminal(text: str) -> str:
    """For a terminal and for mail without HTML: no escape sequence survives without its escape character."""
    return line(text)


def html(value: object) -> str:
    """For every placeholder of a page, before Jinja's own escaping, which leaves what cannot be seen."""
    return line(str(value))


def slack(text: str) -> str:
    """For any text object of Slack: no link, no <!channel>, no <@user>, no formatting."""
    return line(text).translate(_LOOKS).translate(_SLACK)


def markdown(text: str) -> str:
    """For services that may or may not render Markdown and ping an @everyone: readable in both."""
    return line(text).translate(_LOOKS).translate(_MARKDOWN)


def fitted(text: str, limit: int, sink: Callable[[str], str]) -> str:
    """As much of *text* as has at most *limit* characters once *sink* has made it longer."""
    sizes = range(min(len(text), limit), 0, -1)
    return next((safe for size in sizes if len(safe := sink(cut(text, size))) <= limit), "")


def link(url: str) -> str:
    """*url* if it is an http(s) address that says where it leads, percent-encoded; otherwise nothing."""
    try:
        parts = urlsplit(url.strip())
        honest = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
        parts.port  # noqa: B018  # raises when it is not a number
    except ValueError:
        return ""
    if not honest or len(url) > _LONGEST_LINK or line(url) != url:
        return ""
    begin = f"{parts.scheme}://{parts.netloc}"  # where [] stand around a number
    rest = url.strip()[len(begin) :]
    safe = quote(begin, safe=_LINK_SAFE + "[]") + quote(rest, safe=_LINK_SAFE)
    return safe if len(safe) <= _LONGEST_LINK else ""
