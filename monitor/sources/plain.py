"""Plain entries, read as feedparser reads them at a small part of its cost; what is not plain is feedparser's to read.

Why it may be trusted. A document comes here that expat found well-formed and cut into entries (spans.py). Every byte of
each of them belongs to one of a few elements, those that an item asks for told once (but links), with but the usual
attributes, one piece of text, and nothing within but, in an author, a name: all else makes the whole page feedparser's.
An entry in which feedparser mends or guesses at something is feedparser's to tell: dates that are not as RFC 822 and
ISO 8601 have them, addresses with too many slashes, words that may be markup. Of what is left it keeps the words as
they stand.

What stands around the entries says what they mean: prefixes have to be bound there as everybody binds them, and nothing
may stand between the entries. The first plain entry of every page is read by both (entries.py): where they do not tell
the same, the page is feedparser's. That they do is tested of every plain entry of the corpus, and of invented ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from time import struct_time
from typing import Any

from monitor.sources.spans import Spans

Node = dict[str, Any]
Attributes = Mapping[str, str]
Element = tuple[str, Attributes, re.Match[str] | None]
"""Its name, its attributes, and where its text or its parts were found; None for an empty one."""

_HEARD = frozenset(  # of an entry. Each may be told once, but links
    "title link guid id author dc:creator pubDate published updated dc:date description summary content "
    "content:encoded".split()
)
_UNHEARD = frozenset(  # what an item never asks for, and says nothing of the rest
    "category comments dc:subject enclosure media:content media:thumbnail slash:comments source thr:total "
    "wfw:commentRss".split()
)
ELEMENTS = _HEARD | _UNHEARD
_ROOMS = {  # where feedparser keeps what has more than one name
    "guid": "id", "dc:creator": "author", "pubDate": "published", "dc:date": "updated", "description": "summary",
    "content:encoded": "content",
}  # fmt: skip
_ATTRIBUTES = {
    name: frozenset(attributes.split())
    for name, attributes in {
        "title": "type",
        "description": "type",
        "summary": "type",
        "content": "type",
        "guid": "isPermaLink",
        "link": "href rel type hreflang title length",
        "category": "domain term scheme label",
        "enclosure": "url type length",
        "source": "url",
        "media:content": "url type medium width height fileSize isDefault",
        "media:thumbnail": "url width height",
    }.items()
}
_PREFIXES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "media": "http://search.yahoo.com/mrss/",
    "slash": "http://purl.org/rss/1.0/modules/slash/",
    "thr": "http://purl.org/syndication/thread/1.0",
    "wfw": "http://wellformedweb.org/commentapi/",
}
_UNPREFIXED = {"rss": "", "feed": "http://www.w3.org/2005/atom"}
_TYPES = {"text": "text/plain", "html": "text/html"}
_HTML = frozenset({"html", "text/html", "xhtml", "application/xhtml+xml"})  # what a link may lead to
_LONGEST_NAME = 500
_NOTHING: Mapping[str, str] = {}
_ASKED = (
    "id link title title_detail summary_detail content author published published_parsed updated updated_parsed"
).split()
_ASKED_TOO = frozenset(
    "created created_parsed language subtitle_detail im_rating feedburner_origlink media_statistics".split()
)

_BOUND = re.compile(r"xmlns(?::([\w.-]+))?\s*=\s*[\"']([^\"']*)")
_BASE = re.compile(r"[\s:]base\s*=", re.IGNORECASE)
_START = re.compile(r"<(?:item|entry)\s*>")
_TAG = re.compile(r"\s*<([\w:]+)((?:\s+[\w:]+=(?:\"[^\"<\n\t]*\"|'[^'<\n\t]*'))*+)\s*(/?)>")
_ATTRIBUTE = re.compile(r"\s+([\w:]+)=(?:\"([^\"]*)\"|'([^']*)')")
_TEXT = re.compile(r"([^<]*+)(?:<!\[CDATA\[((?:[^\]]++|\](?!\]>))*+)\]\]>([^<]*+))?+</[\w:]+\s*>")
_PERSON = re.compile(
    r"\s*<name(?:\s*/>|>([^<]*+)</name>)\s*(?:<uri>[^<]*</uri>\s*)?(?:<email>([^<]*)</email>\s*)?</author\s*>"
)
_END = re.compile(r"\s*</(?:item|entry)\s*>")
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|(lt|gt|amp|quot|apos));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_REPLACED = re.compile("[\x80-\x9f]")
_MARKUP = re.compile(r"</\w+>|&#?\w+;")
_ADDRESSED = re.compile(r"[\w.+-]+@(?:[a-z0-9-]+\.)+[a-z]{2,4} \(([^()@<>&]*[^()@<>&\s])\)", re.ASCII)
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_CLOCK = r"(\d\d):(\d\d):(\d\d)"
_RFC822 = re.compile(
    rf"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (\d\d?) ({'|'.join(_MONTHS)}) (\d{{4}}) {_CLOCK} "
    r"(?:GMT|UTC|Z|([+-]\d\d)(\d\d))",
    re.ASCII,
)
_ISO8601 = re.compile(rf"(\d{{4}})-(\d\d)-(\d\d)T{_CLOCK}(?:\.\d{{1,9}})?(?:Z|([+-]\d\d):(\d\d))", re.ASCII)


class UnusualError(Exception):
    """An entry of another make: what feedparser finds in it may be about those that follow as well."""


class _DoubtfulError(Exception):
    """What an element says is mended or guessed at."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What is said around the entries, and holds for all of them: which elements mean what they mean everywhere, and
    the language of their words, where it is told."""

    elements: frozenset[str]
    language: str | None

    def node(self, entry: str) -> Node | None:
        """*entry* as feedparser tells it, as far as an item asks; None where that is feedparser's to say. Raises
        UnusualError where the entries behind it are, too."""
        told = list(_elements(entry.replace("\r\n", "\n").replace("\r", "\n"), self.elements))
        found: Node = {}
        try:
            for name, attributes, text in told:
                self._keep(found, name, attributes, text)
        except (_DoubtfulError, ValueError, OverflowError):
            return None
        if found.pop("permalink", False):
            found.setdefault("link", found["id"])
        return found

    def _keep(self, found: Node, name: str, attributes: Attributes, text: re.Match[str] | None) -> None:
        room = _ROOMS.get(name, name)
        if room == "author":
            _keep_author(found, text)
        elif room == "link":
            _keep_link(found, attributes, _words(text))
        elif room == "id":
            found["id"] = _address(_words(text))
            found["permalink"] = attributes.get("isPermaLink", "true") == "true"
        elif room in ("published", "updated"):
            found[room] = _words(text)
            found[f"{room}_parsed"] = _time(found[room])
        else:
            said = self._said(name, attributes, _words(text))
            found[f"{room}_detail"] = said
            found[room] = [said] if room == "content" else said["value"]

    def _said(self, name: str, attributes: Attributes, words: str) -> Node:
        told = attributes.get("type", "html" if name in ("description", "content:encoded") else "text")
        kind = _TYPES.get(told)
        if not kind or (kind == "text/plain" and _MARKUP.search(words)):
            raise _DoubtfulError
        return {"type": kind, "language": self.language, "base": "", "value": words}


def frame(cut: Spans, language: str) -> Frame | None:
    """The frame of these entries; None where it is not a usual one. *language* is what the answer's header tells."""
    root = cut.frame[0][0]
    head = cut.body[: cut.bounds[0][0]].decode()
    meant = _PREFIXES | {"": _UNPREFIXED.get(root)}
    strange = any(uri.lower() != meant.get(prefix, uri.lower()) for prefix, uri in _BOUND.findall(head))
    between = (cut.body[end:start] for (_, end), (start, _) in pairwise(cut.bounds))
    if strange or _BASE.search(head) or any(map(bytes.strip, between)):
        return None
    told = [dict(zip(tag[1::2], tag[2::2], strict=True)) for tag in cut.frame]
    bound = {name for attributes in told for name in attributes}
    if root not in _UNPREFIXED or (root == "feed" and "xmlns" not in bound):
        return None
    said = language
    for attributes in told:
        said = attributes.get("xml:lang", attributes.get("lang", said))
    elements = frozenset(name for name in ELEMENTS if ":" not in name or f"xmlns:{_prefix(name)}" in bound)
    return Frame(elements, said.replace("_", "-") or None)


def nodes(cut: Spans, language: str) -> list[Node | None]:
    """The entries of *cut* as feedparser tells them, None for those that are its own to tell; none at all where it has
    to read the whole. *language* is what the answer's header tells."""
    around = frame(cut, language)
    try:
        return [around.node(cut.body[start:end].decode()) for start, end in cut.bounds] if around else []
    except UnusualError:
        return []


def same(ours: Node, theirs: Node) -> bool:
    """Whether feedparser tells of an entry what we do, as far as an item asks."""
    links = [dict.get(link, "href") for link in dict.get(theirs, "links") or () if dict.get(link, "rel") == "alternate"]
    names = [dict.get(person, "name") for person in dict.get(theirs, "authors") or ()]
    return (
        all(dict.get(theirs, key) == ours.get(key) for key in _ASKED)
        and links == [link.get("href") for link in ours.get("links", ())]
        and names == [person["name"] for person in ours.get("authors", ())]
        and not any(key in _ASKED_TOO or key.endswith("in-reply-to") for key in theirs)
    )


def _prefix(name: str) -> str:
    return name.partition(":")[0]


def _elements(entry: str, known: frozenset[str]) -> Iterator[Element]:
    """The elements of *entry*, where there is nothing else in it."""
    rooms: set[str] = set()
    at = _expect(_START, entry, 0).end()
    while tag := _TAG.match(entry, at):
        name, written, empty = tag.groups()
        room, at, inside = _ROOMS.get(name, name), tag.end(), None
        if name not in known or room in rooms:
            raise UnusualError
        if name in _HEARD and name != "link":
            rooms.add(room)
        if not empty:
            inside = (_PERSON.match(entry, at) if name == "author" else None) or _expect(_TEXT, entry, at)
            at = inside.end()
        attributes = _attributes(name, written) if written else _NOTHING
        if name in _HEARD:
            yield name, attributes, inside
    if _expect(_END, entry, at).end() != len(entry):
        raise UnusualError


def _expect(pattern: re.Pattern[str], entry: str, at: int) -> re.Match[str]:
    if match := pattern.match(entry, at):
        return match
    raise UnusualError


def _attributes(name: str, written: str) -> Attributes:
    told = {key: _decoded(double or single) for key, double, single in _ATTRIBUTE.findall(written)}
    if not told.keys() <= _ATTRIBUTES.get(name, frozenset()):
        raise UnusualError
    return told


def _decoded(text: str) -> str:
    return _REFERENCE.sub(_character, text) if "&" in text else text


def _character(reference: re.Match[str]) -> str:
    hexadecimal, decimal, name = reference.groups()
    return _NAMED[name] if name else chr(int(hexadecimal, 16) if hexadecimal else int(decimal))


def _words(text: re.Match[str] | None) -> str:
    """What an element says; of what somebody encoded twice, as feedparser has it."""
    if not text:
        return ""
    before, quoted, after = text.groups()
    said = (_decoded(before) + (quoted or "") + _decoded(after or "")).strip()
    if said.isascii():
        return said
    with suppress(UnicodeError):
        said = said.encode("iso-8859-1").decode()
    if _REPLACED.search(said):
        raise _DoubtfulError
    return said


def _address(url: str) -> str:
    if ":///" in url:
        raise _DoubtfulError
    return url


def _keep_link(found: Node, attributes: Attributes, text: str) -> None:
    rel = attributes.get("rel", "alternate").lower()
    leads = "href" in attributes
    url = _address(attributes["href"] if leads else text)
    if (leads and not url) or (not leads and (attributes or _MARKUP.search(text))):
        raise _DoubtfulError
    if rel == "alternate":
        found.setdefault("links", []).append({"rel": rel, "href": url} if url else {"rel": rel})
        if attributes.get("type", "text/html").lower() in _HTML:
            found["link"] = url


def _keep_author(found: Node, text: re.Match[str] | None) -> None:
    if text and text.re is _PERSON:
        name, email = (_decoded(each or "").strip() for each in text.groups())
        author = f"{name} ({email})" if name and email else name or email
    else:
        author = _words(text)
        addressed = _ADDRESSED.fullmatch(author)
        name = addressed.group(1).strip() if addressed else author
        if not name:
            raise _DoubtfulError
    if "@" in name or len(author) > _LONGEST_NAME:
        raise _DoubtfulError
    found |= {"author": author, "authors": [{"name": name}]}


def _time(date: str) -> struct_time:
    """*date* in UTC, without the fraction of its second."""
    if told := _RFC822.fullmatch(date):
        day, name, year, hour, minute, second, hours, minutes = told.groups()
        month = str(_MONTHS.index(name) + 1)
    elif told := _ISO8601.fullmatch(date):
        year, month, day, hour, minute, second, hours, minutes = told.groups()
    else:
        raise _DoubtfulError
    at = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second))  # noqa: DTZ001
    if hours:
        at -= timedelta(hours=int(hours), minutes=int(hours[0] + minutes))
    return at.utctimetuple()
