"""Work under way, each piece of which fails for itself: it is told, and the watch goes on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from typing import Any, NamedTuple

from monitor import journal
from monitor.errors import StoreError
from monitor.pipeline import Pipeline
from monitor.pulse import Pulse

DRAIN = 8.0  # seconds that work under way gets to end


class Tasks:
    """What was begun and has not ended; once *stopping* is set, nobody is asked, judged or told any more."""

    def __init__(self, pulse: Pulse) -> None:
        self.pulse = pulse
        self.stopping = asyncio.Event()
        self.under_way: set[asyncio.Task[None]] = set()

    def spawn(self, make: Callable[[], Coroutine[Any, Any, None]], name: str) -> None:
        task = asyncio.create_task(self.guarded(make, name), name=name)
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)

    async def guarded(self, make: Callable[[], Awaitable[None]], name: str) -> None:
        """Run a task whose failure is its own."""
        try:
            await make()
        except StoreError as error:
            self.pulse.broken[name.partition(" ")[0]] += 1
            if not self.pulse.storage:
                journal.fail("store", task=name, error=error, what="nobody is asked until it can be written again")
            self.pulse.storage = str(error)
        except Exception as error:  # noqa: BLE001 - a task of ours broke: the others go on
            self.pulse.broken[name.partition(" ")[0]] += 1
            journal.fail("task_broke", task=name, error=repr(error))

    async def drain(self) -> None:
        """Let what is under way end, and end what does not."""
        if self.under_way:
            _, left = await asyncio.wait(self.under_way, timeout=DRAIN)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)


class Surroundings(NamedTuple):
    """What everything that a daemon does is done with; *clock* tells the time of day."""

    pipeline: Pipeline
    pulse: Pulse
    tasks: Tasks
    clock: Callable[[], datetime]
