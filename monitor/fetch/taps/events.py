"""Server-sent events: one block of lines each. Source: HTML Living Standard, 9.2.6."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, Iterator

import httptools
import httpx

from monitor.errors import FetchError, NotWelcome, TooLarge
from monitor.fetch.taps.flow import Flow, flowing
from monitor.fetch.taps.scout import Place
from monitor.fetch.trouble import explained
from monitor.fetch.wire import Garbled, NoAnswer, spoken
from monitor.model import Tap

MOST = 1 << 20  # bytes of one event
_LONGEST_HEAD = 100_000  # bytes of status lines and headers
_END = b"\n\n"


class Blocks:
    """Cuts what arrives into blocks of lines, wherever the network has cut it."""

    def __init__(self) -> None:
        self.rest = bytearray()
        self.held = b""  # a line end that may have a second half

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The blocks that *data* completes, their lines ended by \\n. Raises TooLarge."""
        told = self.held + data
        self.held = b"\r" if told.endswith(b"\r") else b""
        told = told[: len(told) - len(self.held)].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        known = max(len(self.rest) - 1, 0)
        self.rest += told
        if self.rest.find(_END, known) >= 0:
            *blocks, self.rest = self.rest.split(_END)
            yield from (bytes(block) for block in blocks if block.strip())
        if len(self.rest) > MOST:
            raise TooLarge("an event is longer than we take")


class _Answer:
    """An answer without an end: its head, and what of its body has come and was not taken yet."""

    def __init__(self) -> None:
        self.headers: dict[bytes, bytes] = {}
        self.head = 0  # bytes of it, so far
        self.open = self.over = False
        self.came: list[bytes] = []
        self.parser = httptools.HttpResponseParser(self)

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.setdefault(name.lower(), value)

    def on_headers_complete(self) -> None:
        self.open = self.parser.get_status_code() >= 200
        if not self.open:
            self.headers.clear()

    def on_body(self, body: bytes) -> None:
        self.came.append(body)

    def on_message_complete(self) -> None:
        self.over = self.open

    def feed(self, data: bytes) -> bytes:
        """What of the body *data* brings."""
        self.came.clear()
        self.head += 0 if self.open else len(data)
        try:
            self.parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            raise Garbled("it wants to speak something else" if not error.args[0:1] else str(error)) from error
        if self.head > _LONGEST_HEAD and not self.open:
            raise Garbled("its headers have no end")
        return b"".join(self.came)


async def listen(
    tap: Tap, place: Place, address: str, tls: ssl.SSLContext | None, user_agent: str, patience: float
) -> AsyncGenerator[tuple[bytes, str], None]:
    """Nothing once it is open, then each event and an empty bookmark. Comments only keep it open: they are left out."""
    with explained(place.host):
        async with flowing(place, address, tls, patience) as flow:
            await flow.say(_question(tap, user_agent), patience)
            answer, blocks = _Answer(), Blocks()
            body = await _opened(flow, answer, patience)
            _admitted(answer, place.host)
            yield b"", ""
            while True:
                for block in blocks.feed(body):
                    if not block.startswith(b":") or b"\n" in block:
                        yield block, ""
                if answer.over or not (data := await flow.sip(tap.silence)):
                    break
                body = answer.feed(data)
    raise FetchError(f"{place.host} hung up", hint="it is called again")


async def _opened(flow: Flow, answer: _Answer, patience: float) -> bytes:
    """Hear its head to the end; what of the body came with it."""
    try:
        async with asyncio.timeout(patience):
            while not answer.open:
                if not (data := await flow.sip(patience)):
                    raise FetchError(f"{flow.host} hung up", hint="it is called again")
                body = answer.feed(data)
    except TimeoutError as error:
        raise NoAnswer from error
    return body


def _question(tap: Tap, user_agent: str) -> bytes:
    own = (("accept", "text/event-stream"), ("accept-encoding", "identity"), ("user-agent", user_agent))
    return spoken(httpx.Request("GET", tap.url, headers=[*tap.headers, *own]))


def _admitted(answer: _Answer, host: str) -> None:
    status = answer.parser.get_status_code()
    if status != 200:
        refused = NotWelcome if status in (401, 403, 451) else FetchError
        hint = "check the token, and the rights of the app that it belongs to" if refused is NotWelcome else ""
        raise refused(f"{host} answered {status} instead of a stream of events", hint=hint)
    form = answer.headers.get(b"content-type", b"").decode(errors="replace").partition(";")[0].strip().lower()
    if form != "text/event-stream":
        raise FetchError(f"{host} sent {form[:60] or 'something'} instead of a stream of events")
