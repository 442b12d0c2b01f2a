"""All streams of a configuration: who listens where, and who is called when it is knocked."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from urllib.parse import quote

from monitor import journal
from monitor.config import Config, SourceConfig
from monitor.errors import StoreError, VigieError
from monitor.fetch import trusted_origins
from monitor.fetch.taps import Tapper, endpoint_of
from monitor.model import Admission, Knock
from monitor.pipeline import Pipeline
from monitor.poll import Polled
from monitor.pulse import Pulse
from monitor.sources import Door, Tapped
from monitor.streams.listener import Listener, Surroundings
from monitor.streams.porter import Porter
from monitor.streams.settling import pause

DOORS = "hooks"  # the first part of the path of every door


def door_of(name: str, link: str) -> str:
    """The address of the door of the source *name*, below *link*; empty where nobody said how the world reaches us."""
    return f"{link.rstrip('/')}/{DOORS}/{quote(name)}" if link else ""


def tapper_for(config: Config) -> Tapper:
    """The ear on the network that this configuration asks for."""
    return Tapper(
        user_agent=config.fetch.user_agent,
        limits=config.fetch.limits,
        allow=config.fetch.allow,
        trusted=frozenset(_inside(config)),
    )


def _inside(config: Config) -> Iterator[tuple[str, int]]:
    """The ends of lines that the operator himself wrote down as an address inside."""
    for source in config.sources:
        if isinstance(source.stream, Tapped):
            with suppress(VigieError):
                host, port = endpoint_of(source.stream.tap("").url)
                if trusted_origins([f"http://{f'[{host}]' if ':' in host else host}:{port}"]):
                    yield host, port


class Streams:
    """The streams of the pipeline's configuration, from `start` to `stop`. *told* hears of each handful."""

    def __init__(
        self,
        pipeline: Pipeline,
        pulse: Pulse,
        clock: Callable[[], datetime],
        told: Callable[[Polled], None],
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.pipeline, self.pulse, self.clock, self.told, self.jitter = pipeline, pulse, clock, told, jitter
        self.listeners: dict[str, Listener] = {}
        self.tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Listen to all of them."""
        config = self.pipeline.config
        around = Surroundings(self.pipeline, tapper_for(config), self.pulse, self.clock, self.told, self.jitter)
        for source in config.sources:
            if source.stream:
                self.listeners[source.name] = self._listener(source, around)
                self.tasks.add(asyncio.create_task(self._listen(source, around), name=f"listen {source.name}"))

    async def stop(self) -> None:
        """Hang up, and close the doors."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.tasks.clear()
        self.listeners.clear()
        self.pulse.lines.clear()

    async def swap(self) -> None:
        """Listen as the new configuration says."""
        await self.stop()
        self.start()

    def has_door(self, name: str) -> bool:
        return isinstance(self.listeners.get(name), Porter)

    async def knock(self, name: str, knock: Knock) -> Admission:
        """Call whoever sits behind the door *name*."""
        porter = self.listeners.get(name)
        if not isinstance(porter, Porter):
            return Admission(404, b"nobody listens here")
        return await porter.knock(knock)

    async def _listen(self, source: SourceConfig, around: Surroundings) -> None:
        """For ever: where more breaks than a line, it begins anew at the cursor that was written."""
        failures = 0
        while True:
            listener = self.listeners[source.name]
            try:
                await listener.run()
            except Exception as error:  # noqa: BLE001 - a stream of ours broke: the others go on
                failures += 1
                journal.fail("stream_broke", source=source.name, error=_told(error))
            finally:
                await listener.close()
            self.listeners[source.name] = self._listener(source, around)
            await asyncio.sleep(pause(failures, around.jitter()))

    def _listener(self, source: SourceConfig, around: Surroundings) -> Listener:
        assert source.stream
        if isinstance(source.stream, Door):
            return Porter(source, source.stream, around, door=door_of(source.name, self.pipeline.config.web.link))
        return Listener(source, source.stream, around)


def _told(error: BaseException) -> str:
    """The first reason of a group, in its own words where they are ours."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return str(error) if isinstance(error, VigieError | StoreError) else repr(error)
