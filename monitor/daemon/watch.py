"""The watch from its first minute to its last: what starts it, what comes back how often, what ends it."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import time
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor import journal
from monitor.canary import Canary
from monitor.config import Config
from monitor.daemon.delivering import Delivering
from monitor.daemon.judging import Judging
from monitor.daemon.polling import Polling
from monitor.daemon.reloading import Reloading, heed
from monitor.daemon.seeing import Seeing
from monitor.daemon.tasks import Surroundings, Tasks
from monitor.daemon.upkeep import Upkeep
from monitor.forgetting import forget_again
from monitor.ground import Systemd, give_back, uptime, walls
from monitor.pipeline import Pipeline, fetcher_for
from monitor.pulse import Pulse
from monitor.rounds import Rounds, Steps
from monitor.store import open_or_bring_back
from monitor.streams import Streams
from monitor.workers import Workers

DELIVER, JUDGE = 1.0, 30.0  # seconds between two rounds; what is heard is judged at once
SECURE = 5.0  # seconds between two rounds of looking at grave pages
MINUTE, HEARTBEAT, REMIND = 60.0, 900.0, 600.0
COPY = 600.0  # how often we look whether a copy is due
START, SLOWEST = 60.0, 1 << 20  # seconds of a start; bytes of the store that a slow disk gets through in one

logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # what it would say in its own form is said in ours

Beside = Callable[[Pipeline, Pulse, Streams], Coroutine[Any, Any, None]]


def utcnow() -> datetime:
    return datetime.now(UTC)


class Daemon:
    """The watch under *believed*, which HUP reads again from *path*. *beside* runs in the same loop, as long as the
    daemon does: the health page. *clock* tells the time of day, *steady* counts seconds that nobody can set."""

    def __init__(
        self,
        believed: Config,
        path: Path,
        environ: Mapping[str, str],
        *,
        beside: Beside | None = None,
        workers: int = 2,
        clock: Callable[[], datetime] = utcnow,
        steady: Callable[[], float] = uptime,
    ) -> None:
        self.clock = clock
        self.count = workers
        self.beside = beside
        self.pulse = Pulse()
        self.systemd = Systemd(environ)
        self.tasks = Tasks(self.pulse)
        self.rounds = Rounds(self.tasks.guarded)
        self.scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        steps = Steps(clock(), steady())
        self.canary = Canary(self.pulse, self._judgement)
        self._ask_for_time(believed.store)
        forget = partial(forget_again, diary=believed.store, now=clock())
        self.store, brought_back = open_or_bring_back(believed.store, clock(), forget)
        if brought_back:
            copy, damaged, again = brought_back
            told = "what could still be read came along"
            journal.fail("store_brought_back", copy=copy, damaged=damaged, erased_again=again, what=told)
        hired = self._hire(believed)
        self.pipeline = Pipeline(believed, self.store, fetcher_for(believed), read=hired.read, couriers=True)
        around = Surroundings(self.pipeline, self.pulse, self.tasks, clock)
        self.delivering = Delivering(around)
        self.judging = Judging(around, self.delivering.post)
        self.polling = Polling(around, steady, steps, wake=self.scheduler.wakeup, hear=self.judging.hear)
        self.streams = Streams(self.pipeline, self.pulse, clock, self.judging.overhear)
        self.seeing = Seeing(around, self.canary)
        self.upkeep = Upkeep(around, self.systemd)
        self.reloading = Reloading(
            around,
            path,
            environ,
            workers=hired,
            hire=self._hire,
            streams=self.streams,
            turns=self.polling.turns,
            systemd=self.systemd,
        )

    def _ask_for_time(self, store: Path) -> None:
        """A store is looked through before it is trusted, and copied before an upgrade: a service manager that ended a
        large one in the middle would do so again and again."""
        seconds = START + (store.stat().st_size / SLOWEST if store.exists() else 0.0)
        self.systemd.tell(f"EXTEND_TIMEOUT_USEC={round(seconds * 1e6)}", "STATUS=looking through the store")

    async def run(self) -> int:
        """Watch until told to stop; the exit code. Raises StoreError before the watch begins."""
        await self._start()
        self._schedule()
        companion = asyncio.create_task(self.tasks.guarded(self._accompany, "pages"))
        await self.tasks.stopping.wait()
        self.pulse.draining, self.pulse.ready = True, False
        self.systemd.tell("STOPPING=1", "STATUS=stopping: letting what is under way end")
        journal.note("stopping", under_way=len(self.tasks.under_way))
        self.scheduler.shutdown(wait=False)
        self.rounds.stop()
        await self.streams.stop()
        await self.tasks.drain()
        companion.cancel()
        await asyncio.gather(companion, return_exceptions=True)
        await self.close()
        journal.note("stopped")
        return 0

    async def close(self) -> None:
        """Let go of what was taken when it was made."""
        self.reloading.workers.close()
        await self.pipeline.close()

    async def _start(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop, number)
        loop.add_signal_handler(signal.SIGHUP, self.tasks.spawn, self.reloading.reload, "reload")
        heed(self.pipeline.config, self.pulse)
        repeats = await self.pipeline.ask(self.pipeline.begin, self.clock())
        if repeats:
            journal.warn("deliveries_cut_off", count=repeats, what="sent once more, marked as a possible repeat")
        give_back()
        gc.collect()
        gc.freeze()  # what stands from the start need not be looked through again and again: it takes the loop's time
        self.pulse.dispatched_at = self.pulse.judged_at = time.monotonic()
        self.pulse.ready = True
        self.streams.start()
        watched = {"brands": len(self.pipeline.config.brands), "sources": len(self.pipeline.config.sources)}
        around = {"walls": told} if (told := walls()) else {}
        journal.note("ready", **watched, targets=len(self.pipeline.config.targets), store=self.store.path, **around)
        self.systemd.tell("READY=1", f"STATUS=watching {watched['brands']} brands on {watched['sources']} sources")

    def _schedule(self) -> None:
        """What comes back goes by a clock that cannot be set; only what belongs to a time of day goes by the wall's."""
        self.rounds.each_second(self.clock, self.polling.dispatch, "dispatch")  # what is due is due at whole seconds
        self.rounds.every(JUDGE, self.judging.judge, "judge")
        self.rounds.every(DELIVER, self.delivering.post, "deliver")
        self.rounds.every(SECURE, self.upkeep.secure, "secure")
        self.rounds.every(REMIND, self.upkeep.remind, "remind")
        self.rounds.every(MINUTE, self.seeing.look, "sight")
        self.rounds.every(MINUTE, self.seeing.sing, "canary")
        self.rounds.every(HEARTBEAT, self.upkeep.beat, "heartbeat")
        self.rounds.every(COPY, self.upkeep.copy, "backup")
        if self.systemd.watchdog:
            self.rounds.every(self.systemd.watchdog / 3, self.upkeep.feed, "watchdog")
        forget = [self.upkeep.forget, "retention"]
        self.scheduler.add_job(self.tasks.guarded, "cron", forget, hour=3, minute=17, id="retention")
        self.scheduler.start()

    def _stop(self, number: int) -> None:
        if self.tasks.stopping.is_set():
            os._exit(128 + number)
        self.tasks.stopping.set()

    async def _judgement(self) -> None:
        await self.judging.judgement()

    async def _accompany(self) -> None:
        if self.beside:
            await self.beside(self.pipeline, self.pulse, self.streams)

    def _hire(self, believed: Config) -> Workers:
        brands = (*believed.brands, self.canary.brand)
        return Workers(brands, believed.languages, believed.scoring, believed.names, count=self.count)
