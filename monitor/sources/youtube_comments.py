"""YouTube comments, by its Data API: one unit of the day's 10,000 for a hundred threads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from monitor.errors import VigieError
from monitor.model import Item, Page, Reply, Request, Rights
from monitor.sources import Proof, Terms, addresses, items, nodes, option, polling

_API = "https://www.googleapis.com/youtube/v3/commentThreads"
_REFRESH = Rights(keep_days=30)  # the developer policy: refreshed or deleted within thirty days


@dataclass(frozen=True, slots=True)
class YouTubeComments:
    """Comments under the videos of a channel or under one video, and the answers to them."""

    terms: ClassVar[Terms] = Terms.AMBER
    formats: ClassVar[str] = "JSON of the YouTube Data API v3, 100 threads a page"
    needs: ClassVar[str] = "a key of a Google Cloud project with the YouTube Data API v3 enabled"
    proof: ClassVar[Proof] = Proof.RECORDING
    refusals: ClassVar[Mapping[str, str]] = {
        "quotaexceeded": "the 10,000 units of the day are spent: ask less often, or fewer channels",
        "commentsdisabled": "comments are switched off under this video",
        "accessnotconfigured": "the YouTube Data API v3 is not enabled in the project of this key",
        "api key not valid": "the key is wrong",
        "403": "the key may not read these comments: is the YouTube Data API v3 enabled, and the key free for it?",
        "400": "the key is wrong, or there is no such channel or video",
    }

    key: str = option("key of your Google Cloud project", secret=True)
    channel: str = option("comments under all videos of this channel (UC...)", "")
    video: str = option("comments under one video, instead of a channel", "")
    query: str = option("only comments that YouTube finds for these words", "")

    def __post_init__(self) -> None:
        if bool(self.channel) == bool(self.video):
            raise VigieError("one of channel and video is needed", hint="the id is in the address of its page")

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - the newest each time
        return self._ask("")

    def parse(self, reply: Reply, cursor: str) -> Page:
        answer = nodes.answer(reply, "comments of YouTube")
        threads = nodes.listed(answer, "items", reply, "a list of comments")
        found = nodes.proven(threads, _items(threads, reply), reply)
        token = answer.line("nextPageToken")
        found, after, on = polling.follow(cursor, found, further=token)
        return Page(found, after, more=self._ask(token) if on else None)

    def _ask(self, page: str) -> Request:
        whose = {"allThreadsRelatedToChannelId": self.channel, "videoId": self.video, "searchTerms": self.query}
        shape = {"part": "snippet,replies", "order": "time", "maxResults": 100, "textFormat": "plainText"}
        return Request(addresses.ask(_API, **shape, **whose, pageToken=page), (("x-goog-api-key", self.key),))


def _items(threads: tuple[nodes.Node, ...], reply: Reply) -> Iterator[Item]:
    for thread in threads:
        video, top = thread.line("snippet.videoId"), thread.at("snippet.topLevelComment")
        for comment, parent in ((top, ""), *((each, top.line("id")) for each in thread.each("replies.comments"))):
            said, number = comment.at("snippet"), comment.line("id")
            watched = addresses.ask("https://www.youtube.com/watch", v=video, lc=number)
            yield items.item(
                reply.url,
                number,
                url=watched if video else "",
                text=said.text("textOriginal", "textDisplay"),
                author=said.line("authorDisplayName"),
                published=said.when("publishedAt", reply.at),
                updated=said.when("updatedAt", reply.at),
                thread=video or said.line("channelId"),
                parent=parent,
                rights=_REFRESH,
            )
