"""Facebook: what is written under the posts of a page of one's own, and where others tag it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from monitor.model import Item, Page, Reply, Request
from monitor.sources import Proof, Terms, addresses, graph, nodes, option
from monitor.text import cut

_COMMENT = "id,message,from,created_time,permalink_url,parent"
_FIELDS = {
    "feed": f"id,message,from,created_time,permalink_url,comments.limit(50).order(reverse_chronological){{{_COMMENT}}}",
    "tagged": "id,message,from,created_time,permalink_url",
}


class Wanted(StrEnum):
    FEED = "feed"
    TAGGED = "tagged"


@dataclass(frozen=True, slots=True)
class Facebook:
    """Comments under the posts of a Facebook page of yours, or posts in which others tag it."""

    terms: ClassVar[Terms] = Terms.AMBER
    formats: ClassVar[str] = "JSON of the Graph API v26.0, 50 posts with 50 comments each a page"
    needs: ClassVar[str] = "a page token with pages_read_engagement and pages_read_user_content (app review)"
    proof: ClassVar[Proof] = Proof.RECORDING
    refusals: ClassVar[Mapping[str, str]] = {
        **graph.REFUSALS,
        "pages_read_user_content": "the right pages_read_user_content is missing: Meta grants it after an app review",
        "pages_read_engagement": "the right pages_read_engagement is missing: Meta grants it after an app review",
        "401": "the page token is wrong or has expired",
        "403": "the page token lacks pages_read_engagement or pages_read_user_content",
        "400": "the page id or the page token is wrong, or the token is a user's and not the page's",
    }

    page: str = option("id of the page")
    token: str = option("long-lived page access token", secret=True)
    wanted: Wanted = option("feed (posts and their comments) or tagged", Wanted.FEED)

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - the newest each time
        wanted = Wanted(self.wanted).value
        url = f"https://graph.facebook.com/{graph.VERSION}/{addresses.segment(self.page)}/{wanted}"
        return Request(addresses.ask(url, fields=_FIELDS[wanted], limit=50), graph.bearer(self.token))

    def parse(self, reply: Reply, cursor: str) -> Page:
        answer, posts = graph.entries(reply, "posts")
        # A post without words (a photo) says nothing, and is no sign of a changed interface.
        speaking = tuple(post for post in posts if post.text("message") or post.each("comments.data"))
        found = nodes.proven(speaking, _items(speaking, reply), reply)
        return graph.page(answer, found, reply, cursor)


def _items(posts: tuple[nodes.Node, ...], reply: Reply) -> Iterator[Item]:
    for post in posts:
        number = post.line("id")
        yield graph.comment(post, reply, thread=number)
        headline = cut(post.line("message"), 80)
        for comment in post.each("comments.data"):
            yield graph.comment(comment, reply, title=headline, thread=number, parent=number)
