"""What goes over the wire, as it is read."""

from __future__ import annotations

import httpx
import pytest

from monitor.fetch.wire import readable


@pytest.mark.parametrize("value", [b"caf\xc3\xa9", b"caf\xe9", b"plain", b"\xff\xfe"])
def test_headers_are_read_as_httpx_reads_them(value: bytes) -> None:
    headers = [(b"Server", value), (b"X-Other", "ü".encode()), (b"X-Other", b"two")]

    assert readable(headers) == tuple(httpx.Headers(headers).multi_items())
