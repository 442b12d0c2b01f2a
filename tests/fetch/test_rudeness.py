"""A server may be as rude as it likes: it costs a bounded time and a bounded memory, and an error says so."""

from __future__ import annotations

import asyncio
import gzip
import socket
import zlib
from dataclasses import replace

import pytest

from monitor.errors import FetchError, TooLarge, TooSlow
from monitor.fetch import Fetcher
from monitor.model import Request
from tests.fetch.conftest import (
    BRISK,
    NOW,
    PATIENCE,
    Answer,
    Asking,
    Site,
    answer,
    endless,
    redirect,
    stranger,
)


async def silence(writer: asyncio.StreamWriter) -> None:
    await asyncio.Event().wait()


async def half_a_header(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    await writer.drain()
    await asyncio.Event().wait()


async def half_a_body(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
    await writer.drain()
    await asyncio.Event().wait()


async def forever_continue(writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n" * 1_000)
        await writer.drain()


@pytest.mark.parametrize("rudeness", [silence, half_a_header, half_a_body])
async def test_a_server_that_takes_its_time_gets_no_more_of_ours(site: Site, ask: Asking, rudeness: Answer) -> None:
    site.answers["/"] = rudeness

    with pytest.raises(TooSlow, match=r"127\.0\.0\.1"):
        await ask(total=PATIENCE)


async def test_endless_promises_end(site: Site, ask: Asking) -> None:
    site.answers["/"] = forever_continue

    with pytest.raises(TooLarge):
        await ask()


async def test_a_chain_of_redirects_shares_one_deadline(site: Site, ask: Asking) -> None:
    async def slow_redirect(writer: asyncio.StreamWriter) -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.Event().wait(), 0.06)
        writer.write(redirect("/"))

    site.answers["/"] = slow_redirect

    with pytest.raises(TooSlow):
        await ask(total=PATIENCE)


async def test_the_connection_is_given_up_with_the_deadline() -> None:
    hung_up = asyncio.Event()

    async def tarpit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        hung_up.set()
        writer.close()

    async with await asyncio.start_server(tarpit, "127.0.0.1", 0) as server:
        origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        fetcher = Fetcher(user_agent="x", limits=replace(BRISK, total=PATIENCE), trusted=[origin])
        with pytest.raises(TooSlow):
            await fetcher.fetch(Request(origin), now=NOW)
        await asyncio.wait_for(hung_up.wait(), 2)


@pytest.mark.parametrize(
    ("start", "more"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x" * 10_000),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1000\r\n" + b"x" * 4096 + b"\r\n"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 1_000),
    ],
)
async def test_an_endless_body_ends_at_the_limit(site: Site, ask: Asking, start: bytes, more: bytes) -> None:
    site.answers["/"] = endless(start, more)

    with pytest.raises(TooLarge, match=r"127\.0\.0\.1 sent more than we take"):
        await ask()


async def test_an_endless_header_ends(site: Site, ask: Asking) -> None:
    site.answers["/"] = endless(b"HTTP/1.1 200 OK\r\n", b"X: " + b"x" * 5_000)

    with pytest.raises(FetchError, match="proper HTTP"):
        await ask(wire=1_000_000)


async def test_what_announces_too_much_is_not_read(site: Site, ask: Asking) -> None:
    site.answers["/"] = b"HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\nx"

    with pytest.raises(TooLarge, match="announces"):
        await ask()


async def test_a_bomb_does_not_go_off(site: Site, ask: Asking) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join([packer.compress(bytes(1_000_000)) for _ in range(3)]) + packer.flush()
    site.answers["/"] = answer(bomb, "Content-Encoding: gzip")

    with pytest.raises(TooLarge, match="unpacks"):
        await ask()


@pytest.mark.parametrize(
    "rude",
    [
        b"",
        b"<rss/>",
        b"HTTP/1.1 banana\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5_000 + b"\r\n\r\nxx",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        b"HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n",
        answer(gzip.compress(b"<rss/>", mtime=0)[:-9], "Content-Encoding: gzip"),
        answer(b"<rss/>", "Content-Encoding: gzip"),
        answer(b"<rss/>", "Content-Encoding: br"),
        answer(b"<rss/>", "Content-Encoding: gzip", "Content-Encoding: gzip"),
    ],
)
async def test_what_is_no_proper_answer_is_an_error_that_names_the_host(site: Site, ask: Asking, rude: bytes) -> None:
    site.answers["/"] = rude

    with pytest.raises(FetchError) as caught:
        await ask()

    assert "127.0.0.1" in caught.value.message
    assert caught.value.hint
    assert "bytearray" not in caught.value.message


async def test_latin_headers_are_read(site: Site, ask: Asking) -> None:
    site.answers["/"] = "HTTP/1.1 200 OK\r\nX-Name: café\r\nContent-Length: 0\r\n\r\n".encode("latin-1")

    assert (await ask()).header("x-name") == "café"


async def test_a_careless_cookie_does_not_cost_us_the_answer(site: Site, ask: Asking) -> None:
    site.answers["/"] = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\x01c\r\nContent-Length: 2\r\n\r\nok"

    assert (await ask()).body == b"ok"


async def test_nobody_at_home_is_said_so(site: Site) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        origin = f"http://127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(FetchError, match="Connection refused"):
            await stranger(trusted=[origin]).fetch(Request(origin), now=NOW)


async def test_a_malformed_header_is_refused_without_repeating_it(site: Site, ask: Asking) -> None:
    with pytest.raises(FetchError) as caught:
        await ask("/", ("Authorization", "Bearer s3cret\r\nHost: evil"))

    assert "s3cret" not in str(caught.value)
    assert not site.heard
