"""What goes over the wire, beside what a client of others says for the same question."""

from __future__ import annotations

import httpx
import pytest

from monitor.fetch.wire import Unspeakable, question, readable, spoken

URLS = (
    "http://192.0.2.7/feed",
    "https://example.org:8443/a%20b?q=é#part",
    "http://[2001:db8::1]:81",
    "https://bücher.example/ü",
)
HEADERS = (("User-Agent", "vigie"), ("accept", "text/html"), ("X-Name", "Zoë"))


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("body", [None, b"{}"])
def test_a_question_is_what_httpx_would_ask(url: str, body: bytes | None) -> None:
    ours = question(httpx.URL(url), HEADERS, body)
    told = [(name.encode(), value.encode()) for name, value in HEADERS]
    theirs = httpx.Request("GET" if body is None else "POST", url, headers=told, content=body)
    assert list(ours.headers) == theirs.headers.raw
    assert readable(ours.headers) == tuple(theirs.headers.multi_items())
    head, _, rest = spoken(ours).partition(b"\r\n\r\n")
    first, *lines = head.split(b"\r\n")
    assert first == b"%b %b HTTP/1.1" % (theirs.method.encode(), theirs.url.raw_path)
    assert lines == [b"%b: %b" % header for header in theirs.headers.raw]
    assert rest == (body or b"")


@pytest.mark.parametrize("value", [b"caf\xc3\xa9", b"caf\xe9", b"plain", b"\xff\xfe"])
def test_headers_are_read_as_httpx_reads_them(value: bytes) -> None:
    headers = [(b"Server", value), (b"X-Other", "ü".encode()), (b"X-Other", b"two")]
    assert readable(headers) == tuple(httpx.Headers(headers).multi_items())


@pytest.mark.parametrize("header", [("a", "b\r\nc"), ("a\n", "b"), ("", "b"), ("a b", "c"), ("a:", "b"), ("a", "\0")])
def test_a_header_that_would_be_two_is_not_said(header: tuple[str, str]) -> None:
    with pytest.raises(Unspeakable):
        spoken(question(httpx.URL("http://example.org"), (header,)))
