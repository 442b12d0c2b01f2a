"""What comes round beside hearing, judging and telling: pages and last days, retention, copies, signs of life."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta

from monitor import journal
from monitor.daemon.tasks import Surroundings
from monitor.ground import Systemd
from monitor.legal.bailiff import Bailiff

DAY = timedelta(hours=23, minutes=55)  # when a copy is due
STALLED = {"dispatch": 30.0, "judge": 120.0}  # seconds without a round after which the watchdog is not fed


class Upkeep:
    def __init__(self, around: Surroundings, systemd: Systemd) -> None:
        self.pipeline, self.pulse, _, self.clock = around
        self.store = self.pipeline.store
        self.systemd = systemd
        self.bailiff = Bailiff(self.pipeline)

    async def secure(self) -> None:
        """Look at grave pages, and have stamped what was seen."""
        for seen in await self.bailiff.look(self.clock()):
            told = {"mention": seen.mention, "saw": seen.look.sight, "link": seen.link.number if seen.link else 0}
            journal.note("evidence", **told, error=seen.look.watched.error)
        for stamp in await self.bailiff.stamp(self.clock()):
            say = journal.warn if stamp.error else journal.note
            say("timestamp", authority=stamp.authority, link=stamp.link, error=stamp.error)

    async def remind(self) -> None:
        for told in await self.bailiff.remind(self.clock()):
            due = {"mention": told.due.mention, "target": told.due.target, "last_day": told.due.last_day}
            (journal.warn if told.error else journal.note)("reminder", **due, error=told.error)

    async def forget(self) -> None:
        journal.note("retention", mentions=await self.pipeline.ask(self.pipeline.forget, self.clock()))

    async def copy(self) -> None:
        """One copy a day, made without keeping the writer waiting."""
        last = await asyncio.to_thread(self.store.copied_at)
        if last is None or self.clock() - last >= DAY or last > self.clock():
            copy = await asyncio.to_thread(self.store.back_up_for_the_night, self.clock())
            journal.note("backup", copy=copy)

    async def beat(self) -> None:
        journal.note("watching", polls=self.pulse.polls.total(), mentions=self.pulse.mentions.total())

    async def feed(self) -> None:
        """Tell systemd that we are alive: only if both rounds came by lately and the diary answers."""
        await self.pipeline.ask(self.store.sources.overdue, self.clock())
        if self.pulse.alive(time.monotonic(), **STALLED):
            polls, mentions = self.pulse.polls.total(), self.pulse.mentions.total()
            self.systemd.tell("WATCHDOG=1", f"STATUS={polls} polls, {mentions} mentions since the start")
