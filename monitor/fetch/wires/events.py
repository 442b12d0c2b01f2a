"""Server-sent events: one block of lines each. Source: HTML Living Standard, 9.2.6."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterator

import httpx

from monitor.errors import FetchError, NotWelcome, TooLarge
from monitor.fetch.line import Line
from monitor.fetch.trouble import explained
from monitor.fetch.wires.scout import Place
from monitor.model import Tap

MOST = 1 << 20  # bytes of one event
_END = b"\n\n"


class Blocks:
    """Cuts what arrives into blocks of lines, wherever the network has cut it."""

    def __init__(self) -> None:
        self.rest = b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The blocks that *data* completes, their lines ended by \\n. Raises TooLarge."""
        whole = self.rest + data
        held = b"\r" if whole.endswith(b"\r") else b""  # its \n may be on the way
        whole = whole[: len(whole) - len(held)]
        *blocks, rest = whole.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(_END)
        self.rest = rest + held
        if len(self.rest) > MOST:
            raise TooLarge("an event is longer than we take")
        for block in blocks:
            if block.strip():
                yield block


async def listen(
    line: Line, tap: Tap, place: Place, user_agent: str, *, home: bool
) -> AsyncGenerator[tuple[bytes, str], None]:
    """Nothing once it is open, then each event and an empty bookmark. Comments only keep it open: they are left out."""
    headers = [
        *tap.headers,
        ("accept", "text/event-stream"),
        ("accept-encoding", "identity"),
        ("user-agent", user_agent),
    ]
    request = httpx.Request("GET", tap.url, headers=headers, extensions={"home": home})
    with explained(place.host):
        answer = await line.handle_async_request(request)
        try:
            _admitted(answer, place.host)
            yield b"", ""
            blocks = Blocks()
            async for data in _chunks(answer, place.host, tap.silence):
                for block in blocks.feed(data):
                    if not block.startswith(b":") or b"\n" in block:
                        yield block, ""
        finally:
            await answer.aclose()
    raise FetchError(f"{place.host} hung up", hint="it is called again")


def _admitted(answer: httpx.Response, host: str) -> None:
    if answer.status_code != 200:
        refused = NotWelcome if answer.status_code in (401, 403, 451) else FetchError
        raise refused(f"{host} answered {answer.status_code} instead of a stream of events")
    form = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if form != "text/event-stream":
        raise FetchError(f"{host} sent {form or 'something'} instead of a stream of events")


async def _chunks(answer: httpx.Response, host: str, silence: float) -> AsyncIterator[bytes]:
    stream = answer.aiter_raw()
    while True:
        try:
            async with asyncio.timeout(silence):
                yield await anext(stream)
        except StopAsyncIteration:
            return
        except TimeoutError as error:
            raise FetchError(f"{host} fell silent", hint="it is called again") from error
