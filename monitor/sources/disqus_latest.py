"""Disqus without a key: the newest comments of a site, by the feed of its forum."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import ClassVar

from monitor.errors import VigieError
from monitor.model import Item, Page, Reply, Request
from monitor.sources import Proof, Terms, feed, items, option

_FORUM = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_COMMENT = re.compile(r"#comment-(\d{1,20})\Z")


@dataclass(frozen=True, slots=True)
class DisqusLatest:
    """The newest comments under the articles of a site that uses Disqus."""

    terms: ClassVar[Terms] = Terms.AMBER
    formats: ClassVar[str] = "RSS, 25 comments"
    proof: ClassVar[Proof] = Proof.DOCUMENTATION
    itemwise: ClassVar[bool] = True

    forum: str = option("the site's short name at Disqus: its page loads from <name>.disqus.com")

    def __post_init__(self) -> None:
        if not _FORUM.fullmatch(self.forum):
            raise VigieError(f"{self.forum!r} is no short name of Disqus", hint="small letters, figures and hyphens")

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - the newest each time
        return Request(f"https://{self.forum}.disqus.com/latest.rss", (("accept", feed.ACCEPT),))

    def parse(self, reply: Reply, cursor: str) -> Page:
        page = feed.read(reply)
        return replace(page, items=items.finish(map(_item, page.items)), cursor=cursor)


def _item(item: Item) -> Item:
    number = _COMMENT.search(item.url)
    return replace(
        item,
        id=number.group(1) if number else item.id,
        title=item.title.removeprefix("Re: "),
        thread=item.url.partition("#")[0],
    )
