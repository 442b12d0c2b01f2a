"""WebSub: a feed that its hub pushes to us, whole, whenever it changes. Source: W3C Recommendation of 2018-01-23."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar
from urllib.parse import urlencode, urljoin

from monitor.errors import ParseError
from monitor.model import Admission, Knock, Page, Reply, Request
from monitor.sources import Proof, Source, Terms, addresses, feed, items, option, signatures

LEASE = timedelta(days=7)  # what we ask for; the hub decides
_LONGEST = timedelta(days=30)
_FORM = (("content-type", "application/x-www-form-urlencoded"),)
_LINK = re.compile(r'<([^<>]{1,2000})>((?:\s*;\s*[\w-]{1,20}=(?:"[^"]{0,200}"|[^\s;,"]{1,200}))*)')
_TAG = re.compile(r"<(?:[\w.-]{1,20}:)?link\b[^<>]{1,3000}>", re.IGNORECASE)
_SAID = re.compile(r"""\b(rel|href)\s*=\s*["']([^"'<>]{1,2000})["']""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class WebSub:
    """A feed that is pushed to us by its hub."""

    terms: ClassVar[Terms] = Terms.GREEN
    formats: ClassVar[str] = "RSS, Atom or JSON Feed, posted by a WebSub hub"
    needs: ClassVar[str] = "a public address of yours that the hub can reach"
    proof: ClassVar[Proof] = Proof.SERVER

    url: str = option("address of the feed")
    secret: str = option("a word of your choice, that the hub signs with", secret=True)

    def __post_init__(self) -> None:
        signatures.trusted(self.secret)

    def gaps(self) -> Source | None:
        return feed.Feed(self.url)

    def hub(self, reply: Reply) -> tuple[str, str]:
        """Where a hub is, and by which address it knows the feed: what the headers say, else what the feed says."""
        links = {**_in_feed(reply), **_in_headers(reply)}
        if not links.get("hub"):
            raise ParseError("this feed names no hub", hint="it is asked instead; use the kind 'feed'")
        return links["hub"], links.get("self", self.url)

    def subscription(self, hub: str, topic: str, door: str) -> Request:
        told = {
            "hub.mode": "subscribe",
            "hub.topic": topic,
            "hub.callback": addresses.ask(door, key=self._key()),
            "hub.secret": self.secret,
            "hub.lease_seconds": int(LEASE.total_seconds()),
        }
        return Request(hub, _FORM, urlencode(told).encode())

    def _key(self) -> str:
        """Part of our address, so that only a hub that we asked knows where to ask back."""
        return hmac.new(self.secret.encode(), self.url.encode(), hashlib.sha256).hexdigest()[:24]

    def admit(self, knock: Knock) -> Admission:
        """A hub's question whether we meant it, or the feed itself. What is not signed is answered politely and thrown
        away, as section 8 has it: a hub that is told no would end the subscription."""
        if not hmac.compare_digest(knock.asked("key").encode(), self._key().encode()):
            return Admission(404, b"nothing of the kind was asked for")
        if knock.method == "GET":
            return self._confirm(knock)
        if not signatures.signed(knock, self.secret, "x-hub-signature-256", "x-hub-signature"):
            return Admission(202, b"not signed as agreed: thrown away")
        return Admission(202, b"kept", body=knock.body)

    def _confirm(self, knock: Knock) -> Admission:
        mode, challenge = knock.asked("hub.mode"), knock.asked("hub.challenge")
        if mode == "denied":
            return Admission(200, b"understood", lease=timedelta(0))
        if mode != "subscribe" or not challenge:
            return Admission(404, b"nothing of the kind was asked for")
        told = knock.asked("hub.lease_seconds")
        lease = timedelta(seconds=int(told)) if told.isascii() and told.isdecimal() and len(told) < 9 else LEASE
        return Admission(200, challenge.encode(), lease=min(lease, _LONGEST))

    def hear(self, message: bytes, cursor: str, at: datetime) -> Page:
        """*message* is the body of a delivery whose signature was proven."""
        page = feed.read(Reply(Request(self.url), self.url, 200, (), message, at))
        return replace(page, items=items.finish(page.items), cursor=cursor)


def _in_headers(reply: Reply) -> dict[str, str]:
    told = ", ".join(value for name, value in reply.headers if name == "link")
    found = ((target, _rel(params)) for target, params in _LINK.findall(told[:20_000]))
    return _first(reply, ((rel, target) for target, rels in found for rel in rels))


def _in_feed(reply: Reply) -> dict[str, str]:
    text = reply.body[:100_000].decode(errors="replace")
    tags = ({key.lower(): value for key, value in _SAID.findall(tag)} for tag in _TAG.findall(text))
    return _first(reply, ((rel, tag.get("href", "")) for tag in tags for rel in tag.get("rel", "").lower().split()))


def _rel(params: str) -> list[str]:
    match = re.search(r'\brel="?([^";]+)', params, re.IGNORECASE)
    return match[1].lower().split() if match else []


def _first(reply: Reply, found: Iterable[tuple[str, str]]) -> dict[str, str]:
    links: dict[str, str] = {}
    for rel, target in found:
        if rel in ("hub", "self") and target:
            with suppress(ValueError):  # half an IPv6 address is none
                links.setdefault(rel, urljoin(reply.url, target.replace("&amp;", "&")))
    return links
