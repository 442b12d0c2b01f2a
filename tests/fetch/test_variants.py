"""Rudeness has many forms: each is read as far as it is HTTP, or refused in words, and none costs more than it may."""

from __future__ import annotations

import asyncio
import gzip
import logging
import zlib

import pytest

from monitor.errors import FetchError, TooLarge, TooSlow
from tests.fetch.conftest import PATIENCE, Answer, Asking, Site, answer, endless

FEED = b"<rss/>"
CHUNKS = b"6\r\n<rss/>\r\n0\r\n\r\n"


def said(*headers: bytes, body: bytes = FEED, status: bytes = b"HTTP/1.1 200 OK") -> bytes:
    return b"\r\n".join((status, *headers, b"", body))


def dribble(start: bytes, more: bytes) -> Answer:
    """*start*, and then a little *more* again and again, for ever."""

    async def rudeness(writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while True:
            writer.write(more)
            await writer.drain()
            await asyncio.sleep(0.01)

    return rudeness


READ = {
    "a length among blanks": said(b"Content-Length:\t  6  "),
    "a chunk with an extension": said(b"Transfer-Encoding: ChUnKeD", body=b"6;a=b\r\n<rss/>\r\n0\r\n\r\n"),
    "a trailer": said(b"Transfer-Encoding: chunked", body=b"6\r\n<rss/>\r\n0\r\nX: y\r\n\r\n"),
    "no reason": said(b"Content-Length: 6", status=b"HTTP/1.1 200"),
    "an unknown status": said(b"Content-Length: 6", status=b"HTTP/1.1 600 What"),
    "an offer to upgrade": said(b"Upgrade: h2c", b"Connection: Upgrade", b"Content-Length: 6"),
    "hints before": b"HTTP/1.1 103 Hints\r\nLink: </a>\r\n\r\n" + said(b"Content-Length: 6"),
    "a folded header": said(b"X: a\r\n b", b"Content-Length: 6"),
    "bare newlines": b"HTTP/1.1 200 OK\nContent-Length: 6\n\n<rss/>",
    "three thousand headers": said(*(b"X%d: y" % n for n in range(3_000)), b"Content-Length: 6"),
    "a second answer behind": said(b"Content-Length: 6") + said(b"Content-Length: 4", body=b"EVIL"),
    "newlines before": b"\r\n\r\n" + said(b"Content-Length: 6"),
    "upper case": answer(gzip.compress(FEED), "Content-Encoding: GZIP"),
}
REFUSED = {
    "a signed length": said(b"Content-Length: +6"),
    "a list of lengths": said(b"Content-Length: 6, 6"),
    "a hexadecimal length": said(b"Content-Length: 0x6"),
    "an empty length": said(b"Content-Length: "),
    "chunks that are not the last coding": said(b"Transfer-Encoding: chunked, gzip", body=CHUNKS),
    "a coding that looks like chunks": said(b"Transfer-Encoding: xchunked", body=CHUNKS),
    "a hidden coding": said(b"Transfer-Encoding: \x0bchunked", body=CHUNKS),
    "chunks and a length": said(b"Transfer-Encoding: chunked", b"Content-Length: 3", body=CHUNKS),
    "a negative chunk": said(b"Transfer-Encoding: chunked", body=b"-6\r\n<rss/>\r\n0\r\n\r\n"),
    "a chunk of all there is": said(b"Transfer-Encoding: chunked", body=b"F" * 15 + b"\r\n<rss/>"),
    "a chunk of more than there is": said(b"Transfer-Encoding: chunked", body=b"F" * 17 + b"\r\n<rss/>"),
    "a chunk without its end": said(b"Transfer-Encoding: chunked", body=b"6\r\n<rss/>0\r\n\r\n"),
    "half a size": said(b"Transfer-Encoding: chunked", body=b"6"),
    "the radio": said(status=b"ICY 200 OK"),
    "a version of tomorrow": said(b"Content-Length: 6", status=b"HTTP/3.0 200 OK"),
    "another protocol": said(b"Upgrade: websocket", b"Connection: Upgrade", body=b"", status=b"HTTP/1.1 101 Over"),
    "only hints": b"HTTP/1.1 103 Hints\r\n\r\n",
    "a body of hints": b"HTTP/1.1 100 Continue\r\nContent-Length: 5\r\n\r\nhello" + said(b"Content-Length: 6"),
    "a header without a name": said(b": x", b"Content-Length: 6"),
    "a zero in a name": said(b"X\0Y: a", b"Content-Length: 6"),
    "half a line end": said(b"X: a\rb", b"Content-Length: 6"),
    "fifty thousand headers": said(*(b"X%d: y" % n for n in range(50_000))),
    "zeros": b"\0" * 1_000,
    "TLS": b"\x16\x03\x01\x02\x00\x01",
    "mail": b"220 mail ESMTP\r\n",
    "a name without end": answer(b"\x1f\x8b\x08\x08\0\0\0\0\0\x03" + b"x" * 40_000, "Content-Encoding: gzip"),
    "deflate called gzip": answer(zlib.compress(FEED), "Content-Encoding: gzip"),
    **{
        coding: answer(FEED, f"Content-Encoding: {coding}")
        for coding in ("br", "zstd", "deflate", "compress", "dcb", "br, gzip", "gzip;q=1", "none")
    },
}
ENDLESS = {
    "an extension": endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;", b"a" * 1_000),
    "trailers": endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X: y\r\n" * 1_000),
    "a reason": endless(b"HTTP/1.1 200 ", b"a" * 1_000),
    "a header's name": endless(b"HTTP/1.1 200 OK\r\n", b"a" * 1_000),
    "newlines": endless(b"", b"\r\n" * 1_000),
    "a chunk's size": endless(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0" * 1_000),
}
SLOW = {
    "a header": dribble(b"HTTP/1.1 200 OK\r\nX: ", b"a"),
    "headers": dribble(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n"),
    "a body": dribble(b"HTTP/1.1 200 OK\r\nContent-Length: 40000\r\n\r\n", b"a"),
    "chunks": dribble(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
    "a chunk's size": dribble(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"),
    "hints": dribble(b"", b"HTTP/1.1 102 Processing\r\n\r\n"),
    "newlines": dribble(b"", b"\r\n"),
}
NOWHERE = [
    "http://127.0.0.1:0/", "http://127.0.0.1:99999/", "http://127.0.0.1:-1/", "http://127.0.0.1:x/", "http://[::1",
    "http://[]/", "http://[::1%25lo]/", "http://[fe80::1%25lo]/", "http://u:p@127.0.0.1/", "http://a..b/", "http://*/",
    "http://" + "a" * 64 + ".example/", "/ok\x01", "ftp://127.0.0.1/", "ws://127.0.0.1/", "mailto:a@b", "blob:http://x",
    "file:///etc/passwd", "data:,x", "javascript:alert(1)", "http://10.0.0.1/", "https://127.0.0.1/", "?again",
]  # fmt: skip


@pytest.mark.parametrize("form", READ)
async def test_what_is_odd_and_still_http_is_read(site: Site, ask: Asking, form: str) -> None:
    site.answers["/"] = READ[form]

    assert (await ask()).body == FEED


@pytest.mark.parametrize("form", REFUSED)
async def test_what_is_no_http_is_refused_in_words_and_breaks_nothing(
    site: Site, ask: Asking, form: str, caplog: pytest.LogCaptureFixture
) -> None:
    site.answers["/"] = REFUSED[form]

    with caplog.at_level(logging.WARNING, "asyncio"), pytest.raises(FetchError, match=r"127\.0\.0\.1"):
        await ask()

    assert not caplog.records


@pytest.mark.parametrize("form", ENDLESS)
async def test_what_has_no_end_is_ended(site: Site, ask: Asking, form: str) -> None:
    site.answers["/"] = ENDLESS[form]

    with pytest.raises(TooLarge):
        await ask()


@pytest.mark.parametrize("form", SLOW)
async def test_what_comes_drop_by_drop_gets_no_more_time(site: Site, ask: Asking, form: str) -> None:
    site.answers["/"] = SLOW[form]

    with pytest.raises(TooSlow):
        await ask(total=PATIENCE)


@pytest.mark.parametrize("place", NOWHERE)
async def test_a_redirect_to_nowhere_is_refused(site: Site, ask: Asking, place: str) -> None:
    site.answers["/"] = f"HTTP/1.1 302 Found\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n".encode()

    with pytest.raises(FetchError):
        await ask()


@pytest.mark.parametrize("status", ["201 Created", "300 Choose", "305 Use a Proxy"])
async def test_only_a_redirect_is_followed(site: Site, ask: Asking, status: str) -> None:
    site.answers["/"] = answer(b"", "Location: http://10.0.0.1/", "Refresh: 0; url=http://10.0.0.1/", status=status)

    assert (await ask()).status == int(status[:3])


async def test_the_body_of_a_redirect_is_nobody_s_business(site: Site, ask: Asking) -> None:
    site.answers["/"] = endless(b"HTTP/1.1 302 Found\r\nLocation: /ok\r\n\r\n", b"x" * 1_000)
    site.answers["/ok"] = answer(FEED)

    assert (await ask()).body == FEED
