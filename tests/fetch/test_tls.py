"""The name is certified, although an address is connected."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.errors import FetchError, TooSlow
from monitor.fetch import Fetcher
from monitor.model import Request
from tests.fetch.conftest import (
    BRISK,
    NOW,
    PATIENCE,
    Site,
    answer,
    names,
    serving,
    stranger,
)


@pytest.fixture
async def safe_site(certificate: Path) -> AsyncIterator[Site]:
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    async with serving(tls) as site:
        site.answers["/"] = answer(b"safe")
        yield site


def believer(certificate: Path) -> Fetcher:
    resolve = names(news_example="127.0.0.1", other_example="127.0.0.1")
    tls = ssl.create_default_context(cafile=str(certificate))
    return Fetcher(user_agent="x", limits=BRISK, allow=["127.0.0.1"], resolve=resolve, tls=tls)


async def test_the_certificate_is_that_of_the_name_and_not_of_the_address(safe_site: Site, certificate: Path) -> None:
    url = safe_site.url(host="news.example", scheme="https")

    assert (await believer(certificate).fetch(Request(url), now=NOW)).body == b"safe"


async def test_the_certificate_of_somebody_else_is_refused(safe_site: Site, certificate: Path) -> None:
    url = safe_site.url(host="other.example", scheme="https")

    with pytest.raises(FetchError, match=r"certificate that we do not trust: .*other\.example"):
        await believer(certificate).fetch(Request(url), now=NOW)


async def test_a_certificate_that_nobody_signed_is_refused(safe_site: Site) -> None:
    fetcher = stranger(names(news_example="127.0.0.1"), allow=["127.0.0.1"])

    with pytest.raises(FetchError, match="certificate that we do not trust: self"):
        await fetcher.fetch(Request(safe_site.url(host="news.example", scheme="https")), now=NOW)

    assert not safe_site.heard


async def test_tls_with_a_server_that_speaks_none_is_said_so(certificate: Path) -> None:
    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer(b"plain", status="400 Bad Request"))
        writer.close()

    async with await asyncio.start_server(plain, "127.0.0.1", 0) as server:
        url = f"https://news.example:{server.sockets[0].getsockname()[1]}/"
        with pytest.raises(FetchError, match=r"news\.example does not speak proper TLS"):
            await believer(certificate).fetch(Request(url), now=NOW)


async def test_a_handshake_that_never_ends_is_given_up(certificate: Path) -> None:
    hung_up = asyncio.Event()

    async def tarpit(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        hung_up.set()
        writer.close()

    async with await asyncio.start_server(tarpit, "127.0.0.1", 0) as server:
        url = f"https://news.example:{server.sockets[0].getsockname()[1]}/"
        fetcher = Fetcher(
            user_agent="x",
            limits=replace(BRISK, total=PATIENCE),
            allow=["127.0.0.1"],
            resolve=names(news_example="127.0.0.1"),
            tls=ssl.create_default_context(cafile=str(certificate)),
        )
        with pytest.raises(TooSlow):
            await fetcher.fetch(Request(url), now=NOW)
        await asyncio.wait_for(hung_up.wait(), 2)
