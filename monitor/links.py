"""The chain: facts that were written down one after the other, each sealed by what stood before it.

What is chained is the hash of a record, never the record itself, so that what must be erased can be, and the chain of
what is left still holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

GENESIS = "0" * 64  # what the first link follows


@dataclass(frozen=True, slots=True)
class Link:
    """One fact of the chain: *record* is the SHA-256 of what is told of it, *previous* that of the line before."""

    number: int
    at: datetime
    kind: str
    record: str
    previous: str

    @property
    def line(self) -> str:
        """The link as it is hashed, its line feed included: anybody can do so with sha256sum."""
        return f"{self.number:08d} {self.at:%Y-%m-%dT%H:%M:%SZ} {self.kind} {self.record} {self.previous}\n"

    @property
    def digest(self) -> str:
        return sha256(self.line.encode()).hexdigest()


def broken(links: Iterable[Link]) -> Link | None:
    """The first of them that does not follow the one before."""
    before: Link | None = None
    for link in links:
        if before and (link.previous != before.digest or link.number != before.number + 1):
            return link
        before = link
    return None


def written(record: Mapping[str, Any]) -> str:
    """A record as it is hashed: one spelling for one meaning."""
    told = json.dumps(record, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
    return told.encode(errors="replace").decode()


def hashed(text: str | bytes) -> str:
    return sha256(text.encode() if isinstance(text, str) else text).hexdigest()


@dataclass(frozen=True, slots=True)
class Exhibit:
    """What a link is about, as long as it is kept. *record* is the text that was hashed (empty once it was erased),
    *warc* the exchange with the server, *text* what a reader saw, *picture* a PNG of it."""

    link: Link
    record: str
    warc: bytes = field(default=b"", repr=False)
    text: str = ""
    picture: bytes = field(default=b"", repr=False)

    @property
    def told(self) -> dict[str, Any]:
        facts: dict[str, Any] = json.loads(self.record) if self.record else {}
        return facts


@dataclass(frozen=True, slots=True)
class Token:
    """What an authority of time said of a link (RFC 3161): its question and its answer, in DER."""

    link: int
    authority: str
    at: datetime
    request: bytes = field(repr=False)
    answer: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class LegalHold:
    """What is said about *mention* is kept, whatever retention or erasure would take, as *who* said, and *why*."""

    mention: int
    at: datetime
    who: str
    why: str


class State(StrEnum):
    """How a watched page was, last time. `missing` is not `gone`: places lose things, and restore them."""

    NEW = "new"
    PRESENT = "present"
    MISSING = "missing"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Watched:
    """A page that is looked at again. *looks* counts the looks that told something, *absences* those in a row that did
    not find it, since *absent_since*; *text* is what was read last; *found*: whether the words were ever found there.
    *beside* are the names of the places of its kind on the page, in their order, when it was last among them.
    """

    mention: int
    url: str
    since: datetime
    due_at: datetime | None
    state: State = State.NEW
    looks: int = 0
    absences: int = 0
    absent_since: datetime | None = None
    text: str = ""
    found: bool = False
    error: str = ""
    beside: tuple[str, ...] = ()
