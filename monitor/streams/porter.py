"""Who opens the door: what is knocked for is proven, stored, and only then answered; hubs are asked to come."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta

from monitor import journal
from monitor.errors import FetchError, VigieError
from monitor.model import Admission, Knock, Message, Reply, Request
from monitor.reading import key
from monitor.sources import Door, Subscribed
from monitor.store import Harvest
from monitor.streams.basin import Drop
from monitor.streams.listener import Listener
from monitor.streams.settling import is_hurried, renewal

ANSWER = 20.0  # seconds that whoever knocks waits for what he brought to be stored
CONFIRM = 60.0  # seconds that a hub may take to ask back
LOOK = 1.0  # seconds between two looks whether the feed was read for the first time


@dataclass(slots=True)
class Porter(Listener):
    """A listener at a *door*, which is its address as the world reaches it; empty where nobody said. *topic* is what
    its hub was asked for, *lease* the last that it granted; *hurried* counts leases in a row that end soon."""

    door: str = ""
    topic: str = ""
    lease: asyncio.Queue[timedelta] = field(default_factory=lambda: asyncio.Queue(1))
    hurried: int = 0

    async def fill(self) -> None:
        """Keep the subscription alive, for ever; who comes by himself is not asked."""
        while isinstance(self.stream, Subscribed):
            await self.attempt(self._subscribe(self.stream))

    async def knock(self, knock: Knock) -> Admission:
        """What whoever knocks gets; what he brought is stored by then, unless he is asked anyway."""
        assert isinstance(self.stream, Door)
        admission = self.stream.admit(knock)
        if admission.lease is not None:
            if not self.topic or knock.asked("hub.topic") != self.topic:
                self.count("refused")
                return Admission(404, b"nothing of the kind was asked for")
            self._granted(admission.lease)
        if not admission.body:
            self.count("refused" if admission.status >= 400 else "greeted")
            return admission
        name = key(f"knock {admission.key}") if admission.key else b""
        if name and await self.known(await self.state(), [name]):
            self.count("repeated")
            return replace(admission, status=200, words=b"kept before", body=b"")
        return await self._take(admission, Message(admission.body, knock.at), name)

    async def _take(self, admission: Admission, message: Message, name: bytes) -> Admission:
        """Hubs wait three seconds, and what is lost of theirs is asked for: they are answered at once."""
        kept: asyncio.Future[str] | None = asyncio.get_running_loop().create_future() if self.lone else None
        if not await self.basin.offer(Drop(message, kept, name)):
            return Admission(503, b"too much at once: come again")
        if kept is None:
            return admission
        try:
            async with asyncio.timeout(ANSWER):
                why = await asyncio.shield(kept)
        except (TimeoutError, VigieError):
            return Admission(503, b"not stored yet: come again")
        return Admission(422, why.encode()) if why else admission

    def _granted(self, lease: timedelta) -> None:
        self._forget()
        self.lease.put_nowait(lease)

    def _forget(self) -> None:
        """What a hub said before it was asked is no answer."""
        if self.lease.full():
            self.lease.get_nowait()

    async def _subscribe(self, stream: Subscribed) -> None:
        """Ask a hub for the feed, wait until it asks back, and ask again before the lease ends."""
        if not self.door:
            hint = "give web: {link: https://...}, the address at which the world reaches us"
            raise VigieError("a hub has to know where we are", hint=hint)
        asked = stream.gaps()
        assert asked
        while (await self.state()).first_page_at is None:
            await asyncio.sleep(LOOK)  # what stands there already is no news: it is read before anything is pushed
        hub, self.topic = stream.hub(await self._fetch(asked.request("")))
        self._forget()
        answer = await self._fetch(stream.subscription(hub, self.topic, self.door))
        if answer.status not in (200, 202, 204):
            raise FetchError(f"the hub answered {answer.status}: {answer.body[:200].decode(errors='replace')}")
        lease = await self._confirmed()
        await self.opened()
        await self._last(lease)

    async def _confirmed(self) -> timedelta:
        """The lease that a hub names when it asks back; the last one, if it asked more than once."""
        with suppress(TimeoutError):
            async with asyncio.timeout(CONFIRM):
                lease = await self.lease.get()
                if lease > timedelta(0):
                    return lease
                raise FetchError("the hub refuses to send us this feed", hint="it is asked instead")
        raise FetchError("the hub did not ask back", hint=f"does it reach {self.door}?")

    async def _last(self, lease: timedelta) -> None:
        """Until it is time to renew, or the hub says that it ends. Other answers to a renewal of its own count too."""
        wait = renewal(lease, self.hurried)
        self.hurried = self.hurried + 1 if is_hurried(lease) else 0
        if wait > lease.total_seconds():
            await self._say_how_short(lease, wait)
        with suppress(TimeoutError):
            async with asyncio.timeout(wait):
                while await self.lease.get() > timedelta(0):
                    pass
                raise FetchError("the hub has ended the subscription", hint="it is asked again")

    async def _say_how_short(self, lease: timedelta, wait: float) -> None:
        """In the state of the source, until its next poll, and in the log: most of the time nothing is pushed."""
        told = (
            f"the hub pushes for {lease.total_seconds():g} s at a time and is asked every {wait:g} s: look for another"
        )
        self.around.pulse.lines[self.source.name] = False
        self.count("short")
        journal.warn("lease_short", source=self.source.name, error=told)
        await self.ask(self._say, told)

    def _say(self, told: str) -> None:
        """In one go in the diary's own thread, so that no poll is written in between."""
        state = self._surely(self.around.pipeline.store.sources.get(self.source.name))
        self.around.pipeline.take(self.source, Harvest(replace(state, error=told)), self.around.clock())

    async def _fetch(self, request: Request) -> Reply:
        return await self.around.pipeline.fetcher.fetch(request, now=self.around.clock())
