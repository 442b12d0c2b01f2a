"""Mastodon and what speaks its language: posts under hashtags, or those that a search finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from monitor.errors import VigieError
from monitor.model import Item, Page, Reply, Request
from monitor.sources import Proof, Terms, addresses, items, nodes, option, polling

_MOST = 40


@dataclass(frozen=True, slots=True)
class Mastodon:
    """Posts with a hashtag, or of a search, as one instance of Mastodon sees them."""

    terms: ClassVar[Terms] = Terms.GREEN
    formats: ClassVar[str] = "JSON of the Mastodon API (also Pleroma, GoToSocial, Pixelfed), 40 posts a page"
    needs: ClassVar[str] = "nothing for hashtags where the instance shows them to all; a token for a search"
    proof: ClassVar[Proof] = Proof.RECORDING
    complete: ClassVar[bool] = True
    relists: ClassVar[bool] = True
    refusals: ClassVar[Mapping[str, str]] = {
        "401": "this instance shows its timelines to its members only: a token with the right read:statuses is missing",
        "403": "the token has not the right read:search, or this instance refuses us",
        "422": "this instance refuses this search without a token",
    }

    instance: str = option("host of the instance, such as mastodon.social")
    hashtag: str = option("hashtag, without #", "")
    query: str = option("words to search for, instead of a hashtag; needs a token", "")
    token: str = option("token of an app of yours on that instance, with read:search", "", secret=True)

    def __post_init__(self) -> None:
        if bool(self.hashtag) == bool(self.query):
            raise VigieError("one of hashtag and query is needed", hint="hashtag: yourbrand needs no token")

    def request(self, cursor: str) -> Request:
        # What came after the greatest identity so far; at first, and when all is looked at anew, the newest.
        return self._ask(min_id=polling.forward(cursor.partition(" ")[0]))

    def parse(self, reply: Reply, cursor: str) -> Page:
        answer = nodes.answer(reply, "posts of Mastodon")
        posts = nodes.listed(answer, "statuses" if self.query else "", reply, "a list of posts")
        newest, _, floor = cursor.partition(" ")
        numbers = [number for post in posts if (number := polling.forward(post.line("id")))]
        after, lowest = polling.furthest(newest, numbers), min(numbers, key=int, default="")
        full = len(posts) >= _MOST // 2
        bottom = polling.forward(floor) or (full and lowest) or "0"
        # What is older than the first page that we ever saw was no news then.
        posts = tuple(post for post in posts if int(polling.forward(post.line("id")) or bottom) >= int(bottom))
        found = nodes.proven(posts, (item(post, reply.url, reply.at) for post in posts), reply)
        return Page(
            found,
            f"{after} {bottom}".strip(),
            more=self._more(reply, found, after, lowest if full else "", bottom),
            drain=bool(addresses.asked(reply.request.url, "min_id")),
        )

    def _more(self, reply: Reply, found: tuple[Item, ...], after: str, lowest: str, bottom: str) -> Request | None:
        if not lowest:
            return None
        if addresses.asked(reply.request.url, "min_id"):
            return self._ask(min_id=after)
        recent = any(item.published and item.published > reply.at - polling.WINDOW for item in found)
        return self._ask(max_id=lowest) if recent and int(lowest) > int(bottom) else None

    def _ask(self, **bounds: str) -> Request:
        home = addresses.site(self.instance)
        path = f"{home}/api/v1/timelines/tag/{addresses.segment(self.hashtag)}"
        place = addresses.ask(f"{home}/api/v2/search", q=self.query, type="statuses") if self.query else path
        bearer = (("authorization", f"Bearer {self.token}"),) if self.token else ()
        return Request(addresses.ask(place, limit=_MOST, **bounds), bearer)


def item(post: nodes.Node, base: str, at: datetime) -> Item:
    """A post. Its number is its instance's own; its `uri` is the same everywhere."""
    return items.item(
        base,
        post.line("uri", "id"),
        url=post.text("url", "uri"),
        title=post.line("spoiler_text"),
        text=post.prose("content"),
        author=post.line("account.acct"),
        published=post.when("created_at", at),
        updated=post.when("edited_at", at),
        language=post.line("language"),
        reach=post.number("account.followers_count"),
        parent=post.line("in_reply_to_id"),
    )
