"""What was heard is judged at once, and everybody every so often."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Iterable
from functools import partial

from monitor import journal
from monitor.daemon.tasks import Surroundings
from monitor.poll import Polled

RESTS, LONGEST_REST = 9, 1.0  # after a judgement, so many times as long as it took, and seconds at most


class Judging:
    """*post* is called when there is something to tell."""

    def __init__(self, around: Surroundings, post: Callable[[], Awaitable[None]]) -> None:
        self.pipeline, self.pulse, self.tasks, self.clock = around
        self.post = post
        self.unjudged: set[str] = set()  # brands of which something was said; they are judged in a moment
        self.rested = 0.0  # by the loop's clock: when judging may begin again
        self.judged = asyncio.Event()  # at the end of the present round

    def overhear(self, polled: Polled) -> None:
        """A handful of what was pushed."""
        self.hear(polled)
        told = {"mentions": len(polled.mentions), "edited": len(polled.edited)}
        tell = journal.note if polled.mentions or polled.edited else journal.detail
        tell("heard", source=polled.source, items=polled.items, **told)

    def hear(self, polled: Polled) -> None:
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
        if not self.tasks.stopping.is_set():
            self.tasks.spawn(partial(self.judge, brands), "judge")

    async def judge(self, brands: Collection[str] | None = None) -> None:
        """All of them every so often; at once those of which something was said."""
        clock = asyncio.get_running_loop().time
        began = clock()
        alerts = await self.pipeline.ask(self.pipeline.judge, self.clock(), brands)
        self.rested = clock() + min(RESTS * (clock() - began), LONGEST_REST)
        if alerts:
            await self.post()
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

    async def judgement(self) -> None:
        """Ask for a round of judging, and wait for its end."""
        self._stir(brand.name for brand in self.pipeline.brands)
        await self.judged.wait()
