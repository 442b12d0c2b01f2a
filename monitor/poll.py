"""One source, asked once: fetch -> parse -> match -> enrich -> store, and when to ask it again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from hashlib import blake2b
from typing import Protocol

from monitor import aftermath
from monitor.aftermath import Occasion
from monitor.asking import Load, Purse, comparable, looks_whole, question_of
from monitor.config import SourceConfig
from monitor.diary import Diary
from monitor.errors import FetchError, NotYet, ParseError, Spent, VigieError
from monitor.fetch import Fetcher
from monitor.model import Mention, Reply, Request
from monitor.reading import Job, Reading, covered, goes_on, key, settled
from monitor.sifting import Sifter
from monitor.sources import facts
from monitor.store import Change, Harvest, Sighting, SourceState, Store

LONG = 120.0  # seconds after which a poll asks for no further page; what is left is owed to the next


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

    replies: list[Reply]
    readings: list[Reading]
    refused: Reply | None
    body_hash: str


Brought = tuple[Harvest, Polled, dict[str, Reply]]  # the last: in which answer each item stood
Bring = Callable[[], Brought]


class House(Protocol):
    """Whom a poll asks for everything that outlives it; see Pipeline."""

    store: Store
    diary: Diary
    fetcher: Fetcher
    sifter: Sifter
    heavy: asyncio.Semaphore
    read: Callable[[Job], Awaitable[Reading]]

    def take(self, source: SourceConfig, harvest: Harvest, now: datetime, answers: Mapping[str, Reply]) -> Harvest: ...


class Poll:
    """What is done with *source*, of which *state* was known, on one *occasion*."""

    def __init__(self, house: House, source: SourceConfig, state: SourceState, occasion: Occasion) -> None:
        self.house, self.source, self.state, self.occasion = house, source, state, occasion
        self.now, self.store = occasion.now, house.store
        self.polled = Polled(state.name, self.now, first=state.first_page_at is None)
        self.load = Load(house.heavy)
        self.purse = Purse()

    async def run(self) -> Polled:
        """Ask, and write down what the source says together with when to ask again. Raises StoreError only."""
        self.purse = await self._filled()
        try:
            bring = await self._ask()
        except VigieError as error:
            bring = self._failed(error)
        finally:
            self.load.put_down()
        return await self.house.diary.write(partial(self._keep, bring))

    async def _ask(self) -> Bring:
        """What is to be kept of an answer; raises VigieError where none came, or none that is what was promised."""
        state, occasion = self.state, self.occasion
        self.purse.open(self.now)
        reply = await self._fetch(question_of(self.source, state), self.now)
        self.polled = replace(self.polled, status=reply.status)
        if refusal := aftermath.refusal(reply, self.source.source):
            return _only(aftermath.refused(state, reply, occasion, refusal), replace(self.polled, error=refusal))
        body_hash = blake2b(reply.body, digest_size=16).hexdigest() if reply.body else ""
        same = bool(body_hash) and body_hash == state.body_hash
        if reply.status == 304 or (same and comparable(self.source, state, reply, self.purse)):
            return _only(aftermath.unchanged(state, reply, occasion), replace(self.polled, unchanged=True))
        return partial(self._weighed, Heard(*await self._read_on(reply), body_hash))

    def _failed(self, error: VigieError) -> Bring:
        if isinstance(error, NotYet):
            return _only(aftermath.postponed(self.state, error, self.occasion), replace(self.polled, postponed=True))
        told = replace(self.polled, error=str(error))
        if isinstance(error, Spent):
            return _only(aftermath.spent(self.state, error), told)
        self.purse.fear(error)
        return _only(aftermath.failed(self.state, error, self.occasion), told)

    async def _filled(self) -> Purse:
        dearest = getattr(self.source.source, "dearest", 0)
        if not dearest:
            return Purse()
        budget = int(getattr(self.source.source, "budget", 0) * 1_000_000)
        return Purse(budget, dearest, await self.house.diary.ask(self.store.sources.spent, self.state.id, self.now))

    async def _fetch(self, request: Request, now: datetime) -> Reply:
        as_robot = facts(type(self.source.source)).pages
        return await self.house.fetcher.fetch(request, now=now, as_robot=as_robot, weigh=self.load.weigh)

    async def _read_on(self, reply: Reply) -> tuple[list[Reply], list[Reading], Reply | None]:
        """Read the answer, and further pages as far as something may be new in them: the answers, what was read from
        each, and the one that was a refusal."""
        job = await self._job(reply)
        replies, readings = [reply], [await self.house.read(job)]
        self.purse.pay(readings[-1].cost)
        clock = asyncio.get_running_loop().time
        end = clock() + LONG
        while goes_on(readings, whole=looks_whole(self.state)) and clock() < end and self.purse.affords():
            if job.first and job.backfill == 0 and readings[-1].items:
                break
            try:
                further = await self._fetch(_more(readings), reply.at)
                if aftermath.refusal(further):
                    return replies, readings, further
                readings.append(await self.house.read(replace(job, reply=further, cursor=readings[-1].cursor)))
                replies.append(further)
            except (FetchError, ParseError) as error:
                self.purse.fear(error)
                if readings[-1].cursor == self.state.cursor:
                    raise
                break  # the next poll goes on where this one was cut off
            self.purse.pay(readings[-1].cost)
        return replies, readings, None

    async def _job(self, reply: Reply) -> Job:
        seen, entries = await self.house.diary.ask(self._known)
        source, first = self.source, self.polled.first
        return Job(
            source.source,
            source.name,
            reply,
            self.state.cursor,
            seen,
            first,
            source.about,
            source.backfill,
            source.kind,
            doubtful=first or self.state.failures > 0,
            entries=entries,
        )

    def _known(self) -> tuple[dict[bytes, Sighting], bytes]:
        """What was met at the source, and what its last page showed."""
        return self.store.sources.seen(self.state.id), self.store.sources.entries(self.state.id)

    # ------------------------------------------------------------------ in the transaction that keeps it

    def _keep(self, bring: Bring) -> Polled:
        harvest, polled, answers = bring()
        if self.purse.spent:
            harvest = replace(harvest, cost=self.purse.spent)
        saved = self.house.take(self.source, harvest, self.now, answers)
        return replace(polled, mentions=saved.fresh, edited=saved.edited) if saved.fresh or saved.edited else polled

    def _weighed(self, heard: Heard) -> Brought:
        """What was read, against what the diary knows."""
        state, occasion = self.state, self.occasion
        whole = self.house.sifter.sift(_joined(heard.readings))
        if heard.refused and not whole.items:  # what came before was a login, say
            refusal = aftermath.refusal(heard.refused, self.source.source)
            after = aftermath.refused(state, heard.refused, occasion, refusal)
            return Harvest(after), replace(self.polled, error=refusal), {}
        after = aftermath.heard(state, heard.replies[0], whole, heard.body_hash, occasion)
        harvest = Harvest(
            after,
            whole.sightings,
            whole.fresh,
            whole.edited,
            tuple((id_, key(id_)) for id_ in self._gone(heard, whole)),
            entries=whole.entries,
            still=whole.still if _another_day(state, occasion.now) else (),
        )
        told = zip(heard.readings, heard.replies, strict=True)
        answers = {item: reply for reading, reply in told for item in _said(reading)}
        return harvest, replace(self.polled, items=whole.items, new=whole.new, owed=whole.owed), answers

    def _gone(self, heard: Heard, whole: Reading) -> tuple[str, ...]:
        """What the source took back: it says so, or it lists all there is, and what we keep is not among it."""
        at, everything = heard.replies[0].at, looks_whole(self.state)
        span = covered(heard.readings, self.source.source, at, whole=everything)
        if not span:
            return whole.gone
        kept = self.store.mentions.between(self.state.id, *span)
        there = {*whole.still, *(sighting.key for sighting in whole.sightings)}
        return (*whole.gone, *(id_ for id_ in kept if key(id_) not in there))


def _only(state: SourceState, polled: Polled) -> Bring:
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
