"""What came: an answer as text or JSON, and, when it is not what was promised, what it is in words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from monitor.errors import ParseError
from monitor.model import Reply
from monitor.sources import markup
from monitor.text import cut, one_line

_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_META = re.compile(rb"<meta[^<>]{0,200}charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_NAME = re.compile(rb"[A-Za-z_][\w.:-]*")
_TITLE = re.compile(r"<title[^<>]*>([^<]*)", re.IGNORECASE)
_HTML = frozenset("html head body title meta script center div p br b h1 h2 table".split())
_BLANKS = b"\xef\xbb\xbf \t\r\n"
_SNIFFED = 65_536  # bytes looked at to say what an answer is


def load_json(reply: Reply, promised: str) -> object:
    """The JSON of *reply*. *promised* completes the sentence "..., not *promised*"."""
    try:
        return _loaded(reply.body)
    except (ValueError, RecursionError) as error:
        raise unlike(reply, promised) from error


def _loaded(body: bytes) -> object:
    try:
        return json.loads(body)
    except UnicodeDecodeError:  # a bad byte is no reason to lose the rest
        return json.loads(body.decode(errors="replace"))


def unlike(reply: Reply, promised: str, hint: str = "") -> ParseError:
    """The error that says what came instead of *promised*."""
    return ParseError(
        f"{place(reply)} answered with {describe(reply)}, not {promised}",
        hint=hint or _hint(reply),
    )


def place(reply: Reply) -> str:
    """The host that answered; never the rest of its address, which may hold a secret."""
    return urlsplit(reply.url).hostname or ""


def describe(reply: Reply) -> str:
    """A noun phrase for what came: "an HTML page titled 'Please log in'"."""
    body = reply.body.strip(_BLANKS)
    if not body:
        return "nothing at all"
    if looks_like_json(body):
        return _describe_json(body)
    if is_html(reply.body):
        named = title(html(reply))
        return f"an HTML page titled '{_quoted(named)}'" if named else "an HTML page without a title"
    name = root(reply.body)
    if name == "opml":
        return "an OPML list of feeds"
    if name:
        return f"an XML document <{cut(name, 40)}>"
    text = body[:400].decode(errors="replace")
    return "data that is no text" if text.count("\ufffd") > len(text) / 10 else f"text beginning '{_quoted(text)}'"


def is_html(body: bytes) -> bool:
    return not looks_like_json(body) and root(body) in _HTML


def looks_like_json(body: bytes) -> bool:
    return body.lstrip(_BLANKS)[:1] in (b"{", b"[")


def root(body: bytes) -> str:
    """The local name of the first element in lower case, empty where there is none."""
    head = body[:_SNIFFED].replace(b"\0", b"")
    at = head.find(b"<")
    while at >= 0:
        if name := _NAME.match(head, at + 1):
            return name.group().decode(errors="replace").rpartition(":")[2].lower()
        if head[at + 1 : at + 2] not in (b"!", b"?"):
            return ""
        end = b"-->" if head.startswith(b"<!--", at) else b">"
        after = head.find(end, at)
        at = head.find(b"<", after) if after >= 0 else -1
    return ""


def title(page: str) -> str:
    found = _TITLE.search(page[:_SNIFFED])
    return one_line(markup.prose(found.group(1))) if found else ""


def html(reply: Reply) -> str:
    """The HTML of *reply*, decoded."""
    return decode(reply.body, reply.header("content-type"))


def decode(body: bytes, content_type: str = "") -> str:
    """HTML as text, in the charset of the header, of its own `<meta>`, UTF-8, or the one that never fails."""
    for charset in _charsets(body, content_type):
        try:
            return body.decode(charset)
        except (LookupError, ValueError):
            continue
    return body.decode("windows-1252", errors="replace")


def _charsets(body: bytes, content_type: str) -> Iterator[str]:
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        yield "utf-16"
    if told := _CHARSET.search(content_type):
        yield told.group(1)
    if told_inside := _META.search(body[:4096]):
        yield told_inside.group(1).decode("ascii", errors="replace")
    yield "utf-8-sig"


def _quoted(text: str) -> str:
    return cut(one_line(text), 80)


def _describe_json(body: bytes) -> str:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return "broken JSON"
    if not isinstance(value, dict):
        return "a JSON list"
    return f"JSON with the keys {_quoted(', '.join(value))}" if value else "an empty JSON object"


def _hint(reply: Reply) -> str:
    if not reply.body.strip(_BLANKS):
        return "the server may be unwell; it is asked again later"
    if is_html(reply.body):
        return "open the address in a browser: a login, a consent or an anti-robot page often stands in the way"
    return "check the address"
