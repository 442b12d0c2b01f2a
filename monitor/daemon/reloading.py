"""On HUP: the configuration is read again, and put in force if it is believed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from monitor import config, journal
from monitor.config import Config
from monitor.daemon.tasks import Surroundings
from monitor.errors import ConfigError
from monitor.fetch import Fetcher
from monitor.ground import Systemd
from monitor.pipeline import fetcher_for
from monitor.pulse import Pulse
from monitor.streams import Streams
from monitor.turns import Turns
from monitor.workers import Workers


class Reloading:
    """The file at *path*, and the *workers* that read as it says, which *hire* makes for a configuration."""

    def __init__(
        self,
        around: Surroundings,
        path: Path,
        environ: Mapping[str, str],
        *,
        workers: Workers,
        hire: Callable[[Config], Workers],
        streams: Streams,
        turns: Turns,
        systemd: Systemd,
    ) -> None:
        self.pipeline, self.pulse, self.tasks, self.clock = around
        self.path, self.environ = path, environ
        self.workers, self.hire = workers, hire
        self.streams, self.turns, self.systemd = streams, turns, systemd
        self.listens = around.pipeline.config.web.host, around.pipeline.config.web.port

    async def reload(self) -> None:
        self.systemd.tell("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")
        try:
            believed = await asyncio.to_thread(config.load, self.path, self.environ)
            for part in self._unchanged(believed):
                journal.warn("reload", what=f"`{part}` changes only at a restart")
            await self._swap(believed)
        except ConfigError as error:
            self.pulse.config_ok = False
            for fault in error.faults:
                journal.fail("config_fault", what=fault)
            journal.fail("reload_refused", faults=len(error.faults), what="the old configuration stays in force")
            self.systemd.tell(
                "READY=1", f"STATUS=reload refused ({len(error.faults)} faults): the old one stays in force"
            )
        else:
            self.pulse.config_ok = True
            journal.note("reloaded", brands=len(believed.brands), sources=len(believed.sources))
            self.systemd.tell("READY=1", f"STATUS=reloaded: {len(believed.sources)} sources")

    def _unchanged(self, believed: Config) -> Iterator[str]:
        """The parts of *believed* that are not what we stand on, and will not be."""
        if believed.store != self.pipeline.store.path:
            yield "store:"
        if (believed.web.host, believed.web.port) != self.listens:
            yield "web: {listen: ...}"

    async def _swap(self, believed: Config) -> None:
        """Put the new configuration in force; what is under way ends with the old fetcher and the old workers."""
        workers, fetcher = self.workers, self.pipeline.fetcher
        self.workers = self.hire(believed)
        self.pipeline.fetcher = fetcher_for(believed)
        self.pipeline.believe(believed, self.workers.read)
        self.turns.disperse()  # they stand there with what was known under the old one
        await self.pipeline.ask(self.pipeline.agree, self.clock())
        await self.pipeline.ask(self.pipeline.store.sources.release)
        await self.streams.swap()
        heed(believed, self.pulse)
        self.tasks.spawn(partial(_dismiss, workers, fetcher, set(self.tasks.under_way)), "dismiss")


async def _dismiss(workers: Workers, fetcher: Fetcher, users: set[asyncio.Task[None]]) -> None:
    if users:
        await asyncio.wait(users)
    workers.close()
    await fetcher.close()


def heed(believed: Config, pulse: Pulse) -> None:
    """What is to be known of a configuration that comes in force, and what it warns of."""
    pulse.delays.kinds = {source.name: source.kind for source in believed.sources}
    for warning in believed.warnings:
        journal.warn("config", what=warning)
