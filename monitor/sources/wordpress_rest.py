"""WordPress by its REST interface: comments with their late approvals, or posts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import ClassVar

from monitor.model import Item, Page, Reply, Request
from monitor.sources import Proof, Terms, addresses, items, nodes, option, polling


class Wanted(StrEnum):
    COMMENTS = "comments"
    POSTS = "posts"


@dataclass(frozen=True, slots=True)
class WordPress:
    """Comments or posts of a WordPress site; a comment that is approved late is heard as well."""

    terms: ClassVar[Terms] = Terms.GREEN
    formats: ClassVar[str] = "JSON of /wp-json/wp/v2, 100 entries a page"
    proof: ClassVar[Proof] = Proof.SERVER
    complete: ClassVar[bool] = True
    refusals: ClassVar[Mapping[str, str]] = {
        "401": "this site keeps its REST interface to its members: use its feed instead (kind: feed, /comments/feed/)",
        "404": "this site has switched its REST interface off: use its feed instead (kind: feed, /comments/feed/)",
    }

    url: str = option("address of the site")
    wanted: Wanted = option("comments or posts", Wanted.COMMENTS)
    query: str = option("only what WordPress's own search finds", "")
    look_back: timedelta = option("how late an approval may come and still be heard", polling.WINDOW)

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - an approved comment keeps its old date
        url = addresses.under(self.url, f"wp-json/wp/v2/{Wanted(self.wanted).value}")
        with_it = "up" if Wanted(self.wanted) is Wanted.COMMENTS else "author"
        asked = addresses.ask(url, per_page=100, orderby="date", order="desc", search=self.query, _embed=with_it)
        return Request(asked)

    def parse(self, reply: Reply, cursor: str) -> Page:
        answer = nodes.answer(reply, "entries of WordPress")
        entries = nodes.listed(answer, "", reply, f"a list of {Wanted(self.wanted).value}")
        found = nodes.proven(entries, _items(entries, reply), reply)
        page = int(addresses.asked(reply.request.url, "page") or 1)
        pages = nodes.Node(reply.header("x-wp-totalpages")).number("") or 0
        found, after, on = polling.follow(cursor, found, further=page < pages, window=self.look_back)
        return Page(found, after, more=Request(addresses.ask(reply.request.url, page=page + 1)) if on else None)


def _items(entries: tuple[nodes.Node, ...], reply: Reply) -> Iterator[Item]:
    for entry in entries:
        about = entry.at("_embedded.up.0")
        yield items.item(
            reply.url,
            entry.line("id"),
            url=entry.text("link"),
            title=entry.prose("title.rendered") or about.prose("title.rendered"),
            text=entry.prose("content.rendered", "excerpt.rendered"),
            author=entry.prose("author_name", "_embedded.author.0.name"),
            # `date_gmt` says neither Z nor an offset, and means it.
            published=entry.when("date_gmt", reply.at),
            updated=entry.when("modified_gmt", reply.at),
            thread=entry.line("post") or entry.line("link"),
            parent=parent if (parent := entry.line("parent")) != "0" else "",
        )
