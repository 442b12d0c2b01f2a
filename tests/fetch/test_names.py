"""A dead name server stops nobody but those who ask it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from threading import Event

import pytest

from monitor.fetch.names import SystemResolver


class Directory:
    """Answers at once, save for the names that begin with *dead*: those wait until the test is over."""

    def __init__(self) -> None:
        self.over = Event()
        self.asked: list[str] = []

    def look_up(self, host: str) -> tuple[str, ...]:
        self.asked.append(host)
        if host.startswith("dead"):
            self.over.wait(10)
        if host.startswith("unknown"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return ("192.0.2.1",)


@pytest.fixture
def directory() -> Iterator[Directory]:
    directory = Directory()
    yield directory
    directory.over.set()


async def test_forty_dead_names_do_not_delay_a_healthy_one(directory: Directory) -> None:
    resolve = SystemResolver(look_up=directory.look_up)
    dead = [asyncio.ensure_future(resolve(f"dead{n}.example")) for n in range(40)]

    assert await asyncio.wait_for(resolve("news.example"), 2) == ("192.0.2.1",)

    directory.over.set()
    await asyncio.gather(*dead)


async def test_a_dead_name_is_asked_once_however_many_polls_want_it(directory: Directory) -> None:
    resolve = SystemResolver(look_up=directory.look_up)
    for _ in range(3):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(resolve("dead.example"), 0.02)

    assert directory.asked == ["dead.example"]
    directory.over.set()
    assert await asyncio.wait_for(resolve("dead.example"), 2) == ("192.0.2.1",)


async def test_there_are_never_more_threads_than_allowed(directory: Directory) -> None:
    resolve = SystemResolver(threads=2, look_up=directory.look_up)
    polls = [asyncio.ensure_future(resolve(f"dead{n}.example")) for n in range(5)]
    last = asyncio.ensure_future(resolve("news.example"))
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(last, 0.05)

    assert len(directory.asked) == 2
    directory.over.set()
    await asyncio.gather(*polls)


async def test_a_failure_reaches_all_who_asked_and_is_not_remembered(directory: Directory) -> None:
    resolve = SystemResolver(look_up=directory.look_up)

    both = await asyncio.gather(*[resolve("unknown.example") for _ in range(2)], return_exceptions=True)
    with pytest.raises(socket.gaierror):
        await resolve("unknown.example")

    assert all(isinstance(failure, socket.gaierror) for failure in both)
    assert len(directory.asked) == 2


async def test_the_system_knows_an_address_by_its_odd_spellings() -> None:
    assert list(await SystemResolver()("127.1")) == ["127.0.0.1"]
