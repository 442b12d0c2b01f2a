"""Names into addresses, in threads of our own: a dead name server stops nobody but those who ask it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from threading import Thread

Resolver = Callable[[str], Awaitable[Sequence[str]]]
"""Host to its addresses, best first. May raise OSError or UnicodeError; its caller sets the deadline."""


def look_up(host: str) -> tuple[str, ...]:
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


class SystemResolver:
    """The system's own look-up, at most one at a time for a host and *threads* in all.

    The loop's default pool has a handful of threads: forty hanging names starve every healthy one, and process exit
    waits for them. These threads are daemons, and all polls of a hanging name wait for the same one.
    """

    def __init__(self, *, threads: int = 64, look_up: Callable[[str], tuple[str, ...]] = look_up) -> None:
        self._look_up = look_up
        self._slots = asyncio.Semaphore(threads)
        self._asked: dict[str, asyncio.Future[tuple[str, ...] | Exception]] = {}

    async def __call__(self, host: str) -> Sequence[str]:
        if host not in self._asked:
            await self._slots.acquire()
            if host in self._asked:
                self._slots.release()
            else:
                self._ask(host)
        answer = await asyncio.shield(self._asked[host])
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _ask(self, host: str) -> None:
        loop = asyncio.get_running_loop()
        self._asked[host] = loop.create_future()

        def work() -> None:
            answer: tuple[str, ...] | Exception
            try:
                answer = self._look_up(host)
            except (OSError, UnicodeError) as error:
                answer = error
            with suppress(RuntimeError):  # the loop has closed meanwhile: nobody waits any more
                loop.call_soon_threadsafe(self._settle, host, answer)

        Thread(target=work, name=f"look up {host}", daemon=True).start()

    def _settle(self, host: str, answer: tuple[str, ...] | Exception) -> None:
        self._slots.release()
        self._asked.pop(host).set_result(answer)
