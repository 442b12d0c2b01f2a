"""Discourse forums: every new post of a forum, by its number."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from monitor.model import Item, Page, Reply, Request
from monitor.sources import Proof, Terms, addresses, items, nodes, option, polling


@dataclass(frozen=True, slots=True)
class Discourse:
    """Every new post of a Discourse forum."""

    terms: ClassVar[Terms] = Terms.GREEN
    formats: ClassVar[str] = "JSON of /posts.json, 50 posts a page"
    proof: ClassVar[Proof] = Proof.RECORDING
    complete: ClassVar[bool] = True
    refusals: ClassVar[Mapping[str, str]] = {
        "403": "this forum shows its posts to its members only: an API key of an administrator is missing",
    }

    url: str = option("address of the forum")
    key: str = option("API key, for a forum that is not open to all", "", secret=True)
    username: str = option("user whom the key belongs to", "")

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - the newest each time
        return self._ask(addresses.under(self.url, "posts.json"))

    def parse(self, reply: Reply, cursor: str) -> Page:
        answer = nodes.answer(reply, "posts of Discourse")
        posts = nodes.listed(answer, "latest_posts", reply, "a list of posts")
        said = tuple(post for post in posts if not _taken_back(post))
        found = nodes.proven(said, self._items(said, reply), reply)
        gone = tuple(post.line("id") for post in posts if _taken_back(post))
        numbers = [number for post in posts if (number := post.number("id"))]
        found, after, on = polling.follow(cursor, found, further=numbers and min(numbers) > 1)
        more = self._ask(addresses.ask(reply.request.url, before=min(numbers))) if on else None
        return Page(found, after, more=more, gone=gone)

    def _ask(self, url: str) -> Request:
        named = (("api-key", self.key), ("api-username", self.username))
        return Request(url, (("accept", "application/json"), *((n, v) for n, v in named if v)))

    def _items(self, posts: tuple[nodes.Node, ...], reply: Reply) -> Iterator[Item]:
        for post in posts:
            topic, slug, number = post.line("topic_id"), post.line("topic_slug"), post.line("post_number")
            place = f"t/{addresses.segment(slug or '-')}/{topic}/{number}"
            yield items.item(
                reply.url,
                post.line("id"),
                url=addresses.under(self.url, place) if topic else "",
                title=post.line("topic_title"),
                text=post.prose("cooked", "raw"),
                author=post.line("username"),
                published=post.when("created_at", reply.at),
                updated=post.when("updated_at", reply.at),
                thread=topic,
                parent=f"{topic}/{answered}" if (answered := post.line("reply_to_post_number")) else "",
            )


def _taken_back(post: nodes.Node) -> bool:
    return post.true("user_deleted") or bool(post.text("deleted_at")) or post.true("hidden")
