"""One connection, one question at a time: bytes out, an answer in, both no larger than they may be."""

from __future__ import annotations

import asyncio
import re
from collections import deque
from collections.abc import AsyncIterator, Iterable
from typing import Any

import httptools
import httpx

from monitor.errors import TooLarge

_LONGEST_HEAD = 100_000  # bytes of status line and headers of one answer
_AHEAD = 65_536  # bytes of a body that are read before somebody takes them
_HINT = "no feed has a reason to be that large"
_ILL = re.compile(rb"[\r\n\0]").search

Header = tuple[bytes, bytes]


class Garbled(Exception):
    """What came is no HTTP."""


class Unspeakable(Exception):
    """What we were to say is no HTTP."""


class NoAnswer(Exception):
    """Nobody picked up in time."""


class HungUp(Exception):
    """The other end closed before its answer was complete. *silent*: before it said anything."""

    def __init__(self, words: str, *, silent: bool) -> None:
        super().__init__(words)
        self.silent = silent


class Wire(asyncio.Protocol):
    """A connection to *host*, over which no more than *limit* bytes are read for one answer, headers and framing
    included."""

    def __init__(self, host: str, limit: int) -> None:
        self.host = host
        self.limit = limit
        self.transport: asyncio.Transport | None = None
        self.broken: Exception | None = None
        self.asking = False
        self.reusable = False

    # ------------------------------------------------------------------ for whoever asks

    async def ask(self, question: bytes) -> tuple[int, list[Header]]:
        """Status and headers of the answer to *question*; then comes `body`."""
        assert self.transport
        if self.broken:
            raise self.broken
        self._begin()
        self.transport.write(question)
        await self.head
        return self.status, self.headers

    async def body(self) -> AsyncIterator[bytes]:
        """The pieces of the body, as they come: no more is read than is taken."""
        while True:
            while self.pieces:
                piece = self.pieces.popleft()
                self._hold(-len(piece))
                yield piece
            if self.end.done():
                break
            self.news.clear()
            await self.news.wait()
        await self.end

    def other_end(self) -> dict[str, Any]:
        """Who answers: its address, and the certificate that it proved itself with."""
        assert self.transport
        address, tls = self.transport.get_extra_info("peername"), self.transport.get_extra_info("ssl_object")
        proof = tls.getpeercert(binary_form=True) if tls else None
        return {"peer": str(address[0]) if address else "", "certificate": proof or b""}

    def close(self) -> None:
        """At once, whatever is still under way."""
        if self.transport:
            self.transport.abort()

    # ------------------------------------------------------------------ an answer, piece by piece

    def _begin(self) -> None:
        loop = asyncio.get_running_loop()
        self.asking, self.reusable, self.left = True, False, self.limit
        self.pieces: deque[bytes] = deque()
        self.held = 0
        self.headers: list[Header] = []
        self.status = self.head_size = 0
        self.head: asyncio.Future[None] = loop.create_future()
        self.end: asyncio.Future[None] = loop.create_future()
        self.news = asyncio.Event()
        self.parser = httptools.HttpResponseParser(self)
        # What h11 and browsers forgive as well; all else is refused.
        self.parser.set_dangerous_leniencies(lenient_optional_cr_before_lf=True, lenient_headers=True)

    def on_message_begin(self) -> None:
        self.reusable = False  # also where a second answer follows the first unasked

    def on_header(self, name: bytes, value: bytes) -> None:
        if self.asking and b"\0" in value:  # other control characters are forgiven: careless cookies have them
            self._give_up(Garbled("a header has a zero in it"))
        elif self.asking:
            self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        if self.asking and not self._interim():
            self.status = self.parser.get_status_code()
            _settle(self.head)

    def on_body(self, body: bytes) -> None:
        if self.asking:
            self.pieces.append(body)
            self._hold(len(body))
            self.news.set()

    def on_message_complete(self) -> None:
        if not self.asking:
            return
        if self._interim():
            self.headers, self.head_size = [], 0
            return
        self.asking = False
        self.reusable = self.parser.should_keep_alive()
        _settle(self.end)
        self.news.set()

    def _hold(self, size: int) -> None:
        """Stop reading while much is held that nobody has taken yet."""
        before, self.held = self.held, self.held + size
        if self.transport and before <= _AHEAD < self.held:
            self.transport.pause_reading()
        elif self.transport and self.held <= _AHEAD < before:
            self.transport.resume_reading()

    def _interim(self) -> bool:
        return 100 <= self.parser.get_status_code() < 200

    def _framed(self) -> bool:
        """Whether the answer itself says where it ends; else it is the end of the connection that says so."""
        return any(name.lower() in (b"content-length", b"transfer-encoding") for name, _ in self.headers)

    # ------------------------------------------------------------------ asyncio's

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        if not self.asking:  # nobody asked: whoever speaks now is not to be asked again
            self.reusable = False
            self._give_up(Garbled("it speaks without being asked"))
            return
        self.left -= len(data)
        self.head_size += 0 if self.head.done() else len(data)
        try:
            self.parser.feed_data(data)  # first, so that of a redirect its head counts, whatever comes behind it
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            if self.asking:  # what follows a complete answer is nobody's business
                upgrade = isinstance(error, httptools.HttpParserUpgrade)
                self._give_up(Garbled("it wants to speak something else" if upgrade else str(error)))
            self.reusable = False
            return
        if self.left < 0 and self.asking:
            self._give_up(TooLarge(f"{self.host} sent more than we take", hint=_HINT))
        elif self.head_size > _LONGEST_HEAD and not self.head.done():
            self._give_up(Garbled("its headers have no end"))

    def eof_received(self) -> bool:
        return False

    def connection_lost(self, error: Exception | None) -> None:
        self.reusable = False
        if self.asking and error is None and self.head.done() and not self._framed():
            self.asking = False
            _settle(self.end)
            self.news.set()
        silent = self.asking and self.left == self.limit
        words = "it closed before it answered" if silent else "it closed in the middle of its answer"
        hung_up = HungUp(words, silent=silent)
        hung_up.__cause__ = error
        self._give_up(hung_up)

    def _give_up(self, error: Exception) -> None:
        self.broken = self.broken or error
        if self.asking:
            self.asking = False
            for awaited in (self.head, self.end):
                if not awaited.done():
                    awaited.set_exception(self.broken)
                    awaited.exception()  # whoever asked may have gone away
            self.news.set()
        if self.transport:
            self.transport.abort()


def _settle(awaited: asyncio.Future[None]) -> None:
    if not awaited.done():
        awaited.set_result(None)


def spoken(request: httpx.Request) -> bytes:
    """*request* as it goes over the wire. Raises Unspeakable, which never repeats what may be secret."""
    headers = request.headers.raw
    body = request.content
    if any(_ILL(name + value) or not name or b" " in name or b":" in name for name, value in headers):
        raise Unspeakable
    lines = [b"%b %b HTTP/1.1" % (request.method.encode(), request.url.raw_path)]
    lines += [b"%b: %b" % header for header in headers]
    return b"\r\n".join((*lines, b"", body))


def readable(headers: Iterable[Header]) -> tuple[tuple[str, str], ...]:
    """Names in lower case, all of them in UTF-8, or all in Latin-1 where one of them is none; as httpx reads them."""
    told = [(name.lower(), value) for name, value in headers]
    try:
        return tuple([(name.decode(), value.decode()) for name, value in told])
    except UnicodeDecodeError:
        return tuple([(name.decode("latin-1"), value.decode("latin-1")) for name, value in told])
