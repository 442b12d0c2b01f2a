"""A clock that somebody else winds."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta


class StoryClock:
    """The time in the story: it stands still until it is advanced. One hand winds it, any thread may read it."""

    def __init__(self, start: datetime) -> None:
        self.start = start
        self._now = start

    def now(self) -> datetime:
        return self._now

    def advance(self, by: timedelta) -> datetime:
        self._now += by
        return self._now

    def elapsed(self) -> timedelta:
        return self._now - self.start


class StoryLoop(asyncio.SelectorEventLoop):
    """An event loop for which the time of the story passes as well, so that a server of the story that asks to be left
    alone for an hour is left alone for that hour."""

    def __init__(self, clock: StoryClock) -> None:
        super().__init__()
        self._clock = clock

    def time(self) -> float:
        clock: StoryClock | None = getattr(self, "_clock", None)  # asked already while the loop is being made
        return super().time() + (clock.elapsed().total_seconds() if clock else 0.0)
