"""Disqus with a key of the forum's owner: every comment, with what was deleted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from monitor.model import Item, Page, Reply, Request
from monitor.sources import Proof, Terms, addresses, items, nodes, option, polling

_API = "https://disqus.com/api/3.0/posts/list.json"


@dataclass(frozen=True, slots=True)
class Disqus:
    """Every comment of a forum of yours at Disqus."""

    terms: ClassVar[Terms] = Terms.AMBER
    formats: ClassVar[str] = "JSON of the Disqus API 3.0, 100 comments a page; 1,000 questions an hour"
    needs: ClassVar[str] = "the API key of an application that the forum's owner registered at disqus.com/api"
    proof: ClassVar[Proof] = Proof.DOCUMENTATION
    complete: ClassVar[bool] = True
    refusals: ClassVar[Mapping[str, str]] = {
        "invalid api key": "the API key is wrong, or its application was removed",
        "rate limit": "the 1,000 questions of this hour are spent: ask less often",
        "401": "the key may not read this forum: its owner has to add your application as a moderator",
        "400": "the forum's short name or the API key is wrong",
    }

    forum: str = option("short name of the forum")
    key: str = option("public API key of your application", secret=True)

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - the newest each time
        return self._ask("")

    def parse(self, reply: Reply, cursor: str) -> Page:
        answer = nodes.answer(reply, "comments of Disqus")
        posts = nodes.listed(answer, "response", reply, "a list of comments")
        said = tuple(post for post in posts if not _taken_back(post))
        found = nodes.proven(said, _items(said, reply), reply)
        gone = tuple(post.line("id") for post in posts if _taken_back(post))
        token = answer.line("cursor.next") if answer.true("cursor.hasNext") else ""
        found, after, on = polling.follow(cursor, found, further=token)
        return Page(found, after, more=self._ask(token) if on else None, gone=gone)

    def _ask(self, page: str) -> Request:
        asked = addresses.ask(_API, forum=self.forum, order="desc", limit=100, related="thread", cursor=page)
        return Request(addresses.ask(asked, api_key=self.key))


def _taken_back(post: nodes.Node) -> bool:
    return post.true("isDeleted") or post.true("isSpam")


def _items(posts: tuple[nodes.Node, ...], reply: Reply) -> Iterator[Item]:
    for post in posts:
        thread, number = post.at("thread"), post.line("id")
        page = thread.text("link")
        yield items.item(
            reply.url,
            number,
            url=f"{page}#comment-{number}" if page else "",
            title=thread.prose("clean_title", "title"),
            text=post.text("raw_message") or post.prose("message"),
            author=post.line("author.name", "author.username"),
            published=post.when("createdAt", reply.at),
            thread=thread.line("id") or post.line("thread"),
            parent=post.line("parent"),
        )
