"""When things run: the scheduler, the signals, and what systemd is told.

TERM or INT once: no new work, what is under way ends within seconds, exit 0. A second time: at once.
HUP: the configuration is read again and swapped if it is believed; otherwise the old one stays in force.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import time
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor import config, journal
from monitor.bailiff import Bailiff
from monitor.config import Config
from monitor.errors import ConfigError, StoreError
from monitor.fetch import Fetcher
from monitor.pipeline import LEASE, Pipeline, Polled, fetcher_for
from monitor.pulse import Pulse
from monitor.store import SourceState, Store
from monitor.turns import Turns
from monitor.workers import Workers

IN_FLIGHT = 200  # polls under way at once; the rest wait in the diary
CROWD = 50  # of these, to one host; the rest wait in its line
DRAIN = 8.0  # seconds that work under way gets to end
DISPATCH, JUDGE = 1.0, 30.0  # seconds between two rounds; what is heard is judged at the next dispatch
SECURE = 5.0  # seconds between two rounds of looking at grave pages
STALLED = {"dispatch": 30.0, "judge": 120.0}  # seconds without a round after which the watchdog is not fed
HEARTBEAT = timedelta(minutes=15)
REMIND = timedelta(minutes=10)

logging.getLogger("apscheduler").setLevel(logging.CRITICAL)  # what it would say in its own form, `_lost` says in ours

Beside = Callable[[Pipeline, Pulse], Coroutine[Any, Any, None]]


def utcnow() -> datetime:
    return datetime.now(UTC)


class Daemon:
    """The watch under *believed*, which HUP reads again from *path*. *beside* runs in the same loop, as long as the
    daemon does: the health page."""

    def __init__(
        self,
        believed: Config,
        path: Path,
        environ: Mapping[str, str],
        *,
        beside: Beside | None = None,
        workers: int = 2,
        clock: Callable[[], datetime] = utcnow,
    ) -> None:
        self.path = path
        self.environ = environ
        self.clock = clock
        self.count = workers
        self.beside = beside
        self.pulse = Pulse()
        self.systemd = Systemd(environ)
        self.stopping = asyncio.Event()
        self.work: set[asyncio.Task[None]] = set()
        self.turns = Turns(CROWD)
        self.stirred = False  # something was said since the last judgement
        self.store = Store(believed.store, now=clock(), alone=True)
        self.workers = _workers(believed, workers)
        self.pipeline = Pipeline(believed, self.store, fetcher_for(believed), read=self.workers.read)
        self.bailiff = Bailiff(self.pipeline)
        self.securing = False  # a round of it is under way

    async def run(self) -> int:
        """Watch until told to stop; the exit code. Raises StoreError before the watch begins."""
        await self._start()
        scheduler = self._schedule()
        companion = asyncio.create_task(self._accompany())
        await self.stopping.wait()
        self.pulse.draining, self.pulse.ready = True, False
        self.systemd.tell("STOPPING=1", "STATUS=stopping: letting what is under way end")
        journal.note("stopping", under_way=len(self.work))
        scheduler.shutdown(wait=False)
        await self._drain()
        companion.cancel()
        await asyncio.gather(companion, return_exceptions=True)
        self.workers.close()
        await self.pipeline.close()
        journal.note("stopped")
        return 0

    async def _start(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop, number)
        loop.add_signal_handler(signal.SIGHUP, self._spawn, self._reload, "reload")
        self._warn(self.pipeline.config)
        repeats = await self.pipeline.ask(self.pipeline.begin, self.clock())
        if repeats:
            journal.warn("deliveries_cut_off", count=repeats, what="sent once more, marked as a possible repeat")
        self.pulse.dispatched_at = self.pulse.judged_at = time.monotonic()
        self.pulse.ready = True
        watched = {"brands": len(self.pipeline.config.brands), "sources": len(self.pipeline.config.sources)}
        journal.note("ready", **watched, targets=len(self.pipeline.config.targets), store=self.store.path)
        self.systemd.tell("READY=1", f"STATUS=watching {watched['brands']} brands on {watched['sources']} sources")

    def _schedule(self) -> AsyncIOScheduler:
        scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        scheduler.add_listener(self._lost, EVENT_JOB_MISSED | EVENT_JOB_ERROR | EVENT_JOB_MAX_INSTANCES)
        at_once = {"next_run_time": self.clock()}
        scheduler.add_job(self._dispatch, "interval", seconds=DISPATCH, id="dispatch", **at_once)
        scheduler.add_job(self._judge, "interval", seconds=JUDGE, id="judge", **at_once)
        scheduler.add_job(self._post, "interval", seconds=DISPATCH, id="deliver", **at_once)
        scheduler.add_job(self._secure, "interval", seconds=SECURE, id="secure", **at_once)
        scheduler.add_job(self._remind, "interval", seconds=REMIND.total_seconds(), id="remind", **at_once)
        scheduler.add_job(self._forget, "cron", hour=3, minute=17, id="retention")
        scheduler.add_job(self._heartbeat, "interval", seconds=HEARTBEAT.total_seconds(), id="heartbeat")
        if self.systemd.watchdog:
            scheduler.add_job(self._feed, "interval", seconds=self.systemd.watchdog / 3, id="watchdog", **at_once)
        scheduler.start()
        return scheduler

    def _lost(self, event: JobEvent) -> None:
        """The scheduler ran a job late, not at all, or it broke."""
        self.pulse.jobs_lost[event.job_id] += 1
        error = getattr(event, "exception", None)
        if event.code == EVENT_JOB_MAX_INSTANCES and event.job_id != "watchdog":
            journal.detail("job_still_running", job=event.job_id)
        else:
            journal.fail("job_lost", job=event.job_id, error=repr(error) if error else "missed its time")

    # ------------------------------------------------------------------ the rounds

    async def _dispatch(self) -> None:
        room = IN_FLIGHT - len(self.turns.asking)
        if room > 0:
            due = await self.pipeline.ask(self.store.sources.due, self.clock(), limit=room, lease=LEASE)
            for state in due:
                self.turns.join(state, self.pipeline.host(state))
            self._ask_on()
        if self.stirred:
            self.stirred = False
            self._spawn(self._judge, "judge")
        self.pulse.dispatched_at = time.monotonic()

    def _ask_on(self) -> None:
        for state in () if self.stopping.is_set() else self.turns.next():
            self._spawn(partial(self._poll, state), f"poll {state.name}")
        self.pulse.in_flight = len(self.turns.asking)

    async def _poll(self, state: SourceState) -> None:
        try:
            polled = await self.pipeline.poll(state, self.clock())
        finally:
            self.turns.end(state)
            self._ask_on()
        self._count(polled)

    def _count(self, polled: Polled) -> None:
        outcome = _outcome(polled)
        self.pulse.polls[outcome] += 1
        self.stirred |= bool(polled.mentions or polled.edited)
        for mention in polled.mentions:
            self.pulse.mentions[mention.brand, mention.sentiment.label] += 1
        if polled.error:
            journal.warn("poll_failed", source=polled.source, status=polled.status, error=polled.error)
        elif polled.new or polled.edited:
            told = {"new": polled.new, "mentions": len(polled.mentions), "edited": len(polled.edited)}
            journal.note("first_contact" if polled.first else "poll", source=polled.source, items=polled.items, **told)
        else:
            journal.detail("poll", source=polled.source, status=polled.status)

    async def _judge(self) -> None:
        for alert in await self.pipeline.ask(self.pipeline.judge, self.clock()):
            self.pulse.alerts[alert.kind] += 1
            where = {"brand": alert.verdict.brand, "incident": alert.incident.id, "rule": alert.verdict.rule}
            journal.warn("alert", kind=alert.kind, level=alert.verdict.level.name.lower(), **where)
        for digest in await self.pipeline.ask(self.pipeline.digest, self.clock()):
            journal.note("digest", rhythm=digest.rhythm, missed=len(digest.missed), key=digest.key)
        journal.detail("judged")
        self.pulse.judged_at = time.monotonic()

    async def _post(self) -> None:
        # Not awaited: one target that hangs must not keep the others from hearing; the outbox keeps each one's order.
        self._spawn(self._deliver, "deliver")

    async def _deliver(self) -> None:
        for delivery in await self.pipeline.deliver(self.clock()):
            self.pulse.deliveries[delivery.state] += 1
            told = {"target": delivery.target, "alert": delivery.alert.key, "attempts": delivery.attempts}
            if delivery.error:
                journal.warn("delivery", state=delivery.state, **told, error=delivery.error)
            else:
                journal.note("delivery", state=delivery.state, **told)

    async def _secure(self) -> None:
        # Not awaited: a page that hangs must not make the scheduler miss the next round.
        if not self.securing and not self.stopping.is_set():
            self.securing = True
            self._spawn(self._look, "secure")

    async def _look(self) -> None:
        try:
            for seen in await self.bailiff.look(self.clock()):
                told = {"mention": seen.mention, "saw": seen.look.sight, "link": seen.link.number if seen.link else 0}
                journal.note("evidence", **told, error=seen.look.watched.error)
            for stamp in await self.bailiff.stamp(self.clock()):
                say = journal.warn if stamp.error else journal.note
                say("timestamp", authority=stamp.authority, link=stamp.link, error=stamp.error)
        finally:
            self.securing = False

    async def _remind(self) -> None:
        self._spawn(self._remind_all, "remind")

    async def _remind_all(self) -> None:
        for told in await self.bailiff.remind(self.clock()):
            due = {"mention": told.due.mention, "target": told.due.target, "last_day": told.due.last_day}
            (journal.warn if told.error else journal.note)("reminder", **due, error=told.error)

    async def _forget(self) -> None:
        journal.note("retention", mentions=await self.pipeline.ask(self.pipeline.forget, self.clock()))

    async def _heartbeat(self) -> None:
        journal.note("watching", polls=self.pulse.polls.total(), mentions=self.pulse.mentions.total())

    async def _feed(self) -> None:
        """Tell systemd that we are alive: only if both rounds came by lately and the diary answers."""
        await self.pipeline.ask(self.store.sources.overdue, self.clock())
        if self.pulse.alive(time.monotonic(), **STALLED):
            polls, mentions = self.pulse.polls.total(), self.pulse.mentions.total()
            self.systemd.tell("WATCHDOG=1", f"STATUS={polls} polls, {mentions} mentions since the start")

    # ------------------------------------------------------------------ signals

    def _stop(self, number: int) -> None:
        if self.stopping.is_set():
            os._exit(128 + number)
        self.stopping.set()

    async def _drain(self) -> None:
        if self.work:
            _, left = await asyncio.wait(self.work, timeout=DRAIN)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    async def _reload(self) -> None:
        self.systemd.tell("RELOADING=1", f"MONOTONIC_USEC={time.monotonic_ns() // 1000}")
        try:
            believed = await asyncio.to_thread(config.load, self.path, self.environ)
            if believed.store != self.store.path:
                journal.warn("reload", what="`store:` changes only at a restart")
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

    async def _swap(self, believed: Config) -> None:
        """Put the new configuration in force; what is under way ends with the old fetcher and the old workers."""
        workers, fetcher = self.workers, self.pipeline.fetcher
        self.workers = _workers(believed, self.count)
        self.pipeline.fetcher = fetcher_for(believed)
        self.pipeline.believe(believed, self.workers.read)
        self.turns.disperse()  # they stand there with what was known under the old one
        await self.pipeline.ask(self.pipeline.agree, self.clock())
        await self.pipeline.ask(self.store.sources.release)
        self._warn(believed)
        self._spawn(partial(self._dismiss, workers, fetcher, set(self.work)), "dismiss")

    async def _dismiss(self, workers: Workers, fetcher: Fetcher, users: set[asyncio.Task[None]]) -> None:
        if users:
            await asyncio.wait(users)
        workers.close()
        await fetcher.close()

    # ------------------------------------------------------------------ tasks

    def _spawn(self, make: Callable[[], Coroutine[Any, Any, None]], name: str) -> None:
        task = asyncio.create_task(self._guarded(make, name), name=name)
        self.work.add(task)
        task.add_done_callback(self.work.discard)

    async def _guarded(self, make: Callable[[], Coroutine[Any, Any, None]], name: str) -> None:
        """Run a task whose failure is its own: it is told, and the watch goes on."""
        try:
            await make()
        except StoreError as error:
            journal.fail("store", task=name, error=error)
        except Exception as error:  # noqa: BLE001 - a task of ours broke: the others go on
            journal.fail("task_broke", task=name, error=repr(error))

    async def _accompany(self) -> None:
        if self.beside:
            await self.beside(self.pipeline, self.pulse)

    def _warn(self, believed: Config) -> None:
        for warning in believed.warnings:
            journal.warn("config", what=warning)


def _workers(believed: Config, count: int) -> Workers:
    return Workers(believed.brands, believed.languages, believed.scoring, believed.names, count=count)


def _outcome(polled: Polled) -> str:
    if polled.error:
        return "failed"
    return "postponed" if polled.postponed else "unchanged" if polled.unchanged else "read"


class Systemd:
    """What the service manager is told, if there is one."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.address = environ.get("NOTIFY_SOCKET", "")
        usec = environ.get("WATCHDOG_USEC", "")
        mine = environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        self.watchdog = int(usec) / 1e6 if usec.isdigit() and mine else 0.0

    def tell(self, *lines: str) -> None:
        """Source: sd_notify(3). An address that starts with @ is in the abstract namespace."""
        if not self.address:
            return
        address = "\0" + self.address[1:] if self.address.startswith("@") else self.address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sock:
            try:
                sock.sendto("\n".join(lines).encode(), socket.MSG_DONTWAIT, address)  # a deaf manager stops nothing
            except OSError as error:
                journal.detail("systemd_deaf", error=error)
