"""What stands before the doors of what is pushed to us, and what of it is let in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from monitor.web.hooks import MOST, TOGETHER, add_hooks
from monitor.workers import warm
from tests.streams.station import Station, station
from tests.streams.test_listening import SECRET

MB = b"x" * 1_000_000
GOOD = json.dumps({"id": "1", "text": "Valmy, enfin"}).encode()
Receive = Callable[[], Awaitable[dict[str, Any]]]


@dataclass
class Hall:
    app: FastAPI
    here: Station

    async def knock(self, receive: Receive, *headers: tuple[str, str], name: str = "source") -> int:
        """The status that who says so with these *headers* gets."""
        told: list[int] = []

        async def send(message: dict[str, Any]) -> None:
            told.extend([message["status"]] if "status" in message else [])

        known = [(b"authorization", f"Bearer {SECRET}".encode()), *((k.encode(), v.encode()) for k, v in headers)]
        scope = {"type": "http", "method": "POST", "path": f"/hooks/{name}", "headers": known, "query_string": b""}
        await self.app(scope, receive, send)  # type: ignore[arg-type]
        return told[0]


def saying(pieces: Iterable[bytes], *, end: bool = True, gate: asyncio.Event | None = None) -> Receive:
    """Brings *pieces*, and then the end; or waits for a *gate*; or goes away."""
    left = iter(pieces)

    async def receive() -> dict[str, Any]:
        if (piece := next(left, None)) is not None:
            return {"type": "http.request", "body": piece, "more_body": True}
        if gate:
            await gate.wait()
        return {"type": "http.request", "body": b"", "more_body": False} if end else {"type": "http.disconnect"}

    return receive


@asynccontextmanager
async def hall(where: Path, patience: float = 60.0) -> AsyncIterator[Hall]:
    warm()  # who stands at a door waits for no lexicon
    async with station(where, f"kind: webhook, secret: {SECRET}") as here:
        app = FastAPI()
        add_hooks(app, here.streams, patience)
        yield Hall(app, here)


async def test_what_is_brought_in_pieces_is_let_in(tmp_path: Path) -> None:
    async with hall(tmp_path) as there:
        assert await there.knock(saying([GOOD[:7], b"", GOOD[7:]])) == 202
        assert await there.here.pipeline.ask(there.here.heard) == ["Valmy, enfin"]


async def test_what_is_too_large_is_not_read_to_its_end(tmp_path: Path) -> None:
    read = []

    def endless() -> Iterable[bytes]:
        while True:
            read.append(len(MB))
            yield MB

    async with hall(tmp_path) as there:
        assert await there.knock(saying(endless())) == 413
        assert sum(read) <= MOST + len(MB)
        read.clear()
        for length in (str(MOST + 1), "9" * 5_000):
            assert await there.knock(saying(endless()), ("content-length", length)) == 413
        assert await there.knock(saying(endless()), name="nobody") == 404
        assert not read


async def test_who_brings_drop_by_drop_is_sent_away(tmp_path: Path) -> None:
    async with hall(tmp_path, patience=0.1) as there:
        assert await there.knock(saying([b"{"], gate=asyncio.Event())) == 408


async def test_who_goes_away_in_the_middle_breaks_nothing(tmp_path: Path) -> None:
    async with hall(tmp_path) as there:
        assert await there.knock(saying([GOOD[:9]], end=False)) == 400
        assert await there.knock(saying([GOOD])) == 202


async def test_a_crowd_before_the_doors_holds_no_more_than_all_together_may(tmp_path: Path) -> None:
    gate = asyncio.Event()
    async with hall(tmp_path) as there:
        crowd = [asyncio.create_task(there.knock(saying([MB, MB], gate=gate))) for _ in range(TOGETHER // MOST + 9)]
        await asyncio.sleep(0.1)
        sent_away = [task.result() for task in crowd if task.done()]
        gate.set()
        await asyncio.gather(*crowd)
        assert sent_away == [503] * 9
        assert await there.knock(saying([GOOD])) == 202, "afterwards there is room again"


@pytest.mark.parametrize(
    "brought",
    [
        b"&".join(b"a%d=1" % number for number in range(150_000)),
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n' * 30_000,
        b'{"a":' * 300_000,
        b"[" * 1_900_000,
        b"[" * 900 + b"]" * 900,
        b"[" + b"null," * 300_000 + b"null]",
        b'{"id": NaN, "rating": NaN}',
        b'{"id": "1", "text": "Valmy", "rating": 1e400}',
        b'{"id": "\\ud800", "text": "Valmy \\udfff"}',
        b'{"id": "1", "text": "Valmy", "published": -1e300}',
        b'{"id": "1", "text": "Valmy", "published": 99999999999999999999}',
        b'{"id": "1", "text": "Valmy", "url": "javascript:alert(1)"}',
        b"id=%FF&text=%00Valmy",
        b"\xff\xfe{\x00}\x00",
        b"\0" * 100_000,
        json.dumps([{"id": "1", "text": f"Valmy {number}"} for number in range(20_000)]).encode(),
    ],
    ids=lambda brought: str(brought[:24]),
)
async def test_whatever_is_brought_is_kept_or_refused_in_words(tmp_path: Path, brought: bytes) -> None:
    async with hall(tmp_path) as there:
        assert await there.knock(saying([brought])) in (202, 422)
        assert await there.knock(saying([GOOD])) == 202
        mentions = await there.here.pipeline.ask(there.here.heard)

    assert "Valmy, enfin" in mentions
    assert not any("\0" in text or "\ud800" <= char <= "\udfff" for text in mentions for char in text)
