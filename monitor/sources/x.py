"""X, by its recent search: every post costs, so a month has a price that is never exceeded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from monitor.errors import VigieError
from monitor.model import Item, Page, Reply, Request, Rights
from monitor.sources import Proof, Terms, addresses, items, nodes, option

_API = "https://api.x.com/2/tweets/search/recent"
_POST, _USER = 5_000, 10_000  # millionths of a dollar; docs.x.com, prices of August 2026
_MOST = 100
_RIGHTS = Rights(share=False)  # what leaves may hold identities only


@dataclass(frozen=True, slots=True)
class X:
    """Posts of the last seven days that a search on X finds, within a monthly budget."""

    terms: ClassVar[Terms] = Terms.AMBER
    formats: ClassVar[str] = "JSON of the X API v2, 100 posts a page; 0.005 USD a post, 0.010 USD an author"
    needs: ClassVar[str] = "a bearer token of a project with paid access at developer.x.com"
    proof: ClassVar[Proof] = Proof.RECORDING
    dearest: ClassVar[int] = _MOST * (_POST + _USER)
    refusals: ClassVar[Mapping[str, str]] = {
        "401": "the bearer token is wrong, or was regenerated",
        "402": "the credits at developer.x.com are spent",
        "client-not-enrolled": "the app does not belong to a project with paid access",
        "403": "the app does not belong to a project with paid access at developer.x.com",
        "429": "450 questions a quarter of an hour, or X's own monthly cap: ask less often",
    }

    query: str = option("what to look for, in X's own language: (brand OR @brand) -is:retweet lang:fr")
    token: str = option("bearer token", secret=True)
    budget: float = option("the most dollars that a calendar month may cost; nothing is asked beyond them")
    authors: bool = option("the names and followers of who writes, which triples the price", False)

    def __post_init__(self) -> None:
        if not 0 < len(self.query) <= 512:
            raise VigieError("a search on X has between 1 and 512 characters")
        if not 0 < self.budget < 1_000_000:
            raise VigieError("a budget is a number of dollars greater than nothing")

    def request(self, cursor: str) -> Request:
        """*cursor* is the greatest identity, and while a search is not read to its end, also the greatest of that
        search and its next page: `since|newest|next`."""
        since, newest, token = _split(cursor)
        fields = {"tweet.fields": "author_id,conversation_id,created_at,lang,public_metrics,referenced_tweets"}
        if self.authors:
            fields |= {"expansions": "author_id", "user.fields": "username,public_metrics"}
        bounds = {"since_id": since, "next_token": token if newest else ""}
        asked = addresses.ask(_API, query=self.query, max_results=_MOST, **fields, **bounds)
        return Request(asked, (("authorization", f"Bearer {self.token}"),))

    def parse(self, reply: Reply, cursor: str) -> Page:
        answer = nodes.answer(reply, "posts of X") if not _partial(reply) else nodes.loads(reply.body)
        # Where nothing was found, there is no list at all.
        empty = answer.number("meta.result_count") == 0
        posts = () if empty else nodes.listed(answer, "data", reply, "a list of posts")
        people = {user.line("id"): user for user in answer.each("includes.users")}
        found = nodes.proven(posts, _items(posts, people, reply), reply)
        after = _after(cursor, answer)
        more = self.request(after) if "|" in after else None
        cost = len(posts) * _POST + len(people) * _USER
        return Page(found, after, more=more, cost=cost, drain=True)


def _partial(reply: Reply) -> bool:
    """Posts that refer to deleted ones come with `errors` beside them, and are posts all the same."""
    found = nodes.loads(reply.body)
    return isinstance(found.at("data").value, list) and isinstance(found.at("meta").value, dict)


def _split(cursor: str) -> tuple[str, str, str]:
    since, _, rest = cursor.partition("|")
    newest, _, token = rest.partition("|")
    return (since if since.isdecimal() else "", newest if newest.isdecimal() and token else "", token)


def _after(cursor: str, answer: nodes.Node) -> str:
    since, newest, _ = _split(cursor)
    newest = newest or answer.line("meta.newest_id") or since
    token = answer.line("meta.next_token")
    return f"{since}|{newest}|{token}" if token and since and newest.isdecimal() else newest


def _items(posts: tuple[nodes.Node, ...], people: dict[str, nodes.Node], reply: Reply) -> Iterator[Item]:
    for post in posts:
        number, user = post.line("id"), people.get(post.line("author_id"), nodes.NOTHING)
        answered = (each for each in post.each("referenced_tweets") if each.line("type") == "replied_to")
        yield items.item(
            reply.url,
            number,
            url=f"https://x.com/i/web/status/{addresses.segment(number)}" if number else "",
            text=post.prose("text"),
            author=f"@{name}" if (name := user.line("username")) else post.line("author_id"),
            published=post.when("created_at", reply.at),
            language=post.line("lang"),
            reach=user.number("public_metrics.followers_count"),
            thread=post.line("conversation_id"),
            parent=next(answered, nodes.NOTHING).line("id"),
            rights=_RIGHTS,
        )
