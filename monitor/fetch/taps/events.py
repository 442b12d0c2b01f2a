"""Server-sent events: one block of lines each. Source: HTML Living Standard, 9.2.6."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, Iterator

import httptools
import httpx

from monitor.errors import FetchError, NotWelcome, TooLarge
from monitor.fetch.taps.scout import Place
from monitor.fetch.trouble import explained
from monitor.fetch.wire import Garbled, NoAnswer, spoken
from monitor.model import Tap

MOST = 1 << 20  # bytes of one event, or of the head of the answer
_SIP = 16_384
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


class _Answer:
    """An answer without an end: its head, and what of its body has come and was not taken yet."""

    def __init__(self) -> None:
        self.headers: dict[bytes, bytes] = {}
        self.open = self.over = False
        self.came: list[bytes] = []
        self.parser = httptools.HttpResponseParser(self)

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.setdefault(name.lower(), value)

    def on_headers_complete(self) -> None:
        self.open = True

    def on_body(self, body: bytes) -> None:
        self.came.append(body)

    def on_message_complete(self) -> None:
        self.over = True

    def feed(self, data: bytes) -> bytes:
        """What of the body *data* brings."""
        self.came.clear()
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserError as error:
            raise Garbled(str(error)) from error
        return b"".join(self.came)


async def listen(
    tap: Tap, place: Place, address: str, tls: ssl.SSLContext | None, user_agent: str, patience: float
) -> AsyncGenerator[tuple[bytes, str], None]:
    """Nothing once it is open, then each event and an empty bookmark. Comments only keep it open: they are left out."""
    with explained(place.host):
        reader, writer = await _connected(place, address, tls, patience)
        try:
            writer.write(_question(tap, user_agent))
            answer, blocks = _Answer(), Blocks()
            opened = False
            while not answer.over and (data := await _next(reader, place.host, tap.silence)):
                body = answer.feed(data)
                if answer.open and not opened:
                    _admitted(answer, place.host)
                    opened = True
                    yield b"", ""
                for block in blocks.feed(body):
                    if not block.startswith(b":") or b"\n" in block:
                        yield block, ""
        finally:
            writer.transport.abort()
    raise FetchError(f"{place.host} hung up", hint="it is called again")


async def _connected(
    place: Place, address: str, tls: ssl.SSLContext | None, patience: float
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    try:
        async with asyncio.timeout(patience):
            return await asyncio.open_connection(
                address, place.port, ssl=tls, server_hostname=place.host if tls else None, limit=2 * _SIP
            )
    except TimeoutError as error:
        raise NoAnswer from error


def _question(tap: Tap, user_agent: str) -> bytes:
    own = (("accept", "text/event-stream"), ("accept-encoding", "identity"), ("user-agent", user_agent))
    return spoken(httpx.Request("GET", tap.url, headers=[*tap.headers, *own]))


async def _next(reader: asyncio.StreamReader, host: str, silence: float) -> bytes:
    try:
        async with asyncio.timeout(silence):
            return await reader.read(_SIP)
    except TimeoutError as error:
        raise FetchError(f"{host} fell silent", hint="it is called again") from error


def _admitted(answer: _Answer, host: str) -> None:
    status = answer.parser.get_status_code()
    if status != 200:
        refused = NotWelcome if status in (401, 403, 451) else FetchError
        hint = "check the token, and the rights of the app that it belongs to" if refused is NotWelcome else ""
        raise refused(f"{host} answered {status} instead of a stream of events", hint=hint)
    form = answer.headers.get(b"content-type", b"").decode(errors="replace").partition(";")[0].strip().lower()
    if form != "text/event-stream":
        raise FetchError(f"{host} sent {form[:60] or 'something'} instead of a stream of events")
