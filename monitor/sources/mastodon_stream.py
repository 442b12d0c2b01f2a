"""Mastodon as it happens: the events of its streaming interface, one each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from monitor.errors import ParseError
from monitor.model import Page, Tap
from monitor.sources import Proof, Source, Terms, addresses, mastodon, nodes, option, polling
from monitor.text import cut, one_line

_SAID = frozenset({"update", "status.update"})


@dataclass(frozen=True, slots=True)
class MastodonStream:
    """Posts with a hashtag as an instance of Mastodon hears of them, with their edits."""

    terms: ClassVar[Terms] = Terms.GREEN
    formats: ClassVar[str] = "server-sent events of the Mastodon streaming API"
    needs: ClassVar[str] = "a token of an app of yours on that instance, with read:statuses"
    proof: ClassVar[Proof] = Proof.DOCUMENTATION

    instance: str = option("host of the instance")
    hashtag: str = option("hashtag, without #")
    token: str = option("token of an app of yours on that instance", secret=True)
    streaming: str = option("its streaming server, where it is another one: see /api/v2/instance there", "")

    def gaps(self) -> Source | None:
        return mastodon.Mastodon(self.instance, self.hashtag, token=self.token)

    def tap(self, cursor: str) -> Tap:  # noqa: ARG002 - it begins with now; what was missed is asked for
        home = addresses.site(self.streaming or self.instance)
        url = addresses.ask(f"{home}/api/v1/streaming/hashtag", tag=self.hashtag)
        return Tap(url, (("authorization", f"Bearer {self.token}"),))

    def hear(self, message: bytes, cursor: str, at: datetime) -> Page:
        """*message* is one event, its lines as they came. A deletion tells a number of the instance's own, under which
        we keep nothing: it is seen when the timeline is listed anew."""
        event, data = _fields(message)
        if not event:
            return Page((), cursor)  # a comment, which keeps the line open
        if event not in _SAID:
            return Page((), cursor)
        post = nodes.loads(data)
        if not isinstance(post.value, dict) or not post.line("id"):
            raise ParseError(f"{cut(one_line(self.instance), 60)} sent an event that is no post")
        item = mastodon.item(post, "", at)
        return Page((item,) if item.prose else (), polling.furthest(cursor, [post.line("id")]))


def _fields(message: bytes) -> tuple[str, str]:
    """Its name and its data, by the rules of server-sent events."""
    event, data = "", []
    for line in message.decode(errors="replace").splitlines():
        name, _, value = line.partition(":")
        if name == "event":
            event = value.strip()
        elif name == "data":
            data.append(value.removeprefix(" "))
    return event, "\n".join(data)
