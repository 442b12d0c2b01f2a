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
from collections.abc import Awaitable, Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import blake2b
from typing import ParamSpec, TypeVar

from monitor import aftermath
from monitor.aftermath import Occasion
from monitor.alarm import Alarm
from monitor.asking import Load, Purse, comparable, host_of, looks_whole, pace_of, question_of, server
from monitor.config import Config, SourceConfig
from monitor.crisis import curve
from monitor.diary import Diary
from monitor.errors import FetchError, NotYet, ParseError, Spent, VigieError
from monitor.fetch import Fetcher, Weigh, trusted_origins
from monitor.forgetting import pseudonymise, spare
from monitor.lookout import LOOK_BACK, Lookout
from monitor.match import searchable
from monitor.model import (
    Alert,
    Bar,
    Brand,
    Delivery,
    Digest,
    Mention,
    Reply,
    Request,
)
from monitor.postman import Postman
from monitor.privacy import pseudonyms_at
from monitor.reading import Job, Reader, Reading, covered, goes_on, key, settled
from monitor.securing import secure
from monitor.sifting import Sifter
from monitor.sources import facts
from monitor.store import Change, Harvest, Sighting, SourceState, Store

P = ParamSpec("P")
T = TypeVar("T")

LEASE = timedelta(minutes=5)  # longer than any poll may take, and any call to a target
LONG = 120.0  # seconds after which a poll asks for no further page; what is left is owed to the next
HEAVY = 2  # large answers that are held at once, from their first megabyte until they are read
ROOTS = timedelta(hours=6)  # before it was opened: how far back a crisis is looked for in what sources said


@dataclass(frozen=True, slots=True)
class Polled:
    """How a poll went. *status* is 0 where no answer came; *error* is empty where all is well; *postponed*: its host
    was not to be asked now; *owed* counts the items that are left for the next poll."""

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
    owed: int = 0


@dataclass(frozen=True, slots=True)
class Heard:
    """What a source answered, each answer with its reading, not yet weighed; *refused* is one after the first that was
    no answer."""

    source: SourceConfig
    state: SourceState
    replies: list[Reply]
    readings: list[Reading]
    refused: Reply | None
    body_hash: str


Brought = tuple[Harvest, Polled, dict[str, Reply]]  # the last: in which answer each item stood
Bring = Callable[[], Brought]


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

    def begin(self, now: datetime) -> int:
        """Start as the only daemon of this diary: take up what a crash left; how many deliveries it was."""
        self.agree(now)
        with self.store.atomic():
            self.store.sources.release()
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
        source = self.sources[state.name]
        occasion = Occasion(now, self.paces[state.name], self.jitter(), state.name in self.urgent)
        polled = Polled(state.name, now, first=state.first_page_at is None)
        purse = await self._purse(source, state, now)
        load = Load(self.heavy)
        try:
            purse.open(now)
            reply = await self._fetch(source, question_of(source, state), now, load.weigh)
            polled = replace(polled, status=reply.status)
            bring = await self._hear(source, state, reply, polled, occasion, purse, load)
        except NotYet as error:
            bring = _brought(aftermath.postponed(state, error, occasion), replace(polled, postponed=True))
        except Spent as error:
            bring = _brought(aftermath.spent(state, error), replace(polled, error=str(error)))
        except VigieError as error:
            purse.fear(error)
            bring = _brought(aftermath.failed(state, error, occasion), replace(polled, error=str(error)))
        finally:
            load.put_down()
        return await self.diary.write(partial(self._keep, source, bring, purse, now))

    def _keep(self, source: SourceConfig, bring: Bring, purse: Purse, now: datetime) -> Polled:
        harvest, polled, answers = bring()
        saved = self.take(source, replace(harvest, cost=purse.spent) if purse.spent else harvest, now, answers)
        return replace(polled, mentions=saved.fresh, edited=saved.edited) if saved.fresh or saved.edited else polled

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

    async def _hear(
        self,
        source: SourceConfig,
        state: SourceState,
        reply: Reply,
        polled: Polled,
        occasion: Occasion,
        purse: Purse,
        load: Load,
    ) -> Bring:
        if refusal := aftermath.refusal(reply, source.source):
            return _brought(aftermath.refused(state, reply, occasion, refusal), replace(polled, error=refusal))
        body_hash = blake2b(reply.body, digest_size=16).hexdigest() if reply.body else ""
        same = bool(body_hash) and body_hash == state.body_hash
        if reply.status == 304 or (same and comparable(source, state, reply, purse)):
            return _brought(aftermath.unchanged(state, reply, occasion), replace(polled, unchanged=True))
        readings, replies, refused = await self._read_on(source, state, reply, purse, load)
        heard = Heard(source, state, replies, readings, refused, body_hash)
        return partial(self._weighed, heard, polled, occasion)

    def _weighed(self, heard: Heard, polled: Polled, occasion: Occasion) -> Brought:
        """What was read, against what the diary knows. Runs in the transaction that keeps it."""
        source, state, readings = heard.source, heard.state, heard.readings
        whole = self.sifter.sift(_joined(readings))
        if heard.refused and not whole.items:  # what came before was a login, say
            refusal = aftermath.refusal(heard.refused, source.source)
            return (
                Harvest(aftermath.refused(state, heard.refused, occasion, refusal)),
                replace(polled, error=refusal),
                {},
            )
        after = aftermath.heard(state, heard.replies[0], whole, heard.body_hash, occasion)
        gone = self._gone(source, state, readings, whole, heard.replies[0].at)
        harvest = Harvest(
            after,
            whole.sightings,
            whole.fresh,
            whole.edited,
            tuple((id_, key(id_)) for id_ in gone),
            entries=whole.entries,
            still=whole.still if _another_day(state, occasion.now) else (),
        )
        told = zip(readings, heard.replies, strict=True)
        answers = {item: reply for reading, reply in told for item in _said(reading)}
        return harvest, replace(polled, items=whole.items, new=whole.new, owed=whole.owed), answers

    async def _read_on(
        self, source: SourceConfig, state: SourceState, reply: Reply, purse: Purse, load: Load
    ) -> tuple[list[Reading], list[Reply], Reply | None]:
        """Read the answer, and further pages as far as something may be new in them; what each was read from, and the
        answer that was a refusal."""
        seen, entries = await self.ask(self._known, state)
        first = state.first_page_at is None
        job = Job(
            source.source,
            source.name,
            reply,
            state.cursor,
            seen,
            first,
            source.about,
            source.backfill,
            source.kind,
            doubtful=first or state.failures > 0,
            entries=entries,
        )
        readings, replies = [await self.read(job)], [reply]
        purse.pay(readings[-1].cost)
        clock = asyncio.get_running_loop().time
        end = clock() + LONG
        while goes_on(readings, whole=looks_whole(state)) and clock() < end and purse.affords():
            if first and source.backfill == 0 and readings[-1].items:
                break
            try:
                further = await self._fetch(source, _more(readings), reply.at, load.weigh)
                if aftermath.refusal(further):
                    return readings, replies, further
                readings.append(await self.read(replace(job, reply=further, cursor=readings[-1].cursor)))
                replies.append(further)
            except (FetchError, ParseError) as error:
                purse.fear(error)
                if readings[-1].cursor == state.cursor:
                    raise
                break  # the next poll goes on where this one was cut off
            purse.pay(readings[-1].cost)
        return readings, replies, None

    async def _fetch(self, source: SourceConfig, request: Request, now: datetime, weigh: Weigh) -> Reply:
        return await self.fetcher.fetch(request, now=now, as_robot=facts(type(source.source)).pages, weigh=weigh)

    def _known(self, state: SourceState) -> tuple[dict[bytes, Sighting], bytes]:
        """What was met at a source, and what its last page showed."""
        return self.store.sources.seen(state.id), self.store.sources.entries(state.id)

    def _gone(
        self, source: SourceConfig, state: SourceState, readings: list[Reading], whole: Reading, at: datetime
    ) -> tuple[str, ...]:
        """What the source took back: it says so, or it lists all there is, and what we keep is not among it."""
        span = covered(readings, source.source, at, whole=looks_whole(state))
        if not span:
            return whole.gone
        kept = self.store.mentions.between(state.id, *span)
        there = {*whole.still, *(sighting.key for sighting in whole.sightings)}
        return (*whole.gone, *(id_ for id_ in kept if key(id_) not in there))

    async def _purse(self, source: SourceConfig, state: SourceState, now: datetime) -> Purse:
        dearest = getattr(source.source, "dearest", 0)
        if not dearest:
            return Purse()
        budget = int(getattr(source.source, "budget", 0) * 1_000_000)
        return Purse(budget, dearest, await self.ask(self.store.sources.spent, state.id, now))

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


def _brought(state: SourceState, polled: Polled) -> Bring:
    """Nothing but what the poll makes of its source."""
    return lambda: (Harvest(state), polled, {})


def _another_day(state: SourceState, now: datetime) -> bool:
    """Whether this is the first page of its day: that all is still there is written down once in it."""
    return state.page_at is None or state.page_at.date() != now.date()


def _more(readings: list[Reading]) -> Request:
    more = readings[-1].more
    assert more
    return more


def _said(reading: Reading) -> Iterator[str]:
    """The identities of the items that made mentions."""
    yield from (mention.item.id for mention in reading.fresh)
    yield from (change.item.id for change in reading.edited)


def _joined(readings: list[Reading]) -> Reading:
    """Several pages as one."""
    return replace(
        readings[0],
        title=next((each.title for each in readings if each.title), ""),
        cursor=settled(readings),
        every=max((each.every for each in readings if each.every), default=None),
        gone=tuple(id_ for each in readings for id_ in each.gone),
        items=sum(each.items for each in readings),
        new=sum(each.new for each in readings),
        owed=sum(each.owed for each in readings),
        published=tuple(moment for each in readings for moment in each.published),
        entries=readings[0].entries if len(readings) == 1 else b"",
        still=tuple(key for each in readings for key in each.still),
        sightings=tuple({s.key: s for each in readings for s in each.sightings}.values()),
        fresh=tuple(mention for each in readings for mention in each.fresh),
        edited=tuple(change for each in readings for change in each.edited),
    )


def _parents_first(brands: Iterable[Brand]) -> tuple[Brand, ...]:
    """So that the trouble of a house is known before that of its products."""
    return tuple(sorted(brands, key=lambda brand: not brand.products))
