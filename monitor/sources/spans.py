"""Which entries of a feed are new, told from its bytes: so that only those are read, in the feed's own frame.

Expat says where each entry begins and ends. An entry whose bytes stood in the last page says what it said then; the
document without those is a smaller one that means the same. Whatever is unusual is no page of this kind, and is read
as a whole: what is not well-formed, another charset than UTF-8, a DOCTYPE, entries with a base of their own, empty ones
or ones within others, none at all, or too many of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from xml.parsers import expat

from monitor.sources.items import MOST

HASH = 8  # bytes
_ENTRIES = frozenset({"item", "entry"})
_FRAMES = {"rss": 2, "RDF": 1, "feed": 1}  # root: how deep its entries stand
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_UTF8 = frozenset({"", "utf-8", "utf8", "us-ascii", "ascii"})


class _Unusual(Exception):
    pass


@dataclass(slots=True)
class _Cutter:
    """Collects where the entries stand, and the tags around them, which say how their names are to be understood."""

    parser: expat.XMLParserType
    depth: int = 0
    level: int = 0
    root: str = ""
    inside: str = ""
    frame: list[tuple[str, ...]] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def declare(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding or "").lower() not in _UTF8:
            raise _Unusual

    def refuse(self, *_told: object) -> None:
        raise _Unusual

    def start(self, name: str, attributes: list[str]) -> None:
        local = name.rpartition(":")[2]
        if "xml:base" in attributes and self.depth >= self.level > 0:
            raise _Unusual  # feedparser lets it reach into the entries that follow
        if self.depth == 0:
            self.root, self.level = local, _FRAMES.get(local, -1)
        if self.depth < self.level:
            self.frame.append((name, *attributes))
        elif local in _ENTRIES:
            if self.depth != self.level or self.inside:
                raise _Unusual
            self.inside = name
            self.starts.append(self.parser.CurrentByteIndex)
        self.depth += 1

    def end(self, _name: str) -> None:
        self.depth -= 1
        if self.inside and self.depth == self.level:
            if self.parser.CurrentByteIndex == self.starts[-1]:
                raise _Unusual  # an empty one, whose end is not told
            self.inside = ""
            self.ends.append(self.parser.CurrentByteIndex)


@dataclass(frozen=True, slots=True)
class Spans:
    """A feed cut into its entries. *frame* holds the tags around them, each with its attributes, *hashes* are those of
    the entries, in their order, each in the frame of its feed."""

    body: bytes
    frame: Sequence[tuple[str, ...]]
    bounds: Sequence[tuple[int, int]]
    hashes: tuple[bytes, ...]

    def without(self, known: Collection[bytes]) -> bytes:
        """The document without the entries that are *known* by their hashes."""
        pieces, at = [], 0
        for (start, end), told in zip(self.bounds, self.hashes, strict=True):
            if told in known:
                pieces.append(self.body[at:start])
                at = end
        return b"".join((*pieces, self.body[at:]))


@lru_cache(maxsize=1)  # whoever looks at a page has it read next, where it is cut again
def spans(body: bytes, content_type: str) -> Spans | None:
    """*body* cut into its entries; None where that is not surely done."""
    told = _CHARSET.search(content_type)
    if (told and told.group(1).lower() not in _UTF8) or b"\0" in body[:4]:
        return None
    cutter = _cut(body)
    if cutter is None or not 0 < len(cutter.starts) <= MOST:
        return None
    bounds = [(start, body.index(b">", end) + 1) for start, end in zip(cutter.starts, cutter.ends, strict=True)]
    around = "\0".join(each for tag in cutter.frame for each in ("<", *tag))
    frame = blake2b(around.encode(), digest_size=16).digest()
    hashes = tuple(blake2b(body[start:end], digest_size=HASH, key=frame).digest() for start, end in bounds)
    return Spans(body, cutter.frame, bounds, hashes) if len(set(hashes)) == len(hashes) else None


def _cut(body: bytes) -> _Cutter | None:
    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    cutter = _Cutter(parser)
    parser.XmlDeclHandler = cutter.declare
    parser.StartDoctypeDeclHandler = cutter.refuse
    parser.StartElementHandler = cutter.start
    parser.EndElementHandler = cutter.end
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, _Unusual, ValueError):
        return None
    return cutter if len(cutter.starts) == len(cutter.ends) else None
