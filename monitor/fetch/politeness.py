"""Manners towards a host: few questions at once, a pause between two, and none while it has asked us to wait."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from monitor.errors import NotYet
from monitor.fetch.addresses import loopback
from monitor.fetch.limits import Limits

_REMEMBERED = 1_000
# One page's word closes its host for so long, and so many times longer each time the next question is refused as well:
# a page has its own wait, and must not close those of everybody else beside it for as long as it pleases.
_FIRST_WAIT, _LONGER, _LONGEST_WAIT = 15.0, 4, 86_400.0  # seconds, but for the factor


@dataclass(slots=True)
class _Host:
    """*door* opens again a pause after somebody went in; *not_before* is a time of the loop's clock, in seconds;
    *refusals* counts those in a row, each after the wait that the one before asked for."""

    seats: asyncio.Semaphore
    most: int
    door: asyncio.Lock = field(default_factory=asyncio.Lock)
    guests: int = 0
    not_before: float = 0.0
    refusals: int = 0

    def forgettable(self, at: float) -> bool:
        return not (self.guests or self.door.locked()) and self.not_before <= at


class Politeness:
    """Shared by all sources of a host, under the name that `server_of` gives it. Runs on the loop's clock: a story told
    faster than life is no less polite."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._everywhere = asyncio.Semaphore(limits.in_flight)
        self._hosts: dict[str, _Host] = {}
        self._full = _REMEMBERED

    def wait(self, name: str, delay: timedelta) -> None:
        """A page of host *name* asked us to leave it alone for *delay*. The host is believed to mean all of it once
        it has refused again and again: until then, one question every so often finds out. What answers on this very
        machine speaks for many sites, and each of its pages for itself."""
        if _near(name):
            return
        host, at = self._host(name), asyncio.get_running_loop().time()
        if host.not_before <= at:
            host.refusals += 1
        longest = min(_FIRST_WAIT * _LONGER ** min(host.refusals - 1, 16), _LONGEST_WAIT)
        host.not_before = max(host.not_before, at + min(delay.total_seconds(), longest))

    def welcomed(self, name: str) -> None:
        """Host *name* answered: it does not refuse all of us."""
        host = self._host(name)
        if host.not_before <= asyncio.get_running_loop().time():
            host.refusals = 0

    def others_wait(self, name: str) -> bool:
        """Whether somebody stands in line behind those who ask host *name* now."""
        host = self._host(name)
        return host.guests > host.most

    @asynccontextmanager
    async def turn(self, name: str, *, now: datetime, half_way: bool = False) -> AsyncIterator[None]:
        """Our turn to ask host *name*. NotYet at once while the host wants us to wait, and when too many of our own
        questions are in front: that is what the next poll is for. Who is *half_way* through one waits for a little,
        and need not begin again."""
        host = self._host(name)
        await self._obey(host, name, now, half_way)
        host.guests += 1
        try:
            await self._queue(host, name)
            try:
                await self._obey(host, name, now, half_way)
                yield
            finally:
                self._everywhere.release()
                host.seats.release()
        finally:
            host.guests -= 1

    async def _queue(self, host: _Host, name: str) -> None:
        if not (host.seats.locked() or host.door.locked() or self._everywhere.locked()):
            await self._sit_down(host, name)  # nobody is in front: no clock need be set
            return
        try:
            async with asyncio.timeout(self._limits.queue):
                await self._sit_down(host, name)
        except TimeoutError as error:
            raise NotYet(
                f"{name} was still busy with other questions of ours after {self._limits.queue:g} s",
                wait=self._limits.queue,
                hint="poll the sources of this host less often",
            ) from error

    async def _sit_down(self, host: _Host, name: str) -> None:
        await host.seats.acquire()
        try:
            if not _near(name):
                await self._go_in(host)
            # Last, so that a crowd before one host takes no seat from the others.
            await self._everywhere.acquire()
        except BaseException:
            host.seats.release()
            raise

    async def _go_in(self, host: _Host) -> None:
        await host.door.acquire()
        asyncio.get_running_loop().call_later(self._limits.pause, host.door.release)

    async def _obey(self, host: _Host, name: str, now: datetime, half_way: bool) -> None:
        clock = asyncio.get_running_loop().time
        while half_way and 0 < (left := host.not_before - clock()) <= _FIRST_WAIT:
            over = asyncio.Event()
            asyncio.get_running_loop().call_later(left, over.set)
            await over.wait()
        left = host.not_before - clock()
        if left > 0:
            until = now + timedelta(seconds=left)
            raise NotYet(
                f"{name} asked us to wait until {until:%Y-%m-%d %H:%M:%S} UTC",
                wait=left,
                hint="it is asked again after that",
            )

    def _host(self, name: str) -> _Host:
        if name not in self._hosts:
            self._forget()
            seats = self._limits.per_loopback if _near(name) else self._limits.per_host
            self._hosts[name] = _Host(asyncio.Semaphore(seats), seats)
        return self._hosts[name]

    def _forget(self) -> None:
        if len(self._hosts) >= self._full:
            at = asyncio.get_running_loop().time()
            self._hosts = {name: host for name, host in self._hosts.items() if not host.forgettable(at)}
            self._full = max(_REMEMBERED, 2 * len(self._hosts))


@lru_cache(maxsize=4096)
def _near(name: str) -> bool:
    """Whether that is on this machine."""
    return loopback(urlsplit(f"//{name}").hostname or "")
