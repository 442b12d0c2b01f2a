"""Lines that pour without end: each is left, in words, and takes neither our memory nor the loop from the others."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import gc
import hashlib
import socket
import time
from collections.abc import AsyncIterator, Iterator
from itertools import count
from threading import Thread

import pytest

from monitor.errors import FetchError, TooLarge
from monitor.fetch import Limits
from monitor.fetch.taps import Tapper
from monitor.fetch.taps.events import Blocks
from monitor.model import Tap
from tests.fetch.test_taps import first, http

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
OVER = b"HTTP/1.1 101 Over\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
HINTS = b"HTTP/1.1 103 Hints\r\nLink: </a>\r\n\r\n"
TURN = 0.25  # seconds of computing that the loop may be kept for


@contextlib.asynccontextmanager
async def pouring(
    start: bytes, more: Iterator[bytes], *, deaf: bool = False, websocket: bool = False
) -> AsyncIterator[str]:
    """A server, in a thread, that answers *start* and pours *more*; *deaf*: it reads nothing after the question."""
    with socket.create_server(("127.0.0.1", 0)) as ear:

        def pour() -> None:
            line, _ = ear.accept()
            with line, contextlib.suppress(OSError):
                asked = b""
                while b"\r\n\r\n" not in asked:
                    asked += line.recv(4_096)
                line.sendall((handshake(asked) if websocket else b"") + start)
                for piece in more:
                    line.sendall(piece)
                    if not deaf:
                        with contextlib.suppress(BlockingIOError):
                            line.recv(1 << 20, socket.MSG_DONTWAIT)

        thread = Thread(target=pour)
        thread.start()
        try:
            yield f"{'ws' if websocket else 'http'}://127.0.0.1:{ear.getsockname()[1]}/"
        finally:
            await asyncio.to_thread(thread.join)  # who hangs up does so in the loop


def handshake(asked: bytes) -> bytes:
    key = asked.lower().partition(b"sec-websocket-key: ")[2]
    word = asked[len(asked) - len(key) :].partition(b"\r\n")[0] + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    proof = base64.b64encode(hashlib.sha1(word).digest())
    return (
        b"HTTP/1.1 101 Over\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
        + proof
        + b"\r\n\r\n"
    )


def over_and_over(piece: bytes) -> Iterator[bytes]:
    return (piece for _ in count())


HEADS = {
    "headers": (OK, (b"X-%d: %b\r\n" % (n, b"v" * 900) for n in count())),
    "a header": (OK + b"X: ", over_and_over(b"v" * 9_000)),
    "a header's name": (OK, over_and_over(b"v" * 9_000)),
    "a reason": (b"HTTP/1.1 200 ", over_and_over(b"v" * 9_000)),
    "hints": (b"", over_and_over(HINTS * 100)),
    "newlines": (b"", over_and_over(b"\r\n" * 1_000)),
}


@pytest.mark.parametrize("kind", HEADS)
async def test_a_stream_of_events_with_an_endless_head_is_left(kind: str) -> None:
    start, more = HEADS[kind]
    async with pouring(start, more) as url:
        with pytest.raises(FetchError, match="proper HTTP"):
            await first(Tap(url, silence=60))


@pytest.mark.parametrize("kind", ["headers", "hints"])
async def test_a_websocket_with_an_endless_head_is_left(kind: str) -> None:
    start, more = HEADS[kind]
    async with pouring(start, more) as url:
        with pytest.raises(FetchError, match="websocket"):
            await first(Tap(url.replace("http", "ws"), silence=60))


async def test_hints_before_a_stream_of_events_are_no_answer() -> None:
    async with http(HINTS * 3 + OK + b"\r\ndata: 1\n\n", stay=True) as url:
        assert await first(Tap(url)) == [b"data: 1"]


@pytest.mark.parametrize("form", [OVER + b"\r\n", HINTS])
async def test_what_never_becomes_a_stream_of_events_is_said_so(form: bytes) -> None:
    async with http(form) as url:
        with pytest.raises(FetchError, match=r"127\.0\.0\.1"):
            await first(Tap(url))


def test_an_event_that_comes_byte_by_byte_costs_no_more_for_being_long() -> None:
    def cost(length: int) -> float:
        blocks = Blocks()
        list(blocks.feed(b"x" * length))
        began = time.process_time()
        for _ in range(500):
            list(blocks.feed(b"y"))
        return time.process_time() - began

    assert min(cost(1_000_000) for _ in range(5)) < 20 * min(cost(10) for _ in range(5))


@pytest.mark.parametrize(
    "more", [b"\x89\x00" * 200_000, b"\x00\x00" * 200_000, b"\x8a\x00" * 200_000], ids=["pings", "fragments", "pongs"]
)
async def test_frames_without_a_word_in_them_are_silence_and_leave_the_loop_to_others(more: bytes) -> None:
    turns, over = [0.0], False

    async def turning() -> None:
        while not over:
            began = time.thread_time()
            await asyncio.sleep(0)
            turns.append(time.thread_time() - began)

    async with pouring(b"\x01\x00", over_and_over(more), websocket=True) as url:
        gc.disable()  # its pauses grow with whatever other tests left in this process
        other = asyncio.create_task(turning())
        try:
            with pytest.raises(FetchError, match="silent"):
                await first(Tap(url, silence=2))
        finally:
            over = True
            gc.enable()
        await other

    assert max(turns) < TURN


async def test_a_websocket_that_is_told_and_does_not_listen_is_left() -> None:
    hasty = Tapper(user_agent="vigie (test)", allow=["127.0.0.1"], limits=Limits(connect=1.0))
    pings = over_and_over((b"\x89\x7d" + b"p" * 125) * 500)
    async with pouring(b"", pings, deaf=True, websocket=True) as url:
        with pytest.raises(FetchError, match=r"does not listen|fell silent"):
            await first(Tap(url, silence=30), tapper=hasty)


async def test_a_message_of_any_number_of_pieces_is_one() -> None:
    pieces = b"\x02\x01a" + b"\x00\x00" * 50_000 + b"\x00\x01b" + b"\x80\x00"
    async with pouring(pieces, iter(()), websocket=True) as url:
        assert await first(Tap(url, silence=30)) == [b"ab"]


async def test_a_message_in_pieces_is_no_longer_than_another() -> None:
    piece = b"\x7e\xff\xff" + b"a" * 65_535
    async with pouring(b"\x02" + piece, over_and_over(b"\x00" + piece), websocket=True) as url:
        with pytest.raises(FetchError, match="too big"):
            await first(Tap(url, silence=30))


async def test_an_event_without_an_end_is_too_large() -> None:
    async with pouring(OK + b"\r\ndata: ", over_and_over(b"x" * 9_000)) as url:
        with pytest.raises(TooLarge):
            await first(Tap(url, silence=30))
