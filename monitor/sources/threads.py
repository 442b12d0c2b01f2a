"""Threads: posts that a search finds, or those that mention one's own account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from monitor.model import Item, Page, Reply, Request
from monitor.sources import Proof, Terms, addresses, graph, items, nodes, option, polling

_API = "https://graph.threads.net/v1.0"
_FIELDS = "id,permalink,username,text,timestamp,is_quote_post,has_replies"


@dataclass(frozen=True, slots=True)
class Threads:
    """Posts on Threads that a search finds, or that mention an account of yours."""

    terms: ClassVar[Terms] = Terms.AMBER
    formats: ClassVar[str] = "JSON of the Threads API v1.0, 100 posts a page; 2,200 searches a day"
    needs: ClassVar[str] = "a token with threads_keyword_search (or threads_manage_mentions) after Meta's app review"
    proof: ClassVar[Proof] = Proof.DOCUMENTATION
    refusals: ClassVar[Mapping[str, str]] = {
        **graph.REFUSALS,
        "threads_keyword_search": "the right threads_keyword_search is missing: Meta reviews the app first",
        "threads_manage_mentions": "the right threads_manage_mentions is missing: Meta grants it after an app review",
        "401": "the token is wrong or has expired (they last 60 days)",
        "403": "the token lacks threads_keyword_search or threads_manage_mentions",
        "400": "the token is wrong or has expired, or the search is not allowed",
    }

    token: str = option("long-lived access token", secret=True)
    query: str = option("words to search for; posts that mention you if it is left out", "")

    def request(self, cursor: str) -> Request:
        # An empty answer costs nothing, so the window overlaps generously.
        start = polling.since(cursor)
        if not self.query:
            return self._ask(f"{_API}/me/mentions")
        since = int(start.timestamp()) if start else ""
        return self._ask(addresses.ask(f"{_API}/keyword_search", q=self.query, search_type="RECENT", since=since))

    def parse(self, reply: Reply, cursor: str) -> Page:
        answer, posts = graph.entries(reply, "posts")
        speaking = tuple(post for post in posts if post.text("text"))
        found = nodes.proven(speaking, (_item(post, reply) for post in speaking), reply)
        return graph.page(answer, found, reply, cursor)

    def _ask(self, url: str) -> Request:
        return Request(addresses.ask(url, fields=_FIELDS, limit=100), graph.bearer(self.token))


def _item(post: nodes.Node, reply: Reply) -> Item:
    return items.item(
        reply.url,
        post.line("id"),
        url=post.text("permalink"),
        text=post.text("text"),
        author=post.line("username"),
        published=post.when("timestamp", reply.at),
    )
