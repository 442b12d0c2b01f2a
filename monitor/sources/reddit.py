"""Reddit, as far as it is open without a key: the feeds of a subreddit, of a thread and of a search."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import ClassVar

from monitor.errors import VigieError
from monitor.model import Item, Page, Reply, Request
from monitor.sources import Proof, Terms, addresses, feed, items, option

_TAIL = re.compile(r"\s*submitted by\s+/?u/\S+(?:\s+to\s+r/\S+)?\s*\[link\]\s*\[comments\]\s*\Z")
_NAME = re.compile(r"[A-Za-z0-9_]{2,50}(?:\+[A-Za-z0-9_]{2,50}){0,20}")
_THREAD = re.compile(r"/comments/([a-z0-9]{1,13})/")


@dataclass(frozen=True, slots=True)
class Reddit:
    """Posts or comments of subreddits, or those that a search finds, without scores."""

    terms: ClassVar[Terms] = Terms.AMBER
    formats: ClassVar[str] = "Atom, 25 entries"
    proof: ClassVar[Proof] = Proof.RECORDING
    itemwise: ClassVar[bool] = True

    subreddit: str = option("name of the subreddit, several with +; all of Reddit if it is left out", "")
    query: str = option("words to search for, instead of everything new", "")
    comments: bool = option("listen to comments instead of posts", False)

    def __post_init__(self) -> None:
        if not self.subreddit and not self.query:
            raise VigieError("neither a subreddit nor a query is given", hint="give one of them, or both")
        if self.subreddit and not _NAME.fullmatch(self.subreddit):
            raise VigieError(f"{self.subreddit!r} is no subreddit", hint="write it without r/, several like this: a+b")

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - the newest each time
        return Request(self._url(), (("accept", feed.ACCEPT),))

    def parse(self, reply: Reply, cursor: str) -> Page:
        page = feed.read(reply)
        return replace(page, items=items.finish(map(_item, page.items)), cursor=cursor)

    def _url(self) -> str:
        room = f"https://www.reddit.com/r/{self.subreddit}" if self.subreddit else "https://www.reddit.com"
        if not self.query:
            return f"{room}/{'comments' if self.comments else 'new'}/.rss"
        within = "on" if self.subreddit else ""
        kind = "comment" if self.comments else ""
        return addresses.ask(f"{room}/search.rss", q=self.query, sort="new", restrict_sr=within, type=kind)


def _item(item: Item) -> Item:
    thread = _THREAD.search(item.url)
    return replace(
        item,
        text=_TAIL.sub("", item.text),
        author=item.author.removeprefix("/u/"),
        thread=f"t3_{thread.group(1)}" if thread else "",
    )
