"""The story, on one page.

    due sources -> fetch -> parse -> match -> enrich -> store        poll (poll.py)
    history -> judge -> incident -> alert -> one delivery a target   judge (alarm.py)
    outbox -> deliver                                                deliver

Rooms do not know each other; they meet here. What decides is called with values, what does is awaited. Every call to
the diary goes through one thread, so that a slow disk never stops the loop and there is only ever one writer.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import ParamSpec, TypeVar

from monitor.aftermath import Occasion
from monitor.alarm import Alarm
from monitor.asking import host_of, pace_of, server
from monitor.config import Config, SourceConfig
from monitor.crisis import curve
from monitor.diary import Diary
from monitor.fetch import Fetcher, trusted_origins
from monitor.forgetting import pseudonymise, spare
from monitor.lookout import LOOK_BACK, Lookout
from monitor.match import searchable
from monitor.model import Alert, Bar, Brand, Delivery, Digest, Reply
from monitor.poll import Poll, Polled
from monitor.postman import Postman
from monitor.privacy import pseudonyms_at
from monitor.reading import Job, Reader, Reading
from monitor.securing import secure
from monitor.sifting import Sifter
from monitor.store import Harvest, SourceState, Store

P = ParamSpec("P")
T = TypeVar("T")

LEASE = timedelta(minutes=5)  # longer than any poll may take, and any call to a target
HEAVY = 2  # large answers that are held at once, from their first megabyte until they are read
ROOTS = timedelta(hours=6)  # before it was opened: how far back a crisis is looked for in what sources said


class Pipeline:
    """The wiring. *read* reads an answer; the daemon passes one that does so in another process. *exercise*: what it
    calls is marked as no real incident. *couriers*: see Postman."""

    def __init__(
        self,
        config: Config,
        store: Store,
        fetcher: Fetcher,
        *,
        read: Callable[[Job], Awaitable[Reading]] | None = None,
        jitter: Callable[[], float] = random.random,
        exercise: bool = False,
        couriers: bool = False,
    ) -> None:
        self.store = store
        self.fetcher = fetcher
        self.jitter = jitter
        self.exercise = exercise
        self.heavy = asyncio.Semaphore(HEAVY)
        self.diary = Diary(store)
        self.postman = Postman(store, self.diary, couriers=couriers)
        self.urgent: frozenset[str] = frozenset()  # sources where a crisis is spoken of
        self.names = pseudonyms_at(store.path)
        self.believe(config, read)

    def believe(self, config: Config, read: Callable[[Job], Awaitable[Reading]] | None = None) -> None:
        """Swap the configuration; polls under way end under the old one."""
        self.config = config
        self.sifter = Sifter(self.store, config.mutes, config.names)
        self.sources = {source.name: source for source in config.sources}
        self.hosts = {name: host_of(source) for name, source in self.sources.items()}
        self.paces = {name: pace_of(source, config.fetch.pace) for name, source in self.sources.items()}
        self.brands = _parents_first(config.brands)
        self.alarm = Alarm(self.store, config, self.exercise)
        self.postman.believe(config.targets, config.web.link, self.alarm.catch_up)
        self.lookout = Lookout(self.store, config)
        self.read = read or _inline(Reader(config.brands, config.languages, config.scoring, config.names))

    def host(self, state: SourceState) -> str:
        """Whom a source is asked from; empty for one that is configured no more."""
        return server(state.url) if state.url else self.hosts.get(state.name, "")

    def agree(self, now: datetime) -> None:
        """Make the diary agree with the configuration."""
        with self.store.atomic():
            self.store.sources.sync(((s.name, s.kind, s.digest) for s in self.config.sources), now)
            self.store.sources.rest([s.name for s in self.config.sources if not s.asked])
            self.store.past.watch(tuple(brand.name for brand in self.config.brands), now)
            self.lookout.forget(self.sifter.reconsider(now))
        self.sifter.keep()

    def begin(self, now: datetime) -> int:
        """Start as the only daemon of this diary: take up what a crash left; how many deliveries it was."""
        self.agree(now)
        with self.store.atomic():
            self.store.sources.release()
            self.store.outbox.reset(now)
            self.store.sources.reset(now)
        return self.postman.begin(now)

    def move(self, by: timedelta) -> None:
        """The clock was set: what was due after a while is due after that while, not an hour late nor all at once."""
        with self.store.atomic():
            self.store.sources.move(by)
            self.store.outbox.move(by)

    async def ask(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call the diary in its own thread."""
        return await self.diary.ask(call, *args, **kwargs)

    # ------------------------------------------------------------------ fetch -> parse -> match -> enrich -> store

    async def poll_due(self, now: datetime, limit: int = 200) -> tuple[Polled, ...]:
        """Ask every source whose time has come."""
        states = await self.ask(self.store.sources.due, now, limit=limit, lease=LEASE)
        return tuple(await asyncio.gather(*(self.poll(state, now) for state in states)))

    async def poll(self, state: SourceState, now: datetime) -> Polled:
        """Ask one source, and write down what it says together with when to ask again. Raises StoreError only."""
        name = state.name
        occasion = Occasion(now, self.paces[name], self.jitter(), name in self.urgent)
        return await Poll(self, self.sources[name], state, occasion).run()

    def take(
        self, source: SourceConfig, harvest: Harvest, now: datetime, answers: Mapping[str, Reply] | None = None
    ) -> Harvest:
        """Write down what *source* brought, its words for full-text search among it, but for those who objected; what
        is grave in it is chained with the answer that it stood in, in the same transaction."""
        with self.store.atomic():
            saved = self.store.save(spare(harvest, self.store, self.names), now, searchable)
            if saved.fresh or saved.edited:
                secure(self.store, saved, answers or {}, self.config.evidence, now, private=source.private)
        return saved

    # ------------------------------------------------------------------ judge -> incident -> alert

    def judge(self, now: datetime, of: Collection[str] | None = None) -> tuple[Alert, ...]:
        """See whether a brand is in trouble, one *of* these if they are told; what is worth telling is committed before
        anybody is told."""
        now = now.replace(microsecond=0)  # as the diary writes it: what was told now was not told before now
        self._hush(now)
        self.lookout.listen(now)
        brands = self.brands if of is None else [brand for brand in self.brands if brand.name in of]
        alerts = tuple(alert for brand in brands for alert in self._judge(brand, now))
        self._quicken()
        return alerts

    def _hush(self, now: datetime) -> None:
        """What somebody muted in the pages, or lifted, counts no more, or again."""
        if self.sifter.outdated():
            with self.store.atomic():
                self.lookout.forget(self.sifter.reconsider(now))
            self.sifter.keep()

    def _quicken(self) -> None:
        """Where a crisis is spoken of is asked as often as its pace allows, as long as the crisis lives."""
        before, self.urgent = self.urgent, self.store.sources.speaking(ROOTS)
        own = (name for name in self.urgent - before if name in self.sources and not self.sources[name].every)
        if self.urgent - before:
            with self.store.atomic():
                self.store.sources.quicken(own, self.config.fetch.pace.floor)

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
        return await self.postman.deliver(now)

    # ------------------------------------------------------------------ housekeeping

    def forget(self, now: datetime) -> int:
        """Retention; how many mentions went."""
        keep = self.config.retention
        with self.store.atomic():
            self.store.chain.forget(now, keep.evidence)
            self.store.audit.forget(now, keep.audit)
        pseudonymise(self.store, self.names, now, keep.authors)
        return self.store.forget(now, mentions=keep.mentions, seen=keep.seen, incidents=keep.incidents)

    async def close(self) -> None:
        await self.fetcher.close()
        await self.ask(self.lookout.close)
        await self.ask(self.store.close)
        self.diary.shutdown()


def fetcher_for(config: Config) -> Fetcher:
    """The voice on the network that this configuration asks for."""
    return Fetcher(
        user_agent=config.fetch.user_agent,
        limits=config.fetch.limits,
        allow=config.fetch.allow,
        trusted=trusted_origins(_own_addresses(config)),
    )


def _own_addresses(config: Config) -> Iterator[str]:
    """Those that the operator himself wrote down."""
    yield from (source.source.request("").url for source in config.sources if source.asked)
    yield from (authority.url for authority in config.evidence.authorities)


def _inline(reader: Reader) -> Callable[[Job], Awaitable[Reading]]:
    async def read(job: Job) -> Reading:
        return reader.read(job)

    return read


def _parents_first(brands: Iterable[Brand]) -> tuple[Brand, ...]:
    """So that the trouble of a house is known before that of its products."""
    return tuple(sorted(brands, key=lambda brand: not brand.products))
