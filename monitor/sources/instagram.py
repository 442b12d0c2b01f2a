"""Instagram: comments under media of one's own, and media in which others tag the account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from monitor.model import Item, Page, Reply, Request
from monitor.sources import Proof, Terms, addresses, graph, nodes, option
from monitor.text import cut

_COMMENT = "id,text,username,timestamp"
_FIELDS = {
    "media": f"id,caption,permalink,timestamp,comments.limit(50){{{_COMMENT},replies{{{_COMMENT}}}}}",
    "tags": "id,caption,username,permalink,timestamp",
}


class Wanted(StrEnum):
    COMMENTS = "media"
    TAGGED = "tags"


@dataclass(frozen=True, slots=True)
class Instagram:
    """Comments under the media of an Instagram account of yours, or media in which others tag it."""

    terms: ClassVar[Terms] = Terms.AMBER
    formats: ClassVar[str] = "JSON of the Instagram Graph API v26.0, 25 media with 50 comments each a page"
    needs: ClassVar[str] = "a professional account, and a token with instagram_manage_comments after Meta's app review"
    proof: ClassVar[Proof] = Proof.RECORDING
    refusals: ClassVar[Mapping[str, str]] = {
        **graph.REFUSALS,
        "instagram_manage_comments": "the right instagram_manage_comments is missing: Meta reviews the app first",
        "instagram_basic": "the right instagram_basic is missing: Meta grants it after an app review",
        "401": "the token is wrong or has expired",
        "403": "the token lacks instagram_basic or instagram_manage_comments",
        "400": "the account id or the token is wrong, or the account is not a professional one",
    }

    account: str = option("id of the professional account")
    token: str = option("long-lived access token", secret=True)
    wanted: Wanted = option("media (their comments) or tags (media in which others tag you)", Wanted.COMMENTS)

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - the newest each time
        wanted = Wanted(self.wanted).value
        url = f"https://graph.facebook.com/{graph.VERSION}/{addresses.segment(self.account)}/{wanted}"
        return Request(addresses.ask(url, fields=_FIELDS[wanted], limit=25), graph.bearer(self.token))

    def parse(self, reply: Reply, cursor: str) -> Page:
        answer, media = graph.entries(reply, "media")
        speaking = tuple(each for each in media if each.text("caption", "text") or each.each("comments.data"))
        found = nodes.proven(speaking, _items(speaking, reply), reply)
        return graph.page(answer, found, reply, cursor)


def _items(media: tuple[nodes.Node, ...], reply: Reply) -> Iterator[Item]:
    for each in media:
        number, headline = each.line("id"), cut(each.line("caption"), 80)
        yield graph.comment(each, reply, thread=number)
        for comment in each.each("comments.data"):
            yield graph.comment(comment, reply, title=headline, thread=number, parent=number)
            for answer in comment.each("replies.data"):
                yield graph.comment(answer, reply, title=headline, thread=number, parent=comment.line("id"))
