"""Bluesky's Jetstream: every post of the network as it is written, one JSON message each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from monitor.errors import ParseError
from monitor.model import Page
from monitor.sources import Proof, Terms, bluesky, nodes, option
from monitor.text import cut, one_line

_POSTS = "app.bsky.feed.post"


@dataclass(frozen=True, slots=True)
class Jetstream:
    """Every post of Bluesky as it is written, edited or deleted; the brands are found here."""

    terms: ClassVar[Terms] = Terms.GREEN
    formats: ClassVar[str] = "JSON messages of Jetstream v1 over a websocket"
    proof: ClassVar[Proof] = Proof.RECORDING

    url: str = option("address of a Jetstream", "wss://jetstream2.us-east.bsky.network/subscribe")

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
