"""Lines that stay open: what comes out of them, whatever the network does, and where they do not lead."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.asyncio.server import ServerConnection, serve

from monitor.errors import AddressRefused, FetchError, NotWelcome, TooLarge
from monitor.fetch.taps import Tapper
from monitor.fetch.taps.events import MOST, Blocks
from monitor.fetch.taps.mail import Bookmark
from monitor.fetch.taps.scout import place_of
from monitor.model import Tap
from tests.fetch.conftest import names
from tests.sources.saved import NOW

Speak = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
OPEN = Tapper(user_agent="vigie (test)", allow=("127.0.0.0/8",))


async def first(tap: Tap, most: int = 1, tapper: Tapper = OPEN) -> list[bytes]:
    """The first messages with a body."""
    found: list[bytes] = []
    async with aclosing(tapper.listen(tap, lambda: NOW)) as messages:
        async for message in messages:
            found += [message.body] if message.body else []
            if len(found) >= most:
                break
    return found


@asynccontextmanager
async def speaking(speak: Speak, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """A server that speaks so to whoever connects; its port. Nobody is left on the line at the end."""

    def told(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        telling.append(asyncio.ensure_future(tell(reader, writer)))

    async def tell(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            await speak(reader, writer)
        writer.close()
        with suppress(ConnectionError, ssl.SSLError):
            await writer.wait_closed()

    telling: list[asyncio.Future[None]] = []
    async with await asyncio.start_server(told, "127.0.0.1", 0, ssl=tls) as server:
        yield server.sockets[0].getsockname()[1]
        await asyncio.gather(*telling)


@asynccontextmanager
async def http(answer: bytes, *, stay: bool = False) -> AsyncIterator[str]:
    """Answers anything with these bytes, and hangs up; if it is to stay, when the other side does."""

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()
        if stay:
            await reader.read()

    async with speaking(speak) as port:
        yield f"http://127.0.0.1:{port}/stream"


@asynccontextmanager
async def websocket(speak: Callable[[ServerConnection], Any]) -> AsyncIterator[str]:
    async with serve(speak, "127.0.0.1", 0) as server:
        yield f"ws://127.0.0.1:{next(iter(server.sockets)).getsockname()[1]}/subscribe"


# ------------------------------------------------------------------ server-sent events

EVENTS = b":)\n\nevent: update\ndata: 1\n\n:thump\n\nevent: delete\r\ndata: 2\r\n\r\nevent: update\rdata: 3\r\r"
BLOCKS = [b":)", b"event: update\ndata: 1", b":thump", b"event: delete\ndata: 2", b"event: update\ndata: 3"]


@given(st.lists(st.integers(0, len(EVENTS))))
def test_events_are_the_same_wherever_the_network_cuts_them(cuts: list[int]) -> None:
    blocks = Blocks()
    ends = sorted(cuts)
    pieces = [EVENTS[start:end] for start, end in zip([0, *ends], [*ends, len(EVENTS)], strict=True)]

    found = [block for piece in [*pieces, b"\n"] for block in blocks.feed(piece)]

    assert found == BLOCKS


@given(st.binary(max_size=200))
def test_whatever_arrives_becomes_blocks_without_an_empty_line(data: bytes) -> None:
    assert all(b"\n\n" not in block and block.strip() for block in Blocks().feed(data))


def test_an_event_without_an_end_is_not_collected_for_ever() -> None:
    with pytest.raises(TooLarge):
        list(Blocks().feed(b"x" * (MOST + 1)))


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"


async def test_events_are_heard_and_comments_are_not() -> None:
    async with http(HEAD + EVENTS, stay=True) as url:
        assert await first(Tap(url), 2) == [BLOCKS[1], BLOCKS[3]]


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (b"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n", NotWelcome, "answered 401"),
        (b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", FetchError, "answered 503"),
        (b"HTTP/1.1 302 No\r\nLocation: /\r\nContent-Length: 0\r\n\r\n", FetchError, "answered 302"),
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>", FetchError, "text/html"),
        (HEAD, FetchError, "hung up"),
        (b"no HTTP at all\r\n\r\n", FetchError, "proper HTTP"),
    ],
)
async def test_what_is_no_stream_of_events_is_an_error(answer: bytes, error: type[Exception], words: str) -> None:
    async with http(answer) as url:
        with pytest.raises(error, match=words):
            await first(Tap(url))


async def test_a_stream_that_falls_silent_is_dead() -> None:
    async with http(HEAD, stay=True) as url:
        with pytest.raises(FetchError, match="fell silent"):
            await first(Tap(url, silence=0.1))


# ------------------------------------------------------------------ websockets


async def test_a_websocket_is_heard_whole_messages_each() -> None:
    async def speak(line: ServerConnection) -> None:
        await line.send(["one ", "in pieces"])
        await line.send(b"two")
        await line.wait_closed()

    async with websocket(speak) as url:
        assert await first(Tap(url), 2) == [b"one in pieces", b"two"]


async def test_a_websocket_that_hangs_up_says_so() -> None:
    async def speak(line: ServerConnection) -> None:
        await line.close(1001, "maintenance")

    async with websocket(speak) as url:
        with pytest.raises(FetchError, match="maintenance"):
            await first(Tap(url))


async def test_a_websocket_that_sends_too_much_at_once_is_left() -> None:
    async def speak(line: ServerConnection) -> None:
        await line.send("x" * (MOST + 10))
        await line.wait_closed()

    async with websocket(speak) as url:
        with pytest.raises(FetchError, match="hung up"):
            await first(Tap(url))


async def test_a_websocket_that_falls_silent_is_dead() -> None:
    async with websocket(lambda line: line.wait_closed()) as url:
        with pytest.raises(FetchError, match="fell silent"):
            await first(Tap(url, silence=0.1))


async def test_what_is_no_websocket_is_an_error() -> None:
    for answer, error in (
        (b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", NotWelcome),
        (b"hello\r\n\r\n", FetchError),
    ):
        async with http(answer) as url:
            with pytest.raises(error):
                await first(Tap(url.replace("http", "ws")))


# ------------------------------------------------------------------ secured


def believer(certificate: Path) -> Tapper:
    resolve = names(news_example="127.0.0.1", other_example="127.0.0.1")
    tls = ssl.create_default_context(cafile=str(certificate))
    return Tapper(user_agent="vigie (test)", allow=["127.0.0.1"], resolve=resolve, tls=tls)


def shown(certificate: Path) -> ssl.SSLContext:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    return tls


MAIL = {
    b"CAPABILITY": b"* CAPABILITY IMAP4rev1 IDLE\r\n",
    b"SELECT": b"* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 13] x\r\n",
    b"EXAMINE": b"* 2 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 13] x\r\n",
    b"UID SEARCH": b"* SEARCH 12\r\n",
    b"UID FETCH": b"* 2 FETCH (UID 12 BODY[]<0> {4}\r\nmail)\r\n",
}


async def _mail(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A mail server that knows five words."""
    writer.write(b"* OK here\r\n")
    while line := await reader.readline():
        tag, _, said = line.strip().partition(b" ")
        if said == b"IDLE":
            writer.write(b"+ waiting\r\n")
            continue
        writer.write(next((told for word, told in MAIL.items() if said.startswith(word)), b"") + tag + b" OK done\r\n")


@pytest.mark.parametrize(
    ("after", "recent", "heard"),
    [
        ("7:11", 0, [b"mail"]),  # behind the last one
        ("6:99", 0, [b"mail"]),  # a folder that was made anew: what came in the last days is looked at once more
        ("", 5, [b"mail"]),  # the first contact, where old messages are wanted
        ("7:12", 0, []),  # nothing new: a server names its last message whatever is asked
        ("", 0, []),  # the first contact: what lies there is no news
    ],
)
async def test_a_mailbox_goes_on_where_its_bookmark_says(after: str, recent: int, heard: list[bytes]) -> None:
    found: list[bytes] = []
    async with speaking(_mail) as port:
        tap = Tap(f"imap://127.0.0.1:{port}/INBOX", after=after, recent=recent)
        async with aclosing(OPEN.listen(tap, lambda: NOW)) as messages:
            with suppress(TimeoutError):
                async with asyncio.timeout(5 if heard else 0.5):
                    async for message in messages:
                        found += [message.body] if message.body else []
                        if found:
                            assert message.bookmark == "7:12"
                            break

    assert found == heard


async def _events(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(HEAD + EVENTS)
    await reader.read()


@pytest.mark.parametrize(("scheme", "speak"), [("https", _events), ("imaps", _mail)])
async def test_the_certificate_of_a_line_is_that_of_its_name(scheme: str, speak: Any, certificate: Path) -> None:
    async with speaking(speak, shown(certificate)) as port:
        tap = Tap(f"{scheme}://news.example:{port}/INBOX", login=("veille", "a password"), after="7:11")
        assert await first(tap, tapper=believer(certificate))
        with pytest.raises(FetchError, match="certificate"):
            await first(replace(tap, url=tap.url.replace("news", "other")), tapper=believer(certificate))


async def test_the_certificate_of_a_websocket_is_that_of_its_name(certificate: Path) -> None:
    async def speak(line: ServerConnection) -> None:
        await line.send("one")
        await line.wait_closed()

    async with serve(speak, "127.0.0.1", 0, ssl=shown(certificate)) as server:
        tap = Tap(f"wss://news.example:{next(iter(server.sockets)).getsockname()[1]}/")
        assert await first(tap, tapper=believer(certificate)) == [b"one"]
        with pytest.raises(FetchError, match="certificate"):
            await first(replace(tap, url=tap.url.replace("news", "other")), tapper=believer(certificate))


# ------------------------------------------------------------------ where lines do not lead


@pytest.mark.parametrize("scheme", ["ws", "http", "imap"])
async def test_a_line_does_not_lead_inside(scheme: str) -> None:
    tapper = Tapper(user_agent="vigie (test)", resolve=_Inside())

    with pytest.raises(AddressRefused):
        await first(Tap(f"{scheme}://public.example:1/"), tapper=tapper)


class _Inside:
    async def __call__(self, host: str) -> list[str]:
        return ["10.0.0.7"]


async def test_what_the_operator_wrote_down_may_be_inside() -> None:
    async with http(HEAD + EVENTS, stay=True) as url:
        home = Tapper(user_agent="vigie (test)", trusted=[("127.0.0.1", int(url.split(":")[2].split("/")[0]))])
        assert await first(Tap(url), tapper=home)
        with pytest.raises(AddressRefused):
            await first(Tap(url), tapper=Tapper(user_agent="vigie (test)"))


@pytest.mark.parametrize("url", ["gopher://x.example/", "ws://", "ws://x.example:99999/", "ws://[::1/", "x"])
def test_what_is_no_address_of_a_line_is_explained(url: str) -> None:
    with pytest.raises(FetchError) as caught:
        place_of(url)

    assert caught.value.hint


@pytest.mark.parametrize(
    ("told", "mark"), [("7:12", Bookmark(7, 12)), ("", Bookmark()), ("x:1", Bookmark()), ("9" * 40 + ":1", Bookmark())]
)
def test_a_bookmark_of_a_mailbox_is_two_numbers(told: str, mark: Bookmark) -> None:
    assert Bookmark.of(told) == mark
