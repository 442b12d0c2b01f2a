"""Forums that run phpBB, XenForo, vBulletin or Simple Machines, by the feed that each of them has."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar

from monitor.model import Item, Page, Reply, Request
from monitor.sources import Proof, Terms, addresses, feed, items, option


class Engine(StrEnum):
    PHPBB = "phpbb"
    XENFORO = "xenforo"
    VBULLETIN = "vbulletin"
    SMF = "smf"


_TAIL = re.compile(r"\n(?:Statisti\w{1,5}|Estad\w{1,9})\s?:[^\n]*\Z")  # who wrote it, a second time
_SMF = "index.php?action=.xml;type=rss2;sa=recent"
_PATHS = {
    Engine.PHPBB: ("feed.php?mode=posts", "feed.php?f={board}"),
    Engine.XENFORO: ("forums/-/index.rss", "forums/{board}/index.rss"),
    Engine.VBULLETIN: ("external.php?type=RSS2", "external.php?type=RSS2&forumids={board}"),
    Engine.SMF: (_SMF, _SMF + ";board={board}"),
}


@dataclass(frozen=True, slots=True)
class Forum:
    """The newest posts of a phpBB, XenForo, vBulletin or Simple Machines forum."""

    terms: ClassVar[Terms] = Terms.GREEN
    formats: ClassVar[str] = "Atom (phpBB), RSS (the others), 10 to 30 entries"
    proof: ClassVar[Proof] = Proof.DOCUMENTATION
    itemwise: ClassVar[bool] = True

    url: str = option("address of the forum's first page")
    engine: Engine = option("what it runs: phpbb, xenforo, vbulletin or smf")
    board: str = option("one board only: its number, or for XenForo its name in the address", "")

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - the newest each time
        everywhere, one_board = _PATHS[Engine(self.engine)]
        path = one_board.format(board=addresses.segment(self.board)) if self.board else everywhere
        return Request(addresses.under(self.url, path), (("accept", feed.ACCEPT),))

    def parse(self, reply: Reply, cursor: str) -> Page:
        page = feed.read(reply)
        return replace(page, items=items.finish(map(_item, page.items)), cursor=cursor)


def _item(item: Item) -> Item:
    return replace(item, text=_TAIL.sub("", item.text))
