"""Feeds: RSS, Atom, RDF, CDF and JSON Feed, told apart by what they are and not by what they are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import ClassVar

from monitor.model import Page, Reply, Request
from monitor.sources import Proof, Terms, answers, entries, items, jsonfeed

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1"
)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed of articles, posts, videos or comments."""

    terms: ClassVar[Terms] = Terms.GREEN
    proof: ClassVar[Proof] = Proof.SERVER
    itemwise: ClassVar[bool] = True
    formats: ClassVar[str] = "RSS 0.9x-2.0, Atom 0.3 and 1.0, RDF, CDF, JSON Feed 1.x"

    url: str = field(metadata={"help": "address of the feed"})
    headers: Mapping[str, str] = field(
        default_factory=dict, repr=False, metadata={"help": "headers to send, such as an authorization; never shown"}
    )

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - a feed is asked for the same page each time
        return Request(self.url, (("accept", ACCEPT), *self.headers.items()))

    def parse(self, reply: Reply, cursor: str) -> Page:
        page = read(reply)
        return replace(page, items=items.finish(page.items), cursor=cursor)


def read(reply: Reply) -> Page:
    """Every entry of the feed in *reply* as it lists them: twins, repeated identities and all."""
    if not answers.looks_like_json(reply.body):
        return entries.read(reply)
    value = answers.load_json(reply, "a feed")
    if not jsonfeed.is_json_feed(value):
        raise answers.unlike(reply, "a feed", "JSON that is no JSON Feed is read by the kind 'json'")
    return jsonfeed.read(value, reply)
