"""YouTube channels and playlists: what is published there, by the feed that needs no key."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

from monitor.errors import VigieError
from monitor.model import Page, Reply, Request
from monitor.sources import Proof, Terms, addresses, feed, items, option


@dataclass(frozen=True, slots=True)
class YouTube:
    """The newest videos of a channel or a playlist, with their descriptions and views."""

    terms: ClassVar[Terms] = Terms.GREEN
    formats: ClassVar[str] = "Atom, 15 videos"
    proof: ClassVar[Proof] = Proof.RECORDING
    itemwise: ClassVar[bool] = True

    channel: str = option("the channel's id, which begins with UC", "")
    playlist: str = option("the playlist's id, instead of a channel", "")

    def __post_init__(self) -> None:
        if bool(self.channel) == bool(self.playlist):
            raise VigieError("one of channel and playlist is needed", hint="the id is in the address of its page")
        if self.channel and not self.channel.startswith("UC"):
            raise VigieError(
                f"{self.channel!r} is no channel id", hint="in the channel's page: Share channel, Copy channel ID"
            )

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - the newest each time
        url = "https://www.youtube.com/feeds/videos.xml"
        named = addresses.ask(url, channel_id=self.channel, playlist_id=self.playlist)
        return Request(named, (("accept", feed.ACCEPT),))

    def parse(self, reply: Reply, cursor: str) -> Page:
        page = feed.read(reply)
        return replace(page, items=items.finish(page.items), cursor=cursor)
