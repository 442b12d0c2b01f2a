"""What came and was not read yet: bounded in number and in bytes, so that whoever speaks too fast has to wait."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field

from monitor.model import Message

MOST, HEAVIEST = 1_000, 8 << 20  # messages, and bytes of them


@dataclass(frozen=True, slots=True, eq=False)
class Drop:
    """A message; *kept* is told whether it was stored, for whoever waits at the door, and *key* that he named it by."""

    message: Message
    kept: asyncio.Future[str] | None = None
    key: bytes = b""


@dataclass(slots=True)
class Basin:
    """*full* counts how often somebody had to wait, or was sent away."""

    most: int = MOST
    heaviest: int = HEAVIEST
    full: int = 0
    weight: int = 0
    drops: deque[Drop] = field(default_factory=deque)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    def has_room(self, message: Message) -> bool:
        """One message always fits into an empty basin, however heavy it is."""
        fits = len(self.drops) < self.most and self.weight + len(message.body) <= self.heaviest
        return fits or not self.drops

    async def put(self, drop: Drop) -> None:
        """Waits for room: the line behind it is not read meanwhile, and its server has to wait as well."""
        async with self.changed:
            if not self.has_room(drop.message):
                self.full += 1
                await self.changed.wait_for(lambda: self.has_room(drop.message))
            self._add(drop)

    async def offer(self, drop: Drop) -> bool:
        """Without waiting; whether there was room."""
        async with self.changed:
            if not self.has_room(drop.message):
                self.full += 1
                return False
            self._add(drop)
            return True

    def _add(self, drop: Drop) -> None:
        self.drops.append(drop)
        self.weight += len(drop.message.body)
        self.changed.notify_all()

    async def take(self, most: int, linger: float) -> tuple[Drop, ...]:
        """What is there, at least one and at most so many; others get *linger* seconds to join the first."""
        async with self.changed:
            await self.changed.wait_for(lambda: self.drops)
        if len(self.drops) < most:
            await asyncio.sleep(linger)
        async with self.changed:
            taken = tuple(self.drops.popleft() for _ in range(min(most, len(self.drops))))
            self.weight -= sum(len(drop.message.body) for drop in taken)
            self.changed.notify_all()
            return taken
