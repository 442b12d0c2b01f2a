"""RSS, Atom, RDF and CDF as the world really writes them: bytes in, items out."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from xml.sax import SAXException

import feedparser
import feedparser.api
import feedparser.encodings
import feedparser.mixin
import feedparser.sanitizer

from monitor.errors import ParseError
from monitor.model import Item, Page, Reply
from monitor.sources import answers, items, markup, plain, spans, wordpress
from monitor.sources.dates import instant
from monitor.sources.ratings import rating
from monitor.text import one_line

# A libxml2 driver, where one is installed, opens local files that a DOCTYPE names.
feedparser.api.PREFERRED_XML_PARSERS.clear()

Node = dict[str, Any]

_LONGEST_NAME = 1_000  # characters that are searched for an address, which takes time with their square
_search_address = feedparser.mixin._FeedParserMixin._sync_author_detail


def _search_briefly(parser: Any, key: str = "author") -> None:
    context = parser._get_context()
    if len(name := _value(context, key)) > _LONGEST_NAME:
        context[key] = name[:_LONGEST_NAME]
    _search_address(parser, key)


feedparser.mixin._FeedParserMixin._sync_author_detail = _search_briefly

# They find what stands before a feed's root as feedparser's own expressions do, which take time with the square or the
# cube of it: half a minute for a hundred thousand blank lines, or for an encoding that is declared a thousand times.
feedparser.encodings.RE_XML_PI_ENCODING = re.compile(
    rb"^<\?[^>\n]{0,400}?encoding=['\"]([^'\"\n]{0,100})['\"][^>\n]{0,400}\?>"
)
feedparser.sanitizer.RE_ENTITY_PATTERN = re.compile(rb"^[^\S\n]*+<!ENTITY([^>]{0,1000}+)>\n?", re.MULTILINE)
feedparser.sanitizer.RE_DOCTYPE_PATTERN = re.compile(rb"^[^\S\n]*+<!DOCTYPE([^>]{0,1000}+)>", re.MULTILINE)

_MINUTES = re.compile(r"[0-9]{1,9}(?:\.[0-9]+)?")
_LONGEST_PERIOD = 525_600.0
_ROOTS = frozenset({"rss", "rdf", "feed", "channel"})
_MARKS = re.compile(rb"<(?:[\w.-]{1,40}:)?(?:rss|rdf|feed|channel|item|entry)\b", re.IGNORECASE)
_EBCDIC = b"\x4c\x6f\xa7\x94"  # "<?xm"
_LEADING = re.compile(rb"\A(?:\s++|\xef\xbb\xbf)++(?=<)")  # it keeps no way back: megabytes of them would fill a reader
_CHARACTER = re.compile(rb"&#(?:x([0-9a-f]{4,})|([0-9]{5,}));?", re.IGNORECASE)  # the lower ones all exist
_ENTRY = re.compile(rb"<(?:\w{1,40}:)?(?:item|entry)\b", re.IGNORECASE)
_ENTRY_END = re.compile(rb"</(?:\w{1,40}:)?(?:item|entry)\s*>|<(?:\w{1,40}:)?(?:item|entry)\b[^<>]*/>", re.IGNORECASE)
# Feedparser's time grows with their square: what has more of them than a thousand long entries is stopped before it.
_MOST_TAGS, _MOST_REFERENCES = 150_000, 600_000
_LONG = 100_000
_LONG_TAG = re.compile(rb"<[^<>]{%d}" % _LONG)
_DECLARATION = re.compile(r"\A\s*<\?xml[^<>]*>")
# What comes out of feedparser for charsets and characters that do not exist, and for markup that nobody expected.
_STUMBLES = (ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError, RecursionError)


def read(reply: Reply) -> Page:
    """Every entry of the feed in *reply*, in its order; ParseError when it is no feed."""
    if not _MARKS.search(reply.body.replace(b"\0", b"")) and not reply.body.startswith(_EBCDIC):
        raise answers.unlike(reply, "a feed", _hint(reply))  # before feedparser labours through a whole web page
    found = _parsed(reply)
    feed, entries, version = found["feed"], found["entries"], str(found.get("version") or "")
    if not _is_feed(reply.body, version, len(entries)):
        raise answers.unlike(reply, "a feed", _hint(reply))
    channel = feed if version.startswith("atom") else {"language": dict.get(feed, "language")}
    title = _title(feed)
    return Page(
        items=tuple(_item(entry, channel, title, reply) for entry in entries),
        title=title,
        every=_every(feed),
    )


def _is_feed(body: bytes, version: str, entries: int) -> bool:
    root = answers.root(body)
    if entries:
        return bool(version) or not answers.is_html(body)
    return root == "channel" or (bool(version) and (root in _ROOTS or not root))


def _hint(reply: Reply) -> str:
    return "if the page has a feed, it is declared there as rel=alternate" if answers.is_html(reply.body) else ""


# ------------------------------------------------------------------ the border to feedparser


def _parsed(reply: Reply) -> Node:
    body = _LEADING.sub(b"", _shortened(_CHARACTER.sub(_existing, reply.body)))
    if _too_much(body):
        raise ParseError(
            f"{answers.place(reply)} answered with more markup than a feed has", hint="look at what it sends"
        )
    content_type = reply.header("content-type") or "application/xml"
    try:
        return _plainly(body, content_type, reply) or _feedparser(body, content_type, reply)
    except _STUMBLES:
        text = _DECLARATION.sub("", body.decode("utf-8", errors="replace"))
    try:
        return _feedparser(text.encode(), "application/xml; charset=utf-8", reply)
    except _STUMBLES as error:
        raise ParseError(
            f"{answers.place(reply)} answered with a feed that cannot be read: {type(error).__name__}: {error}",
            hint="a feed validator will tell its owner what is wrong with it",
        ) from error


def _plainly(body: bytes, content_type: str, reply: Reply) -> Node | None:
    """What feedparser would find, where it only has to read what stands around the entries, the first of those that are
    plain, which both read, and what is not; None where it has to read it all."""
    cut = spans.spans(body, content_type)
    ours = plain.nodes(cut, reply.header("content-language")) if cut and len(cut.bounds) > 1 else []
    witness = next((node for node in ours if node), None)
    if not cut or not witness:
        return None
    known = {told for told, node in zip(cut.hashes, ours, strict=True) if node and node is not witness}
    found = _feedparser(cut.without(known), content_type, reply)
    theirs = found["entries"]
    utf8 = body.isascii() or found["encoding"].lower() in ("utf-8", "utf8")
    strict = utf8 and not isinstance(found.get("bozo_exception"), SAXException)
    if not strict or len(theirs) + len(known) != len(ours):
        return None
    rest = iter(theirs)
    entries: list[Node] = [node if node and node is not witness else next(rest) for node in ours]
    if not plain.same(witness, entries[ours.index(witness)]):
        return None
    found["entries"] = entries
    return found


def _too_much(body: bytes) -> bool:
    tags = body.count(b"<")
    if tags <= items.MOST_READ and len(body) < _LONG:
        return body.count(b"&") > _MOST_REFERENCES
    if tags > _MOST_TAGS or body.count(b"&") > _MOST_REFERENCES or _LONG_TAG.search(body):
        return True
    return len(_ENTRY.findall(body)) > 2 * items.MOST_READ  # without an end, each stands in the one before


def _feedparser(body: bytes, content_type: str, reply: Reply) -> Node:
    # Always a stream: anything else could be taken for the name of a file or an address to fetch. No content-location:
    # it would make addresses of identities; links are made absolute by us.
    headers = {"content-type": content_type}
    if language := reply.header("content-language"):
        headers["content-language"] = language
    found: Node = feedparser.parse(
        io.BytesIO(body), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    return found


def _shortened(body: bytes) -> bytes:
    # Feedparser needs half a minute for fifty thousand entries.
    if body.count(b"<") <= items.MOST_READ:
        return body
    ends = [end.end() for end in _ENTRY_END.finditer(body)]
    return body if len(ends) <= items.MOST_READ else body[: ends[items.MOST_READ - 1]] + body[ends[-1] :]


def _existing(reference: re.Match[bytes]) -> bytes:
    # Half a surrogate pair is no character, and feedparser dies of it.
    hexadecimal, decimal = reference.groups()
    digits = (hexadecimal or decimal).lstrip(b"0")
    code = int(digits or b"0", 16 if hexadecimal else 10) if len(digits) < 8 else 0x110000
    return b"&#xFFFD;" if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF else reference.group()


# ------------------------------------------------------------------ one entry


def _item(entry: Node, channel: Node, feed_title: str, reply: Reply) -> Item:
    title, url = _title(entry), _link(entry, reply.url)
    html, text = max(_texts(entry), key=lambda told: len(told[1].split()))
    author = _author(entry) or _author(channel)
    published, updated = _dates(entry, reply.at)
    answered = next((v for k, v in entry.items() if k.endswith("in-reply-to") and isinstance(v, dict)), {})
    item = Item(
        id=items.identity(_value(entry, "id"), url, title, text, author),
        url=url,
        title=title,
        text=text,
        author=author,
        published=published,
        updated=updated,
        language=items.language(*_languages(entry), _value(channel, "language")),
        rating=rating(_value(entry, "im_rating"), best=5),
        reach=_views(entry),
        thread=items.link(_value(answered, "href"), reply.url),
        parent=one_line(_value(answered, "ref")),
    )
    return wordpress.comment(item, html, feed_title) if wordpress.is_comment(item) else item


def transcripts(reply: Reply) -> dict[str, str]:
    """The address of the transcript of each episode that has one, by identity. Of several feedparser keeps the last."""
    found = _parsed(reply)
    told = ((entry, _value(_node(entry, "podcast_transcript"), "url")) for entry in found["entries"])
    return {_item(entry, {}, "", reply).id: url for entry, url in told if url}


def _views(entry: Node) -> int | None:
    """How often a video was watched, as YouTube tells."""
    told = _value(_node(entry, "media_statistics"), "views")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 12 else None


def _title(node: Node) -> str:
    # Of a title within a title feedparser keeps the right words, and the type of the wrong ones.
    said, words = _node(node, "title_detail"), _value(node, "title")
    return one_line(_told(said) if _value(said, "value") == words else markup.literal(words))


def _texts(entry: Node) -> Iterator[tuple[str, str]]:
    """Every form of what an entry says, as written and as plain text, at least one."""
    details = _node(entry, "summary_detail"), _node(entry, "subtitle_detail")
    for said in [*_nodes(entry, "content"), *filter(None, details)] or [{}]:
        yield _value(said, "value"), _told(said)


def _told(said: Node) -> str:
    value = _value(said, "value")
    return markup.literal(value) if _value(said, "type") == "text/plain" else markup.prose(value)


def _link(entry: Node, base: str) -> str:
    alternates = (_value(node, "href") for node in _nodes(entry, "links") if _value(node, "rel") == "alternate")
    candidates = (_value(entry, "feedburner_origlink"), _value(entry, "link"), *alternates)
    # An identity stands in for a link that is missing: then it leads somewhere by itself, or it is none.
    told = (candidate for candidate in candidates if candidate != _value(entry, "id") or "://" in candidate)
    return next((url for candidate in told if (url := items.link(candidate, base))), "")


def _author(node: Node) -> str:
    told = [_value(person, "name") for person in _nodes(node, "authors")]
    if told == [_value(node, "author")]:
        return items.person(told[0])
    people = dict.fromkeys(map(items.person, told))
    names = [name for name in people if name]
    # Of one author feedparser keeps the words as well; the name that it cuts out of them suffers from long domains.
    return ", ".join(names) if len(names) > 1 else items.person(_value(node, "author")) or "".join(names)


def _dates(entry: Node, now: datetime) -> tuple[datetime | None, datetime | None]:
    published, created, updated = (_date(entry, name, now) for name in ("published", "created", "updated"))
    first = published or created
    return first or updated, updated if first and updated and updated > first else None


def _date(entry: Node, name: str, now: datetime) -> datetime | None:
    # dict.get, because feedparser's own falls back from one date to another, with a warning.
    return instant(dict.get(entry, f"{name}_parsed"), now) or instant(dict.get(entry, name), now)


def _languages(entry: Node) -> Iterator[object]:
    yield dict.get(entry, "language")
    for said in (*_nodes(entry, "content"), _node(entry, "summary_detail"), _node(entry, "title_detail")):
        yield dict.get(said, "language")


def _every(feed: Node) -> timedelta | None:
    """How long the feed may be kept before it is asked again: `ttl`, in minutes. `sy:updatePeriod` tells how often
    something is published, which is no such wish: every WordPress says hourly."""
    ttl = _value(feed, "ttl").strip()
    minutes = float(ttl) if _MINUTES.fullmatch(ttl) else 0.0
    return timedelta(minutes=minutes) if 0 < minutes <= _LONGEST_PERIOD else None


# ------------------------------------------------------------------ any element may stand where another is expected


def _value(node: Node, key: str) -> str:
    value = dict.get(node, key)
    return value if isinstance(value, str) else ""


def _node(node: Node, key: str) -> Node:
    value = dict.get(node, key)
    return value if isinstance(value, dict) else {}


def _nodes(node: Node, key: str) -> list[Node]:
    value = dict.get(node, key)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
