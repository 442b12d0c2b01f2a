"""Bluesky's Jetstream: every post of the network as it is written, one JSON message each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from monitor.errors import ParseError
from monitor.model import Page, Tap
from monitor.sources import Proof, Source, Terms, addresses, bluesky, nodes, option
from monitor.text import cut, one_line

_POSTS = "app.bsky.feed.post"
_AGAIN = 5_000_000  # microseconds that are heard once more after a break: messages come at least once, nearly in order
_HOLE = timedelta(minutes=5)  # a network that writes fifty posts a second says something every second


@dataclass(frozen=True, slots=True)
class Jetstream:
    """Every post of Bluesky as it is written, edited or deleted; the brands are found here."""

    terms: ClassVar[Terms] = Terms.GREEN
    formats: ClassVar[str] = "JSON messages of Jetstream v1 over a websocket"
    proof: ClassVar[Proof] = Proof.RECORDING

    url: str = option("address of a Jetstream", "wss://jetstream2.us-east.bsky.network/subscribe")

    def gaps(self) -> Source | None:
        return None  # the line goes on where it was, up to 36 hours back

    def tap(self, cursor: str) -> Tap:
        known = _known(cursor)
        return Tap(addresses.ask(self.url, wantedCollections=_POSTS, cursor=max(known - _AGAIN, 0) or ""))

    def missed(self, message: bytes, cursor: str) -> timedelta:
        """How much lies between what we know and this, the first *message* after a break: it goes back no further."""
        known, time = _known(cursor), nodes.loads(message).number("time_us")
        hole = timedelta(microseconds=(time or 0) - known) if known else timedelta()
        return hole if hole > _HOLE else timedelta()

    def hear(self, message: bytes, cursor: str, at: datetime) -> Page:
        event = nodes.loads(message)
        kind, time = event.line("kind"), event.number("time_us")
        if not kind or time is None:
            raise ParseError(f"Jetstream sent what is no event: {cut(one_line(repr(message[:80])), 80)}")
        after = str(max(time, _known(cursor)))
        commit, did = event.at("commit"), event.line("did")
        if kind != "commit" or commit.line("collection") != _POSTS:
            return Page((), after)
        uri = f"at://{did}/{_POSTS}/{commit.line('rkey')}"
        if commit.line("operation") == "delete":
            return Page((), after, gone=(uri,))
        item = bluesky.record(uri, did, commit.at("record"), at)
        return Page((item,) if item.prose else (), after)


def _known(cursor: str) -> int:
    return int(cursor) if cursor.isascii() and cursor.isdecimal() and len(cursor) < 20 else 0
