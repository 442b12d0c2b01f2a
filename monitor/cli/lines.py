"""What is pushed, looked at from a terminal: a line that is opened for a moment, a door and whether it is there."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime

from monitor.cli.places import now
from monitor.config import Config, SourceConfig
from monitor.errors import VigieError
from monitor.fetch import Fetcher
from monitor.model import Message, Page, Reply
from monitor.reading import page_of
from monitor.sources import Door, Subscribed, Tapped
from monitor.sources.overheard import NOWHERE, Overheard
from monitor.streams import door_of, tapper_for

MOMENT = 10.0  # seconds that a line is listened to
ENOUGH = 20  # items after which it has been heard enough


async def overhear(source: SourceConfig, config: Config) -> Page:
    """What comes out of a line within a moment; of a mailbox, its last messages."""
    assert isinstance(source.stream, Tapped)
    page = Page(())
    tap = replace(source.stream.tap(""), recent=ENOUGH)
    try:
        async with asyncio.timeout(MOMENT), aclosing(tapper_for(config).listen(tap, now)) as messages:
            async for message in messages:
                heard = _read(source, (message,), now())
                page = Page((*page.items, *heard.items), title=heard.title)
                if len(page.items) >= ENOUGH:
                    break
    except TimeoutError:
        pass
    return page


def posted(source: SourceConfig, body: bytes) -> Page:
    """What would be heard of something that is posted."""
    return _read(source, (Message(body, now()),), now())


def _read(source: SourceConfig, messages: tuple[Message, ...], at: datetime) -> Page:
    assert source.stream
    said = Overheard(source.stream, messages)
    return page_of(said, Reply(NOWHERE, NOWHERE.url, 200, (), b"", at), "")


async def line_of(source: SourceConfig, config: Config, fetcher: Fetcher) -> str:
    """How the line or the door of *source* is, in words. Raises VigieError where it is not there."""
    stream = source.stream
    if isinstance(stream, Tapped):
        async with asyncio.timeout(MOMENT * 3), aclosing(tapper_for(config).listen(stream.tap(""), now)) as messages:
            await anext(messages)
        return "the line opens"
    assert isinstance(stream, Door)
    if not config.web.port:
        raise VigieError("nobody is at the door", hint="give web: {listen: host:port}")
    door = door_of(source.name, config.web.link) or f"http://{config.web.host}:{config.web.port}/hooks/..."
    if not isinstance(stream, Subscribed):
        return f"it is posted to {door}"
    if not config.web.link:
        raise VigieError("a hub has to know where we are", hint="give web: {link: https://...}")
    asked = stream.gaps()
    assert asked
    reply = await fetcher.fetch(asked.request(""), now=now())
    hub, _ = stream.hub(reply)
    return f"its hub is {hub}, which will come to {door}"
