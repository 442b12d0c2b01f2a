"""A brand that is watched on a site of a test: its pipeline and its bailiff, with the clock in our hands."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from monitor import config
from monitor.legal.bailiff import Bailiff, Seen
from monitor.match import searchable
from monitor.model import Mention
from monitor.pipeline import Pipeline, fetcher_for
from monitor.poll import Polled
from monitor.store import Find, Store


@dataclass
class Desk:
    pipeline: Pipeline
    now: datetime

    @property
    def store(self) -> Store:
        return self.pipeline.store

    @property
    def bailiff(self) -> Bailiff:
        return Bailiff(self.pipeline)

    def mentions(self) -> list[Mention]:
        return sorted(self.store.mentions.find(Find(limit=-1)), key=lambda mention: mention.id)

    async def poll(self, **later: float) -> tuple[Polled, ...]:
        """Ask every source, so much later."""
        self.now += timedelta(**later)
        self.store.sources.hurry([state.name for state in self.store.sources.all()], self.now)
        polled = await self.pipeline.poll_due(self.now)
        self.store.mentions.index(searchable)
        return polled

    async def look(self, **later: float) -> tuple[Seen, ...]:
        """A look at what is due, so much later."""
        self.now += timedelta(**later)
        return await self.bailiff.look(self.now)


@contextlib.asynccontextmanager
async def desk(home: Path, sources: list[dict[str, Any]], now: datetime, **more: Any) -> AsyncIterator[Desk]:
    """*more* are further parts of the configuration."""
    told: Mapping[str, Any] = {
        "brands": [{"name": "Valmy"}],
        "sources": sources,
        "timezone": "Europe/Paris",
        "fetch": {"allow": ["127.0.0.1"], "limits": {"pause": "0s"}},
        "targets": [{"name": "legal", "way": "apprise", "address": "json://127.0.0.1:9"}],
        **more,
    }
    path = home / "vigie.yaml"
    path.write_text(json.dumps(told))
    believed = config.load(path, {})
    store = Store(believed.store, now=now, alone=True)
    pipeline = Pipeline(believed, store, fetcher_for(believed))
    pipeline.begin(now)
    try:
        yield Desk(pipeline, now)
    finally:
        await pipeline.close()
