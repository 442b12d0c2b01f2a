"""Rounds that come back by a clock that nobody can set, and what becomes known when somebody sets the other one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

LEAST = timedelta(seconds=5)  # less is a clock that is being corrected, not one that was set

Make = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class Rounds:
    """*run* runs a round and lets nothing of it out. A round that takes longer than its interval is followed by the
    next at once, never by two."""

    run: Callable[[Make, str], Awaitable[None]]
    tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def every(self, seconds: float, make: Make, name: str) -> None:
        """Go round now, and again every so many *seconds*, until stopped."""
        self.tasks.append(asyncio.create_task(self._go(seconds, make, name), name=f"rounds of {name}"))

    def each_second(self, wall: Callable[[], datetime], make: Make, name: str) -> None:
        """Go round now, and at the beginning of each second of a clock that may be set: no wait is longer than one."""
        self.tasks.append(asyncio.create_task(self._beat(wall, make, name), name=f"rounds of {name}"))

    async def _beat(self, wall: Callable[[], datetime], make: Make, name: str) -> None:
        while True:
            await self.run(make, name)
            await asyncio.sleep(1 - wall().microsecond / 1_000_000)

    async def _go(self, seconds: float, make: Make, name: str) -> None:
        clock = asyncio.get_running_loop().time
        due = clock()
        while True:
            await self.run(make, name)
            due = max(due + seconds, clock())
            await asyncio.sleep(due - clock())

    def stop(self) -> None:
        for task in self.tasks:
            task.cancel()


@dataclass(slots=True)
class Steps:
    """Notices that the clock on the wall was set: it no longer keeps pace with the one that counts the machine's
    seconds (*steady*, asleep or awake)."""

    wall: datetime
    steady: float

    def noticed(self, wall: datetime, steady: float) -> timedelta:
        """By how much it was set since the last look; nothing where it only drifts."""
        step = (wall - self.wall) - timedelta(seconds=steady - self.steady)
        self.wall, self.steady = wall, steady
        return step if abs(step) >= LEAST else timedelta()
