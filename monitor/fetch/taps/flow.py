"""What flows out of a line, in sips: whoever pours faster than we swallow has to wait, and does not take the loop."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from monitor.errors import FetchError
from monitor.fetch.taps.scout import Place
from monitor.fetch.wire import NoAnswer

SIP = 8_192  # bytes: the dearest of them, thousands of empty frames, take some hundredths of a second
REST = 0.05  # seconds at most between two: the rest of what passed was somebody else's


@dataclass(slots=True)
class Flow:
    """A connection to *host*. *began* is when the last sip was handed out, by the loop's clock."""

    host: str
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    began: float = float("inf")

    async def sip(self, silence: float) -> bytes:
        """What came, some bytes of it; nothing at the end. Others get as much of the loop as the last sip took of it.
        Raises FetchError where nothing comes for *silence* seconds, or where none of them are left."""
        clock = asyncio.get_running_loop().time
        await _pause(min(clock() - self.began, REST))
        if silence <= 0:
            raise _silent(self.host)
        try:
            async with asyncio.timeout(silence):
                data = await self.reader.read(SIP)
        except TimeoutError as error:
            raise _silent(self.host) from error
        self.began = clock()
        return data

    async def say(self, words: bytes, patience: float) -> None:
        """Raises FetchError where the other side does not take it."""
        self.writer.write(words)
        try:
            async with asyncio.timeout(patience):
                await self.writer.drain()
        except TimeoutError as error:
            raise FetchError(f"{self.host} does not listen", hint="it is called again") from error


@asynccontextmanager
async def flowing(place: Place, address: str, tls: ssl.SSLContext | None, patience: float) -> AsyncIterator[Flow]:
    """A connection to *address*, as long as it is needed."""
    name = place.host if tls else None
    try:
        async with asyncio.timeout(patience):
            reader, writer = await asyncio.open_connection(
                address, place.port, ssl=tls, server_hostname=name, limit=2 * SIP
            )
    except TimeoutError as error:
        raise NoAnswer from error
    try:
        yield Flow(place.host, reader, writer)
    finally:
        writer.transport.abort()


def _silent(host: str) -> FetchError:
    return FetchError(f"{host} fell silent", hint="it is called again")


async def _pause(seconds: float) -> None:
    over = asyncio.Event()
    asyncio.get_running_loop().call_later(max(seconds, 0.0), over.set)
    await over.wait()
