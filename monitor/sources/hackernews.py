"""Hacker News, by the search that Algolia keeps of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from monitor.model import Item, Page, Reply, Request
from monitor.sources import Proof, Terms, addresses, items, nodes, option, polling

_PLACE = "https://news.ycombinator.com/item"


@dataclass(frozen=True, slots=True)
class HackerNews:
    """Stories and comments of Hacker News that a search finds, the newest first."""

    terms: ClassVar[Terms] = Terms.GREEN
    formats: ClassVar[str] = "JSON of hn.algolia.com, 100 entries a page, 1,000 a search"
    proof: ClassVar[Proof] = Proof.RECORDING

    query: str = option("words to search for")
    comments: bool = option("comments too, not only stories", True)

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - the newest each time
        tags = "(story,comment)" if self.comments else "story"
        url = "https://hn.algolia.com/api/v1/search_by_date"
        return Request(addresses.ask(url, query=self.query, tags=tags, hitsPerPage=100))

    def parse(self, reply: Reply, cursor: str) -> Page:
        answer = nodes.answer(reply, "a search of Hacker News")
        hits = nodes.listed(answer, "hits", reply, "a list of hits")
        found = nodes.proven(hits, _items(hits, reply), reply)
        page = (answer.number("page") or 0) + 1
        found, after, on = polling.follow(cursor, found, further=page < (answer.number("nbPages") or 0))
        return Page(found, after, more=Request(addresses.ask(reply.request.url, page=page)) if on else None)


def _items(hits: tuple[nodes.Node, ...], reply: Reply) -> Iterator[Item]:
    for hit in hits:
        number = hit.line("objectID")
        yield items.item(
            reply.url,
            number,
            url=addresses.ask(_PLACE, id=number),
            title=hit.prose("title", "story_title"),
            text=hit.prose("comment_text", "story_text"),
            author=hit.line("author"),
            published=hit.when("created_at_i", reply.at),
            thread=hit.line("story_id"),
            parent=hit.line("parent_id"),
        )
