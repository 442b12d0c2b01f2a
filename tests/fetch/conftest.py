"""A small site on loopback that answers as it is told, keeps what it heard, and may be as rude as it likes."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.fetch import Fetcher, Limits, Resolver
from monitor.model import Reply, Request

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
BRISK = Limits(total=5.0, pause=0.0, wire=50_000, decoded=100_000)


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for news.example, and its key, in one file."""
    if not (openssl := shutil.which("openssl")):
        pytest.skip("needs the openssl command")
    folder = tmp_path_factory.mktemp("tls")
    make = [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    name = ["-subj", "/CN=news.example", "-addext", "subjectAltName=DNS:news.example"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run([*make, *name, *files], check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_text((folder / "cert.pem").read_text() + (folder / "key.pem").read_text())
    return both


Answer = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]


def answer(body: bytes = b"", *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def redirect(to: str, status: int = 302) -> bytes:
    return answer(b"not this one", f"Location: {to}", status=f"{status} Elsewhere")


def endless(start: bytes, more: bytes) -> Answer:
    async def rudeness(writer: asyncio.StreamWriter) -> None:
        writer.write(start)
        while True:
            writer.write(more)
            await writer.drain()

    return rudeness


@dataclass(frozen=True, slots=True)
class Heard:
    """One question as it came over the wire."""

    line: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Site:
    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    heard: list[Heard] = field(default_factory=list)
    busy: int = 0
    busiest: int = 0

    def url(self, path: str = "/", host: str = "127.0.0.1", scheme: str = "http") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    @property
    def origin(self) -> str:
        return self.url("")

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.busy += 1
        self.busiest = max(self.busy, self.busiest)
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            path = await self._listen(reader)
            reply = self.answers.get(path, answer(status="404 Not Found"))
            if isinstance(reply, bytes):
                writer.write(reply)
                await writer.drain()
            else:
                await reply(writer)
        self.busy -= 1
        writer.close()

    async def _listen(self, reader: asyncio.StreamReader) -> str:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        self.heard.append(Heard(head[0], headers, body))
        return head[0].split()[1].partition("?")[0]


@asynccontextmanager
async def serving(tls: ssl.SSLContext | None = None) -> AsyncIterator[Site]:
    site = Site()
    talks: set[asyncio.Task[None]] = set()

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = asyncio.ensure_future(site.converse(reader, writer))
        talks.add(talk)
        talk.add_done_callback(talks.discard)

    server = await asyncio.start_server(accept, "127.0.0.1", 0, ssl=tls)
    site.port = server.sockets[0].getsockname()[1]
    try:
        yield site
    finally:
        server.close()
        for talk in talks:
            talk.cancel()
        await asyncio.gather(*talks)
        await server.wait_closed()


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serving() as site:
        yield site


@pytest.fixture
async def other_site() -> AsyncIterator[Site]:
    async with serving() as site:
        yield site


def names(**addresses: str) -> Resolver:
    """A name server that knows the given names; underscores stand for dots."""

    async def resolve(host: str) -> Sequence[str]:
        found = addresses.get(host.replace(".", "_"))
        if found is None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return found.split()

    return resolve


def stranger(resolve: Resolver | None = None, *, allow: Sequence[str] = (), trusted: Sequence[str] = ()) -> Fetcher:
    known = resolve or names()
    return Fetcher(user_agent="lookout-test/1", limits=BRISK, allow=allow, trusted=trusted, resolve=known)


PATIENCE = 0.1  # seconds; stands for the deadline of a poll where one must pass

Asking = Callable[..., Awaitable[Reply]]


@pytest.fixture
def ask(site: Site) -> Asking:
    """Asks the site as an operator would who wrote its origin into his configuration."""

    async def ask(path: str = "/", *headers: tuple[str, str], body: bytes | None = None, **limits: Any) -> Reply:
        fetcher = Fetcher(user_agent="lookout-test/1", limits=replace(BRISK, **limits), trusted=[site.origin])
        return await fetcher.fetch(Request(site.url(path), headers, body), now=NOW)

    return ask
