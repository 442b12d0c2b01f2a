"""When things run: the rounds, the signals, and what systemd is told.

TERM or INT once: no new work, what is under way ends within seconds, exit 0. A second time: at once.
HUP: the configuration is read again and swapped if it is believed; otherwise the old one stays in force.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import signal
import time
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor import config, journal
from monitor.canary import Canary
from monitor.config import Config
from monitor.errors import ConfigError, NotifyError, StoreError
from monitor.fetch import Fetcher
from monitor.ground import Systemd, give_back, uptime, walls
from monitor.legal.bailiff import Bailiff
from monitor.model import Alert, Delivery, DeliveryState, Target
from monitor.notify import send
from monitor.pipeline import LEASE, Pipeline, Polled, fetcher_for
from monitor.pulse import Pulse
from monitor.rounds import Rounds, Steps
from monitor.sight import notice
from monitor.store import SourceState, open_or_bring_back
from monitor.streams import Streams
from monitor.turns import Turns
from monitor.workers import Workers

IN_FLIGHT = 200  # polls under way at once; the rest wait in the diary
CROWD = 50  # of these, to one host; the rest wait in its line
DRAIN = 8.0  # seconds that work under way gets to end
DELIVER, JUDGE = 1.0, 30.0  # seconds between two rounds; what is heard is judged at once
RESTS, LONGEST_REST = 9, 1.0  # after a judgement, so many times as long as it took, and seconds at most
SECURE = 5.0  # seconds between two rounds of looking at grave pages
STALLED = {"dispatch": 30.0, "judge": 120.0}  # seconds without a round after which the watchdog is not fed
MINUTE, HEARTBEAT, REMIND = 60.0, 900.0, 600.0
COPY, DAY = 600.0, timedelta(hours=23, minutes=55)  # how often we look whether a copy is due, and when one is

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
        self.path = path
        self.environ = environ
        self.clock = clock
        self.steady = steady
        self.count = workers
        self.beside = beside
        self.pulse = Pulse()
        self.systemd = Systemd(environ)
        self.stopping = asyncio.Event()
        self.work: set[asyncio.Task[None]] = set()
        self.turns = Turns(CROWD)
        self.rounds = Rounds(self._guarded)
        self.scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self.steps = Steps(clock(), steady())
        # Sources whose next poll may have been reckoned by a clock that was set meanwhile are asked once more: those
        # that were asked since the last look at it, and those that were being asked when it was noticed.
        self.ended: set[str] = set()
        self.astray: set[str] = set()
        self.pending: dict[str, Alert] = {}  # notices of the watch itself, by whom they are to reach
        self.unjudged: set[str] = set()  # brands of which something was said; they are judged in a moment
        self.rested = 0.0  # by the loop's clock: when judging may begin again
        self.judged = asyncio.Event()  # at the end of the present round of judging
        self.canary = Canary(self.pulse, self._judgement)
        self.store, brought_back = open_or_bring_back(believed.store, clock())
        if brought_back:
            copy, damaged = brought_back
            journal.fail("store_brought_back", copy=copy, damaged=damaged, what="what could still be read came along")
        self.workers = self._workers(believed)
        self.pipeline = Pipeline(believed, self.store, fetcher_for(believed), read=self.workers.read, couriers=True)
        self.streams = Streams(self.pipeline, self.pulse, clock, self._overheard)
        self.bailiff = Bailiff(self.pipeline)

    async def run(self) -> int:
        """Watch until told to stop; the exit code. Raises StoreError before the watch begins."""
        await self._start()
        self._schedule()
        companion = asyncio.create_task(self._guarded(self._accompany, "pages"))
        await self.stopping.wait()
        self.pulse.draining, self.pulse.ready = True, False
        self.systemd.tell("STOPPING=1", "STATUS=stopping: letting what is under way end")
        journal.note("stopping", under_way=len(self.work))
        self.scheduler.shutdown(wait=False)
        self.rounds.stop()
        await self.streams.stop()
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
        give_back()
        gc.collect()
        gc.freeze()  # what stands from the start need not be looked through again and again: it takes the loop's time
        self.pulse.dispatched_at = self.pulse.judged_at = time.monotonic()
        self.pulse.ready = True
        self.streams.start()
        watched = {"brands": len(self.pipeline.config.brands), "sources": len(self.pipeline.config.sources)}
        journal.note(
            "ready", **watched, targets=len(self.pipeline.config.targets), store=self.store.path, walls=walls()
        )
        self.systemd.tell("READY=1", f"STATUS=watching {watched['brands']} brands on {watched['sources']} sources")

    def _schedule(self) -> None:
        """What comes back goes by a clock that cannot be set; only what belongs to a time of day goes by the wall's."""
        self.rounds.each_second(self.clock, self._dispatch, "dispatch")  # what is due is due at whole seconds
        self.rounds.every(JUDGE, self._judge, "judge")
        self.rounds.every(DELIVER, self._post, "deliver")
        self.rounds.every(SECURE, self._secure, "secure")
        self.rounds.every(REMIND, self._remind, "remind")
        self.rounds.every(MINUTE, self._look, "sight")
        self.rounds.every(MINUTE, self._sing, "canary")
        self.rounds.every(HEARTBEAT, self._heartbeat, "heartbeat")
        self.rounds.every(COPY, self._copy, "backup")
        if self.systemd.watchdog:
            self.rounds.every(self.systemd.watchdog / 3, self._feed, "watchdog")
        self.scheduler.add_job(self._guarded, "cron", [self._forget, "retention"], hour=3, minute=17, id="retention")
        self.scheduler.start()

    # ------------------------------------------------------------------ the rounds

    async def _dispatch(self) -> None:
        try:
            await self._heed_the_clock()
            await self._send_out()
        finally:  # a diary that cannot be written is said where it is; another start would not make it better
            self.pulse.dispatched_at = time.monotonic()

    async def _heed_the_clock(self) -> None:
        """What was to come in five minutes comes in five minutes, whatever somebody made of the time of day."""
        now = self.clock()
        if step := self.steps.noticed(now, self.steady()):
            journal.warn("clock_set", by_seconds=round(step.total_seconds()), what="what is due moves along")
            await self.pipeline.ask(self.pipeline.move, step)
            await self.pipeline.ask(self.store.sources.hurry, [*self.ended], now)
            self.astray = set(self.turns.asking)
            self.scheduler.wakeup()
        self.ended.clear()

    async def _send_out(self) -> None:
        if self.pulse.storage:
            await self.pipeline.ask(self.store.probe)
            await self.pipeline.ask(self.store.sources.release)  # what was asked in vain is asked again
            self.pulse.storage = ""
            journal.note("storage_well", what="the diary can be written again")
        room = IN_FLIGHT - len(self.turns.asking)
        if room > 0:
            due = await self.pipeline.ask(self.store.sources.due, self.clock(), limit=room, lease=LEASE)
            ending = [state.name for state in due if state.name in self.turns.asking]
            for state in due:
                self.turns.join(state, self.pipeline.host(state))
            self._ask_on()
            if ending:  # written down already, and due again: nobody asks them for this lease
                await self.pipeline.ask(self.store.sources.release, ending)

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
        self.ended.add(state.name)
        if state.name in self.astray:
            self.astray.discard(state.name)
            await self.pipeline.ask(self.store.sources.hurry, [state.name], self.clock())
        self._count(polled)

    def _count(self, polled: Polled) -> None:
        self.pulse.polls[_outcome(polled)] += 1
        self._hear(polled)
        if polled.error:
            journal.warn("poll_failed", source=polled.source, status=polled.status, error=polled.error)
        elif polled.new or polled.edited:
            told = {"new": polled.new, "mentions": len(polled.mentions), "edited": len(polled.edited)}
            told |= {"owed": polled.owed} if polled.owed else {}
            journal.note("first_contact" if polled.first else "poll", source=polled.source, items=polled.items, **told)
        else:
            journal.detail("poll", source=polled.source, status=polled.status)

    def _overheard(self, polled: Polled) -> None:
        """A handful of what was pushed."""
        self._hear(polled)
        told = {"mentions": len(polled.mentions), "edited": len(polled.edited)}
        tell = journal.note if polled.mentions or polled.edited else journal.detail
        tell("heard", source=polled.source, items=polled.items, **told)

    def _hear(self, polled: Polled) -> None:
        changed = (mention for change in polled.edited for mention in change.mentions)
        self._stir(mention.brand for mention in (*polled.mentions, *changed))
        for mention in polled.mentions:
            self.pulse.mentions[mention.brand, mention.sentiment.label] += 1
        self.pulse.delays.stored(polled.mentions, self.clock(), first=polled.first)

    def _stir(self, brands: Iterable[str]) -> None:
        """Something was said of them: they are judged at once, unless judging has just taken its share of the time."""
        idle = not self.unjudged
        self.unjudged.update(brands)
        if idle and self.unjudged:
            asyncio.get_running_loop().call_at(self.rested, self._awake)

    def _awake(self) -> None:
        brands, self.unjudged = self.unjudged, set()
        if not self.stopping.is_set():
            self._spawn(partial(self._judge, brands), "judge")

    async def _judge(self, brands: Collection[str] | None = None) -> None:
        """All of them every so often; at once those of which something was said."""
        clock = asyncio.get_running_loop().time
        began = clock()
        alerts = await self.pipeline.ask(self.pipeline.judge, self.clock(), brands)
        self.rested = clock() + min(RESTS * (clock() - began), LONGEST_REST)
        if alerts:
            await self._post()
        for alert in alerts:
            self.pulse.alerts[alert.kind] += 1
            where = {"brand": alert.verdict.brand, "incident": alert.incident.id, "rule": alert.verdict.rule}
            journal.warn("alert", kind=alert.kind, level=alert.verdict.level.name.lower(), **where)
        for digest in await self.pipeline.ask(self.pipeline.digest, self.clock()):
            journal.note("digest", rhythm=digest.rhythm, missed=len(digest.missed), key=digest.key)
        journal.detail("judged")
        self.pulse.delays.judged(self.clock())
        self.pulse.judged_at = time.monotonic()
        self.judged.set()
        self.judged = asyncio.Event()

    async def _judgement(self) -> None:
        """Ask for a round of judging, and wait for its end."""
        self._stir(brand.name for brand in self.pipeline.brands)
        await self.judged.wait()

    async def _sing(self) -> None:
        if flight := await self.canary.look(self.pipeline, self.clock()):
            told = {"seconds": round(flight.seconds, 1)}
            (journal.fail if flight.lost else journal.note)("canary", **told, lost=flight.lost)

    async def _post(self) -> None:
        # Not awaited: one target that hangs must not keep the others from hearing; the outbox keeps each one's order.
        self._spawn(self._deliver, "deliver")

    async def _deliver(self) -> None:
        """Each target is told the oldest of what waits for it, and then the next: as long as somebody was told."""
        going_on = True
        while going_on and not self.stopping.is_set():
            going_on = False
            for delivery in await self.pipeline.deliver(self.clock()):
                going_on |= delivery.state is not DeliveryState.WAITING
                self._delivered(delivery)

    def _delivered(self, delivery: Delivery) -> None:
        self.pulse.deliveries[delivery.state] += 1
        self.pulse.delays.delivered(delivery, self.clock())
        told = {"target": delivery.target, "alert": delivery.alert.key, "attempts": delivery.attempts}
        if delivery.error:
            journal.warn("delivery", state=delivery.state, **told, error=delivery.error)
        else:
            journal.note("delivery", state=delivery.state, **told)

    async def _secure(self) -> None:
        for seen in await self.bailiff.look(self.clock()):
            told = {"mention": seen.mention, "saw": seen.look.sight, "link": seen.link.number if seen.link else 0}
            journal.note("evidence", **told, error=seen.look.watched.error)
        for stamp in await self.bailiff.stamp(self.clock()):
            say = journal.warn if stamp.error else journal.note
            say("timestamp", authority=stamp.authority, link=stamp.link, error=stamp.error)

    async def _remind(self) -> None:
        for told in await self.bailiff.remind(self.clock()):
            due = {"mention": told.due.mention, "target": told.due.target, "last_day": told.due.last_day}
            (journal.warn if told.error else journal.note)("reminder", **due, error=told.error)

    async def _forget(self) -> None:
        journal.note("retention", mentions=await self.pipeline.ask(self.pipeline.forget, self.clock()))

    async def _copy(self) -> None:
        """One copy a day, made without keeping the writer waiting."""
        last = await asyncio.to_thread(self.store.copied_at)
        if last is None or self.clock() - last >= DAY or last > self.clock():
            copy = await asyncio.to_thread(self.store.back_up_for_the_night, self.clock())
            journal.note("backup", copy=copy)

    async def _look(self) -> None:
        """Count the minute if it was blind. Each target is told once, past outbox and rules, which may be broken."""
        sources, failing = (0, 0) if self.pulse.storage else await self.pipeline.ask(self.store.sources.failing)
        sight = self.pulse.sight
        lost = self.pulse.canary.lost
        if kind := sight.look(sources=sources, failing=failing, storage=bool(self.pulse.storage), lost=lost):
            alert = notice(kind, sight, self.clock())
            journal.warn(kind, minutes=sight.lately, why=sight.why)
            self.pending = {target.name: alert for target in self.pipeline.config.targets}
        if sight.untold and not self.pulse.storage:
            await self.pipeline.ask(self._count_blind_minutes)
        for target in self.pipeline.config.targets:
            if told := self.pending.get(target.name):
                self._spawn(partial(self._notify, target, told), "notice")

    def _count_blind_minutes(self) -> None:
        for why, minutes in self.pulse.sight.untold.items():
            self.store.vitals.add(f"blind {why}", self.clock(), count=minutes)
        self.pulse.sight.untold.clear()

    async def _notify(self, target: Target, alert: Alert) -> None:
        try:
            await send(alert, target, link=self.pipeline.config.web.link)
        except NotifyError as error:
            journal.warn("notice", target=target.name, error=error)
            if error.retry:
                return  # it is tried again in a minute
        self.pending.pop(target.name, None)

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
        self.workers = self._workers(believed)
        self.pipeline.fetcher = fetcher_for(believed)
        self.pipeline.believe(believed, self.workers.read)
        self.turns.disperse()  # they stand there with what was known under the old one
        await self.pipeline.ask(self.pipeline.agree, self.clock())
        await self.pipeline.ask(self.store.sources.release)
        await self.streams.swap()
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

    async def _guarded(self, make: Callable[[], Awaitable[None]], name: str) -> None:
        """Run a task whose failure is its own: it is told, and the watch goes on."""
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

    async def _accompany(self) -> None:
        if self.beside:
            await self.beside(self.pipeline, self.pulse, self.streams)

    def _workers(self, believed: Config) -> Workers:
        brands = (*believed.brands, self.canary.brand)
        return Workers(brands, believed.languages, believed.scoring, believed.names, count=self.count)

    def _warn(self, believed: Config) -> None:
        self.pulse.delays.kinds = {source.name: source.kind for source in believed.sources}
        for warning in believed.warnings:
            journal.warn("config", what=warning)


def _outcome(polled: Polled) -> str:
    if polled.error:
        return "failed"
    return "postponed" if polled.postponed else "unchanged" if polled.unchanged else "read"
