"""The canary: a mention of ours goes through the whole chain now and then, so that somebody notices when none does.

It is read, matched and scored by the same workers as all others, written and found in the same diary (and taken back:
no list, count or curve ever shows it), waits for the next round of judging, and is told to whoever is to hear of it.
Whether anything is fetched is what blind minutes tell.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from secrets import token_hex

from monitor.errors import NotifyError, ParseError, StoreError, VigieError
from monitor.match import searchable
from monitor.model import Alert, AlertKind, Brand, Mention, Reply, Request
from monitor.notify import send
from monitor.pipeline import Pipeline
from monitor.pulse import Pulse
from monitor.reading import Job
from monitor.sight import notice
from monitor.sources.feed import Feed

LOST = 120.0  # seconds, after which it does not come back
REST = 60.0  # seconds before the first one: until then workers may still come up
PLACE = "https://canary.invalid/feed"
# Little words enough for its language to be known, whatever stands in the word.
SONG = """<?xml version="1.0"?><rss version="2.0"><channel><title>canary</title><item><guid>{word}</guid>
<title>{word}: the service is awful, what a disgrace, and I am furious with you</title></item></channel></rss>"""


@dataclass(frozen=True, slots=True)
class Flight:
    """How long it took, in seconds; why it was *lost*, if it was."""

    seconds: float
    lost: str = ""


class Canary:
    """Its *brand* is a word that nobody else can know. *judged* returns after the next round of judging."""

    def __init__(self, pulse: Pulse, judged: Callable[[], Awaitable[None]]) -> None:
        self.brand = Brand(f"vigiecanary{token_hex(8)}")
        self.pulse = pulse
        self.judged = judged
        self.due: float | None = None  # when the next one flies, by the loop's clock

    async def look(self, pipeline: Pipeline, now: datetime) -> Flight | None:
        """Let it fly if it is time to; one that was lost is followed by another at once."""
        every, clock = pipeline.config.canary.every.total_seconds(), asyncio.get_running_loop().time
        self.due = clock() + REST if self.due is None else self.due
        if not every or self.pulse.storage or clock() < self.due:
            return None
        began, lost = clock(), ""
        try:
            async with asyncio.timeout(LOST):
                await self._fly(pipeline, now)
        except TimeoutError:
            lost = f"it did not come back within {LOST:.0f} s"
        except VigieError as error:
            lost = str(error)
        flight = Flight(clock() - began, lost)
        self.due = clock() if lost else began + every
        self.pulse.canary.note(flight.seconds, lost=bool(lost))
        await pipeline.ask(self._remember, pipeline, flight, now)
        return flight

    async def _fly(self, pipeline: Pipeline, now: datetime) -> None:
        """Raises VigieError where it is stopped."""
        mention = await self.heard(pipeline, now)
        kept = partial(pipeline.store.rehearse, mention, self.brand.name, now, searchable)
        if not await pipeline.diary.write(kept):
            raise StoreError("what was written was not found again", hint="run: vigie doctor")
        await self.judged()
        told = notice(AlertKind.TEST, self.pulse.sight, now)
        names = pipeline.config.canary.targets
        await asyncio.gather(*(_tell(pipeline, name, told) for name in names))

    async def heard(self, pipeline: Pipeline, now: datetime) -> Mention:
        """What the readers make of it. Raises ParseError where that is not what it should be."""
        body = SONG.format(word=self.brand.name).encode()
        reply = Reply(Request(PLACE), PLACE, 200, (("content-type", "application/rss+xml"),), body, now)
        reading = await pipeline.read(Job(Feed(PLACE), "vigie canary", reply, "", {}, first=False))
        for mention in reading.fresh:
            if mention.brand == self.brand.name and mention.negative:
                return mention
        raise ParseError("what was said was read, and neither matched nor scored as it should be")

    def _remember(self, pipeline: Pipeline, flight: Flight, now: datetime) -> None:
        what = "canary lost" if flight.lost else "canary"
        pipeline.store.vitals.add(what, now, seconds=flight.seconds)


async def _tell(pipeline: Pipeline, name: str, told: Alert) -> None:
    if name not in pipeline.postman.targets:
        raise NotifyError(f"the target {name} is configured no more", retry=False)
    await send(told, pipeline.postman.targets[name], link="")
