"""The streams of a configuration in this very process, on a real store, read inline."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from monitor import config
from monitor.pipeline import Pipeline, fetcher_for
from monitor.poll import Polled
from monitor.pulse import Pulse
from monitor.reading import Job, Reading
from monitor.store import Find, SourceState, Store
from monitor.streams import Streams

FILE = """
brands: [{{name: Valmy}}]
sources:
  - {{name: source, {source}}}
fetch: {{allow: [127.0.0.0/8]}}
web: {{link: "https://us.example"}}
"""
PATIENCE = 20.0  # seconds until a test gives up


@dataclass
class Station:
    pipeline: Pipeline
    streams: Streams
    pulse: Pulse
    told: list[Polled] = field(default_factory=list)

    def heard(self) -> list[str]:
        """The words of all mentions, in their order."""
        return sorted(mention.item.text for mention in self.pipeline.store.mentions.find(Find(limit=-1)))

    def state(self) -> SourceState:
        (state,) = self.pipeline.store.sources.all()
        return state

    def count(self, what: str) -> int:
        return self.pulse.heard["source", what]

    async def until(self, holds: Callable[[], Any], what: str) -> Any:
        """Wait until *holds* gives something true, asked in the diary's own thread."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if found := await self.pipeline.ask(holds):
                return found
            await asyncio.sleep(0.02)
        raise TimeoutError(f"{what}: {self.heard()} {self.pulse.heard}")


@contextlib.asynccontextmanager
async def station(
    where: Path, source: str, read: Callable[[Callable[[Job], Any], Job], Any] | None = None
) -> AsyncIterator[Station]:
    """Begins where the one before it in the same folder ended. *read* stands around the reader."""
    believed = config.parse(FILE.format(source=source), file=str(where / "vigie.yaml"), environ={})
    store = Store(where / "vigie.db", now=datetime.now(UTC), alone=True)
    pipeline = Pipeline(believed, store, fetcher_for(believed))
    inner = pipeline.read

    async def around(job: Job) -> Reading:
        reading: Reading = await (read(inner, job) if read else inner(job))
        return reading

    pipeline.read = around
    pulse = Pulse()
    told: list[Polled] = []
    # Without pauses: how long they are is proven elsewhere.
    streams = Streams(pipeline, pulse, lambda: datetime.now(UTC), told.append, lambda: -1.0)
    await pipeline.ask(pipeline.begin, datetime.now(UTC))
    streams.start()
    try:
        yield Station(pipeline, streams, pulse, told)
    finally:
        await streams.stop()
        await pipeline.close()
