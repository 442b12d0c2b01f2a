"""The one place where the demonstration touches the real thing."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from monitor import config
from monitor.demo.clock import StoryClock
from monitor.pipeline import Pipeline, fetcher_for
from monitor.store import Store


@asynccontextmanager
async def watch(configuration: Path, clock: StoryClock, seed: int) -> AsyncIterator[Pipeline]:
    """The pipeline that *configuration* describes, begun, and closed in the end."""
    believed = config.load(configuration, {})
    store = Store(believed.store, now=clock.now())
    jitter = random.Random(seed).random  # noqa: S311 - the same story every time
    pipeline = Pipeline(believed, store, fetcher_for(believed), jitter=jitter)
    try:
        await pipeline.ask(pipeline.begin, clock.now())
        yield pipeline
    finally:
        await pipeline.close()
