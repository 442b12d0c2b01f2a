"""One stream: its line or its door, a basin behind it, and one who empties that into the diary.

Messages wait in a bounded basin; a handful at a time is read as one page, by the same readers as any answer, and
written in one transaction with the cursor behind it. A line that breaks is called again, later each time; what may have
been missed meanwhile is asked for. Where anything else breaks, all of it begins anew at the cursor that was written.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from monitor import journal
from monitor.config import ALL, SourceConfig
from monitor.errors import FetchError, ParseError, StoreError, VigieError
from monitor.fetch.taps import Tapper
from monitor.model import Message, Reply
from monitor.pipeline import Pipeline
from monitor.poll import Polled
from monitor.pulse import Pulse
from monitor.reading import Job, Reading, guest, key
from monitor.sources import Stream, Tapped
from monitor.sources.overheard import NOWHERE, Overheard
from monitor.store import Harvest, Sighting, SourceState
from monitor.streams.basin import Basin, Drop
from monitor.streams.settling import connected, cut_off, overheard, pause, settle

HANDFUL = 300  # messages that are read and written at once
LINGER = 0.2  # seconds that others get to join the first of them
QUIET = 5.0  # seconds between two writings where nothing but the cursor moved
STEADY = 60.0  # seconds after which a line that was opened is thought to hold
EVERYTHING = 10_000  # messages of a first contact, where all of it is wanted


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every listener shares. *told* hears of each handful."""

    pipeline: Pipeline
    tapper: Tapper
    pulse: Pulse
    clock: Callable[[], datetime]
    told: Callable[[Polled], None]
    jitter: Callable[[], float]


@dataclass(slots=True)
class Listener:
    """*source* with its *stream*. *turn*: its line and its basin never write of it at once."""

    source: SourceConfig
    stream: Stream
    around: Surroundings
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    basin: Basin = field(default_factory=Basin)
    cursor: str = ""
    failures: int = 0
    unsure: bool = False  # the first message after a break is to be looked at
    written_at: float = float("-inf")
    opened_at: float = float("inf")

    @property
    def lone(self) -> bool:
        """Whether nobody is asked for what it misses: it keeps the cursor itself."""
        return self.stream.gaps() is None

    async def run(self) -> None:
        """Listen for ever; raises what breaks beside the line itself."""
        self.cursor = (await self.state()).cursor if self.lone else ""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.fill())
            group.create_task(self.drain())

    async def close(self) -> None:
        """Nobody waits any more for what was not stored."""
        for drop in self.basin.drops:
            if drop.kept and not drop.kept.done():
                drop.kept.set_exception(StoreError("the watch is stopping", hint="come again"))

    # ------------------------------------------------------------------ from the line into the basin

    async def fill(self) -> None:
        """Hold the line, for ever; where there is none, there is nothing to hold."""
        while isinstance(self.stream, Tapped):
            await self.attempt(self._hold(self.stream))

    async def attempt(self, trying: Coroutine[Any, Any, None]) -> None:
        """One try, and the pause after it where it failed."""
        time = asyncio.get_running_loop().time
        self.opened_at = float("inf")
        try:
            await trying
        except StoreError:
            raise
        except VigieError as error:
            self.around.pulse.lines[self.source.name] = False
            self.failures = self.failures + 1 if time() - self.opened_at < STEADY else 1
            wait = pause(self.failures, self.around.jitter())
            self.count("broken")
            journal.warn("line_broken", source=self.source.name, error=error, tries=self.failures, again=f"{wait:.1f}s")
            await self._down(error)
            await asyncio.sleep(wait)

    async def _hold(self, stream: Tapped) -> None:
        recent = EVERYTHING if self.source.backfill == ALL else self.source.backfill
        self.unsure = bool(self.cursor)
        with guest(self.source.kind, FetchError, "listening"):
            line = self.around.tapper.listen(replace(stream.tap(self.cursor), recent=recent), self.around.clock)
            async with aclosing(line) as messages:
                await anext(messages)  # it is open
                await self.opened()
                async for message in messages:
                    await self.basin.put(Drop(message))

    async def opened(self) -> None:
        """It is well again; what was missed meanwhile is asked for at once."""
        self.opened_at = asyncio.get_running_loop().time()
        self.around.pulse.lines[self.source.name] = True
        self.count("connected")
        journal.note("line_open", source=self.source.name)
        if not self.lone:
            await self.ask(self.around.pipeline.store.sources.hurry, [self.source.name], self.around.clock())
            return
        async with self.turn:
            state = await self.state()
            if state.failures or state.first_page_at is None:
                await self._write(Harvest(connected(state, self.around.clock())))

    async def _down(self, error: VigieError) -> None:
        if not self.lone:
            return  # it is asked instead: how it is, its polls tell
        async with self.turn:
            await self._write(Harvest(cut_off(await self.state(), error, self.failures)))

    # ------------------------------------------------------------------ from the basin into the diary

    async def drain(self) -> None:
        """Empty the basin, for ever."""
        while True:
            full = self.basin.full
            await self._keep(await self.basin.take(HANDFUL, LINGER))
            self.count("full", self.basin.full - full)

    async def _keep(self, drops: Sequence[Drop]) -> None:
        """Read and write them; where all of them together cannot be read, each half by itself."""
        try:
            await self._read(drops)
        except ParseError as error:
            if len(drops) > 1:
                await self._keep(drops[: len(drops) // 2])
                await self._keep(drops[len(drops) // 2 :])
            else:
                await self._unread(drops[0], error)
        else:
            _answer(drops, "")

    async def _read(self, drops: Sequence[Drop]) -> None:
        messages = tuple(drop.message for drop in drops)
        self._look_back(messages[0])
        now = self.around.clock()
        overheard_now = Overheard(self.stream, messages)
        job = Job(
            overheard_now,
            self.source.name,
            Reply(NOWHERE, NOWHERE.url, 200, (), b"", now),
            self.cursor,
            {},
            first=False,
            about=self.source.about,
            kind=self.source.kind,
        )
        reading = await self.around.pipeline.read(job)
        if reading.owed and len(drops) > 1:
            raise ParseError("there is too much in these messages to be read at once")
        while reading.owed:  # what was read is kept; the cursor waits for the rest
            await self._store(reading, [], now)
            job = replace(job, seen={**job.seen, **{sighting.key: sighting for sighting in reading.sightings}})
            reading = await self.around.pipeline.read(job)
        self.count("messages", sum(bool(message.body) for message in messages))
        if reading.unread:
            self.count("unread", reading.unread)
            journal.warn("messages_unread", source=self.source.name, count=reading.unread)
        await self._store(reading, [drop.key for drop in drops if drop.key], now)

    async def _store(self, reading: Reading, keys: list[bytes], now: datetime) -> None:
        self.cursor = reading.cursor
        time = asyncio.get_running_loop().time
        matters = reading.fresh or reading.gone or keys or not self.lone
        if not matters and time() - self.written_at < QUIET:
            return
        async with self.turn:
            saved: Harvest = await self.ask(self._commit, reading, keys, now)
        self.written_at = time()
        told = Polled(self.source.name, now, items=reading.items, mentions=saved.fresh, edited=saved.edited)
        self.around.told(replace(told, new=len({mention.item.id for mention in saved.fresh})))

    def _commit(self, reading: Reading, keys: list[bytes], now: datetime) -> Harvest:
        """In one go in the diary's own thread, so that no poll of the same place is written in between."""
        pipeline = self.around.pipeline
        state = self._surely(pipeline.store.sources.get(self.source.name))
        known = pipeline.store.sources.among(state.id, list({key(mention.item.id) for mention in reading.fresh}))
        settled = pipeline.sifter.sift(settle(reading, known))
        after = overheard(state, reading, self.cursor if self.lone else None, now)
        gone = tuple((id_, key(id_)) for id_ in reading.gone)
        marks = tuple(Sighting(name, b"", beforehand=True) for name in keys)
        harvest = Harvest(after, (*settled.sightings, *marks), settled.fresh, settled.edited, gone)
        return pipeline.take(self.source, harvest, now)

    async def _unread(self, drop: Drop, error: ParseError) -> None:
        """One message that nobody can read: it is told and counted, and the line goes on behind it."""
        self.cursor = drop.message.bookmark or self.cursor
        self.count("unread")
        journal.warn("message_unread", source=self.source.name, error=error)
        _answer([drop], str(error))
        if self.lone:
            async with self.turn:
                failed = cut_off(await self.state(), error, 1)
                await self._write(Harvest(replace(failed, cursor=self.cursor)))

    def _look_back(self, first: Message) -> None:
        """Say what a line that goes back only so far has left out."""
        missed: Callable[[bytes, str], timedelta] | None = getattr(self.stream, "missed", None)
        if not self.unsure or missed is None or not first.body:
            return
        self.unsure = False
        with suppress(ParseError):
            if hole := missed(first.body, self.cursor):
                self.count("gaps")
                what = "it goes back no further; what was said meanwhile is lost"
                journal.warn("line_gap", source=self.source.name, missed=str(hole).partition(".")[0], what=what)

    # ------------------------------------------------------------------ the diary

    async def ask(self, call: Callable[..., Any], *args: Any) -> Any:
        return await self.around.pipeline.ask(call, *args)

    async def known(self, state: SourceState, names: Iterable[bytes]) -> dict[bytes, Sighting]:
        found: dict[bytes, Sighting] = await self.ask(self.around.pipeline.store.sources.among, state.id, list(names))
        return found

    async def state(self) -> SourceState:
        return self._surely(await self.ask(self.around.pipeline.store.sources.get, self.source.name))

    def _surely(self, found: SourceState | None) -> SourceState:
        if found is None:
            raise StoreError(f"the store does not know the source {self.source.name}", hint="start vigie again")
        return found

    async def _write(self, harvest: Harvest) -> Harvest:
        saved: Harvest = await self.ask(self.around.pipeline.take, self.source, harvest, self.around.clock())
        return saved

    def count(self, what: str, by: int = 1) -> None:
        if by:
            self.around.pulse.heard[self.source.name, what] += by


def _answer(drops: Iterable[Drop], why: str) -> None:
    for drop in drops:
        if drop.kept and not drop.kept.done():
            drop.kept.set_result(why)
