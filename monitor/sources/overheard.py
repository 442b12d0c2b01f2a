"""A handful of messages read as one answer, so that what is pushed goes the way of what is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace

from monitor.errors import ParseError, VigieError
from monitor.model import Item, Message, Page, Reply, Request
from monitor.sources import Stream

NOWHERE = Request("https://pushed.invalid/")


@dataclass(frozen=True, slots=True)
class Overheard:
    """What a stream said in these messages, one page of it. The last thing said of an item is what holds."""

    stream: Stream
    messages: tuple[Message, ...]

    def request(self, cursor: str) -> Request:  # noqa: ARG002 - nobody asks
        return NOWHERE

    def parse(self, reply: Reply, cursor: str) -> Page:  # noqa: ARG002 - the messages are the answer
        """Raises ParseError only when not one of the messages could be read: the others are counted."""
        pages: list[Page] = []
        failed: list[ParseError] = []
        for message in self.messages:
            page = self._hear(message, cursor, failed)
            cursor = message.bookmark or (page.cursor if page else cursor)
            pages.extend([page] if page else [])
        if failed and not pages:
            raise failed[-1]
        return replace(_joined(pages), cursor=cursor, unread=len(failed))

    def _hear(self, message: Message, cursor: str, failed: list[ParseError]) -> Page | None:
        if not message.body:
            return None
        try:
            return self.stream.hear(message.body, cursor, message.at)
        except ParseError as error:
            failed.append(error)
            return None


def _joined(pages: list[Page]) -> Page:
    items: dict[str, Item] = {}
    gone: dict[str, None] = {}
    for page in pages:
        for item in page.items:
            items.pop(item.id, None)
            gone.pop(item.id, None)
            items[item.id] = item
        for id_ in page.gone:
            items.pop(id_, None)
            gone[id_] = None
    return Page(tuple(items.values()), title=next((page.title for page in pages if page.title), ""), gone=tuple(gone))


@dataclass(frozen=True, slots=True)
class Unasked:
    """A place that is never asked, because it speaks by itself."""

    def request(self, cursor: str) -> Request:  # noqa: ARG002
        raise VigieError("this place is never asked: it speaks by itself", hint="vigie run hears it")

    def parse(self, reply: Reply, cursor: str) -> Page:  # noqa: ARG002
        raise ParseError("this place is never asked", hint="it speaks by itself")
