"""The story, on one page.

    due sources -> fetch -> parse -> match -> enrich -> store        poll
    history -> judge -> incident -> alert -> one delivery a target   judge (alarm.py)
    outbox -> deliver                                                deliver

Rooms do not know each other; they meet here. What decides is called with values, what does is awaited. Every call to
the diary goes through one thread, so that a slow disk never stops the loop and there is only ever one writer.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import blake2b
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit

from monitor import __version__, aftermath
from monitor.aftermath import Occasion
from monitor.alarm import Alarm
from monitor.config import Config, SourceConfig
from monitor.crisis import curve
from monitor.errors import FetchError, NotifyError, NotYet, VigieError
from monitor.fetch import Fetcher, Pace, trusted_origins
from monitor.lookout import LOOK_BACK, Lookout
from monitor.model import Alert, Bar, Brand, Delivery, Digest, Mention, Picture, Reply, Request, Target
from monitor.notify import day_words, picture_words, send, shows_pictures
from monitor.reading import Job, Reader, Reading, guest
from monitor.report import draw, png
from monitor.store import Change, Harvest, SourceState, Store

P = ParamSpec("P")
T = TypeVar("T")

LEASE = timedelta(minutes=5)  # longer than any poll may take, and any call to a target
PAGES = 5  # of one poll: further ones are asked for only while everything in them is new
WHOLE = 12  # every so many polls nothing is said of what we have: some servers' validators miss edits and approvals
PATIENCE = timedelta(days=7)  # how long a target that cannot be reached is tried
FIRST_RETRY, LAST_RETRY = timedelta(seconds=30), timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Polled:
    """How a poll went. *status* is 0 where no answer came; *error* is empty where all is well; *postponed*: its host
    was not to be asked now."""

    source: str
    at: datetime
    status: int = 0
    unchanged: bool = False
    first: bool = False
    postponed: bool = False
    items: int = 0
    new: int = 0
    mentions: tuple[Mention, ...] = ()
    edited: tuple[Change, ...] = ()
    error: str = ""


class Pipeline:
    """The wiring. *read* reads an answer; the daemon passes one that does so in another process. *exercise*: what it
    calls is marked as no real incident."""

    def __init__(
        self,
        config: Config,
        store: Store,
        fetcher: Fetcher,
        *,
        read: Callable[[Job], Awaitable[Reading]] | None = None,
        jitter: Callable[[], float] = random.random,
        exercise: bool = False,
    ) -> None:
        self.store = store
        self.fetcher = fetcher
        self.jitter = jitter
        self.exercise = exercise
        self.diary = ThreadPoolExecutor(1, thread_name_prefix="diary")
        self.believe(config, read)

    def believe(self, config: Config, read: Callable[[Job], Awaitable[Reading]] | None = None) -> None:
        """Swap the configuration; polls under way end under the old one."""
        self.config = config
        self.sources = {source.name: source for source in config.sources}
        self.hosts = {name: _host(source) for name, source in self.sources.items()}
        self.targets = {target.name: target for target in config.targets}
        self.brands = _parents_first(config.brands)
        self.alarm = Alarm(self.store, config, self.exercise)
        self.lookout = Lookout(self.store, config)
        self.read = read or _inline(Reader(config.brands, config.languages))

    def host(self, state: SourceState) -> str:
        """Whom a source is asked from; empty for one that is configured no more."""
        return urlsplit(state.url).hostname or "" if state.url else self.hosts.get(state.name, "")

    def agree(self, now: datetime) -> None:
        """Make the diary agree with the configuration."""
        with self.store.atomic():
            self.store.sources.sync(((s.name, s.kind, s.digest) for s in self.config.sources), now)
            self.store.mentions.watch(tuple(brand.name for brand in self.config.brands), now)

    def begin(self, now: datetime) -> int:
        """Start as the only daemon of this diary: take up what a crash left; how many deliveries it was."""
        self.agree(now)
        with self.store.atomic():
            self.store.sources.release()
            return self.store.outbox.recover(now)

    async def ask(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call the diary in its own thread."""
        return await asyncio.get_running_loop().run_in_executor(self.diary, lambda: call(*args, **kwargs))

    # ------------------------------------------------------------------ fetch -> parse -> match -> enrich -> store

    async def poll_due(self, now: datetime, limit: int = 200) -> tuple[Polled, ...]:
        """Ask every source whose time has come."""
        states = await self.ask(self.store.sources.due, now, limit=limit, lease=LEASE)
        return tuple(await asyncio.gather(*(self.poll(state, now) for state in states)))

    async def poll(self, state: SourceState, now: datetime) -> Polled:
        """Ask one source, and write down what it says together with when to ask again. Raises StoreError only."""
        source = self.sources[state.name]
        occasion = Occasion(now, _pace(source, self.config.fetch.pace), self.jitter())
        polled = Polled(state.name, now, first=state.first_page_at is None)
        try:
            reply = await self.fetcher.fetch(_question(source, state), now=now)
            polled = replace(polled, status=reply.status)
            harvest, polled = await self._hear(source, state, reply, polled, occasion)
        except NotYet as error:
            harvest, polled = Harvest(aftermath.postponed(state, error, occasion)), replace(polled, postponed=True)
        except VigieError as error:
            harvest, polled = Harvest(aftermath.failed(state, error, occasion)), replace(polled, error=str(error))
        saved = await self.ask(self.store.save, harvest, now)
        return replace(polled, mentions=saved.fresh, edited=saved.edited)

    async def _hear(
        self, source: SourceConfig, state: SourceState, reply: Reply, polled: Polled, occasion: Occasion
    ) -> tuple[Harvest, Polled]:
        refusal = aftermath.refusal(reply)
        if refusal:
            return Harvest(aftermath.refused(state, reply, occasion)), replace(polled, error=refusal)
        body_hash = blake2b(reply.body, digest_size=16).hexdigest()
        if reply.status == 304 or body_hash == state.body_hash:
            return Harvest(aftermath.unchanged(state, reply, occasion)), replace(polled, unchanged=True)
        readings = await self._read_on(source, state, reply)
        whole = _joined(readings)
        after = aftermath.heard(state, reply, whole, body_hash, occasion)
        harvest = Harvest(after, whole.sightings, whole.fresh, whole.edited)
        return harvest, replace(polled, items=whole.items, new=whole.new)

    async def _read_on(self, source: SourceConfig, state: SourceState, reply: Reply) -> list[Reading]:
        """Read the answer, and further pages as long as everything in them is new: there may be more behind."""
        seen = await self.ask(self.store.sources.seen, state.id)
        first = state.first_page_at is None
        job = Job(
            source.source, source.name, reply, state.cursor, seen, first, source.about, source.backfill, source.kind
        )
        readings = [await self.read(job)]
        while (more := readings[-1].more) and readings[-1].new == readings[-1].items and len(readings) < PAGES:
            if first and source.backfill == 0:
                break
            further = await self.fetcher.fetch(more, now=reply.at)
            if aftermath.refusal(further):
                break
            readings.append(await self.read(replace(job, reply=further)))
        return readings

    # ------------------------------------------------------------------ judge -> incident -> alert

    def judge(self, now: datetime) -> tuple[Alert, ...]:
        """See whether a brand is in trouble; what is worth telling is committed before anybody is told."""
        now = now.replace(microsecond=0)  # as the diary writes it: what was told now was not told before now
        self.lookout.listen(now)
        return tuple(alert for brand in self.brands for alert in self._judge(brand, now))

    def _judge(self, brand: Brand, now: datetime) -> tuple[Alert, ...]:
        if not any(not rule.brands or brand.name in rule.brands for rule in self.config.rules):
            return ()
        verdict, evidence = self.lookout.judge(brand, now)
        with self.store.atomic():
            alerts = self.alarm.hear(verdict, partial(self._curve, brand, now), now)
            self.lookout.keep(brand, alerts, evidence, now)
        return alerts

    def _curve(self, brand: Brand, now: datetime) -> tuple[Bar, ...]:
        return curve(self.lookout.history(brand.name, now, timedelta(hours=1), LOOK_BACK), now)

    def digest(self, now: datetime) -> tuple[Digest, ...]:
        """The digests whose time has come, each with its delivery."""
        return self.alarm.digest(now.replace(microsecond=0))

    # ------------------------------------------------------------------ deliver

    async def deliver(self, now: datetime) -> tuple[Delivery, ...]:
        """Tell whom there is to tell; what could not be told is told later."""
        due = await self.ask(self.store.outbox.due, now)
        told = await asyncio.gather(*(self._tell(delivery, now) for delivery in due))
        return tuple(delivery for delivery in told if delivery)

    async def _tell(self, delivery: Delivery, now: datetime) -> Delivery | None:
        outbox = self.store.outbox
        claimed = await self.ask(outbox.claim, delivery, now + LEASE)
        if not claimed:
            return None
        target = self.targets.get(claimed.target)
        if not target:
            return await self.ask(outbox.failed, claimed, "this target is configured no more", now)
        told = claimed.alert
        picture = await asyncio.to_thread(_picture, told, target)
        try:
            receipt = await send(
                told, target, link=self._link(told), repeat=claimed.repeat, thread=claimed.thread, picture=picture
            )
        except NotifyError as error:
            if error.retry and now - claimed.alert.at < PATIENCE:
                return await self.ask(
                    outbox.postpone, claimed, str(error), now + _patience(claimed.attempts, error.after)
                )
            return await self.ask(outbox.failed, claimed, str(error), now)
        return await self.ask(outbox.sent, claimed, receipt, now)

    def _link(self, told: Alert | Digest) -> str:
        base = self.config.web.link.rstrip("/")
        if not base or isinstance(told, Digest):
            return base
        return "" if told.incident.exercise else f"{base}/incidents/{told.incident.id}"

    # ------------------------------------------------------------------ housekeeping

    def forget(self, now: datetime) -> int:
        """Retention; how many mentions went."""
        keep = self.config.retention
        return self.store.forget(now, mentions=keep.mentions, seen=keep.seen, incidents=keep.incidents)

    async def close(self) -> None:
        await self.fetcher.close()
        await self.ask(self.lookout.close)
        await self.ask(self.store.close)
        self.diary.shutdown()


def fetcher_for(config: Config) -> Fetcher:
    """The voice on the network that this configuration asks for."""
    about = f"+{config.fetch.contact}" if config.fetch.contact else "e-reputation monitor"
    return Fetcher(
        user_agent=f"vigie/{__version__} ({about})",
        limits=config.fetch.limits,
        allow=config.fetch.allow,
        trusted=trusted_origins(source.source.request("").url for source in config.sources),
    )


def _inline(reader: Reader) -> Callable[[Job], Awaitable[Reading]]:
    async def read(job: Job) -> Reading:
        return reader.read(job)

    return read


def _host(source: SourceConfig) -> str:
    try:
        with guest(source.kind, FetchError, "saying what to ask"):
            return urlsplit(source.source.request("").url).hostname or ""
    except VigieError:
        return ""  # its poll will say what is wrong with it


def _pace(source: SourceConfig, pace: Pace) -> Pace:
    """A source that was given its own interval keeps to it."""
    if not source.every:
        return pace
    return replace(pace, floor=source.every, start=source.every, ceiling=max(source.every, pace.ceiling), steady=True)


def _question(source: SourceConfig, state: SourceState) -> Request:
    """What to ask: at the address where a permanent redirect led, and only for what is new."""
    with guest(source.kind, FetchError, "saying what to ask"):
        request = source.source.request(state.cursor)
        start = source.source.request("")
    if state.url and request.url == start.url:
        request = replace(request, url=state.url)
    if state.polls % WHOLE == WHOLE - 1:
        return request
    validators = (("if-none-match", state.etag), ("if-modified-since", state.modified))
    return replace(request, headers=(*request.headers, *((name, value) for name, value in validators if value)))


def _joined(readings: list[Reading]) -> Reading:
    """Several pages as one. The cursor is that of the first, which is the newest."""
    return replace(
        readings[0],
        items=sum(each.items for each in readings),
        new=sum(each.new for each in readings),
        published=tuple(moment for each in readings for moment in each.published),
        sightings=tuple({s.key: s for each in readings for s in each.sightings}.values()),
        fresh=tuple(mention for each in readings for mention in each.fresh),
        edited=tuple(change for each in readings for change in each.edited),
    )


def _parents_first(brands: Iterable[Brand]) -> tuple[Brand, ...]:
    """So that the trouble of a house is known before that of its products."""
    return tuple(sorted(brands, key=lambda brand: not brand.products))


def _picture(alert: Alert | Digest, target: Target) -> Picture | None:
    """The curve of *alert*, for a target to whom it can be shown."""
    if not isinstance(alert, Alert) or not alert.curve or not shows_pictures(target):
        return None
    drawing = draw(alert.curve, target.timezone, alert.verdict.figures.began, day_words(target))
    return Picture(png(drawing), picture_words(alert, target))


def _patience(attempts: int, after: float | None) -> timedelta:
    """30 s, 1 min, 2 min ... an hour; never sooner than the other side asks."""
    backoff = min(FIRST_RETRY * (1 << min(attempts - 1, 10)), LAST_RETRY)
    return max(backoff, timedelta(seconds=after or 0))
