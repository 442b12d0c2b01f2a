"""Mail servers that flood, drip or never come to an end: each is left, and no thread of ours stays with it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable

import pytest

from monitor.errors import FetchError
from monitor.model import Tap
from tests.fetch.test_taps import MAIL, first, speaking

GREETING = b"* OK here\r\n"
FLOODS = {
    "a literal of all there is": b"* 2 FETCH (UID 12 BODY[]<0> {4000000000}\r\n" + b"x" * 1_000_000,
    "a literal of more digits than a number has": b"* 2 FETCH (UID 12 BODY[]<0> {" + b"9" * 5_000 + b"}\r\n",
    "many literals": b"* 2 FETCH (UID 12 BODY[]<0> {1000000}\r\n" + b"x" * 1_000_000 + b" X {3}\r\nabc)\r\n",
    "many answers": b"* 2 FETCH (UID 12 FLAGS (x))\r\n" * 20_000,
    "many folders": b"* LIST () / x\r\n" * 20_000,
    "a line": b"x" * 1_000_000,
    "a search": b"* SEARCH" + b" 12" * 100_000 + b"\r\n",
    "parentheses": b"* 2 FETCH " + b"(" * 900_000 + b"\r\n",
    "warnings": b"* NO [ALERT] x\r\n" * 20_000,
}
PLACES = ("greeting", "LOGIN", "EXAMINE", "UID SEARCH", "UID FETCH", "IDLE")


def mailing(place: str, rudeness: Callable[[asyncio.StreamWriter], Awaitable[None]]) -> Callable[..., Awaitable[None]]:
    """A mail server that is polite until it comes to *place*."""

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if place == "greeting":
            await rudeness(writer)
        writer.write(GREETING)
        while line := await reader.readline():
            tag, _, said = line.strip().partition(b" ")
            if said.startswith(place.encode()):
                await rudeness(writer)
            if said == b"IDLE":
                writer.write(b"+ waiting\r\n")
                continue
            told = next((told for word, told in MAIL.items() if said.startswith(word)), b"")
            writer.write(told + tag + b" OK done\r\n")

    return speak


def pouring(piece: bytes) -> Callable[[asyncio.StreamWriter], Awaitable[None]]:
    async def pour(writer: asyncio.StreamWriter) -> None:
        writer.write(b"+ waiting\r\n" if piece.startswith(b"* NO") else b"")
        while True:
            writer.write(piece)
            await writer.drain()

    return pour


async def dripping(writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"*")
        await writer.drain()
        await asyncio.sleep(0.02)


async def no_thread_is_left() -> bool:
    async with asyncio.timeout(10):
        while any(thread.name.startswith("mail") for thread in threading.enumerate()):
            await asyncio.sleep(0.01)
    return True


def mailbox(port: int) -> Tap:
    return Tap(f"imap://127.0.0.1:{port}/INBOX", login=("veille", "a password"), after="7:11")


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("flood", FLOODS)
async def test_a_mail_server_that_floods_is_left(flood: str, place: str) -> None:
    most = 1 if place != "IDLE" else 2  # before it is waited, one message comes
    async with speaking(mailing(place, pouring(FLOODS[flood]))) as port:
        with pytest.raises(FetchError, match=r"127\.0\.0\.1"):
            await first(mailbox(port), most)
        assert await no_thread_is_left()


@pytest.mark.parametrize("place", PLACES[:-1])
async def test_whoever_hangs_up_while_a_mail_server_drips_leaves_no_thread_with_it(place: str) -> None:
    begun = asyncio.Event()

    async def drip(writer: asyncio.StreamWriter) -> None:
        begun.set()
        await dripping(writer)

    async with speaking(mailing(place, drip)) as port:
        listening = asyncio.ensure_future(first(mailbox(port), 2))
        await begun.wait()
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        assert await no_thread_is_left()
