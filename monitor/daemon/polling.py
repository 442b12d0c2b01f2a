"""Each second: who is due is asked, whatever somebody makes of the clock meanwhile."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

from monitor import journal
from monitor.daemon.tasks import Surroundings
from monitor.pipeline import LEASE
from monitor.poll import Polled
from monitor.rounds import Steps
from monitor.store import SourceState
from monitor.turns import Turns

IN_FLIGHT = 200  # polls under way at once; the rest wait in the diary
CROWD = 50  # of these, to one host; the rest wait in its line


class Polling:
    """The polls under way. *steady* counts seconds that nobody can set, from which *steps* of the clock are told;
    *wake* lets what goes by the time of day look at it anew. *hear* takes what a poll brought."""

    def __init__(
        self,
        around: Surroundings,
        steady: Callable[[], float],
        steps: Steps,
        *,
        wake: Callable[[], object],
        hear: Callable[[Polled], None],
    ) -> None:
        self.pipeline, self.pulse, self.tasks, self.clock = around
        self.steady, self.steps, self.wake, self.hear = steady, steps, wake, hear
        self.sources = self.pipeline.store.sources
        self.turns = Turns(CROWD)
        # Sources whose next poll may have been reckoned by a clock that was set meanwhile are asked once more: those
        # that were asked since the last look at it, and those that were being asked when it was noticed.
        self.ended: set[str] = set()
        self.astray: set[str] = set()

    async def dispatch(self) -> None:
        try:
            await self._heed_the_clock()
            await self.send_out()
        finally:  # a diary that cannot be written is said where it is; another start would not make it better
            self.pulse.dispatched_at = time.monotonic()

    async def _heed_the_clock(self) -> None:
        """What was to come in five minutes comes in five minutes, whatever somebody made of the time of day."""
        now = self.clock()
        if step := self.steps.noticed(now, self.steady()):
            journal.warn("clock_set", by_seconds=round(step.total_seconds()), what="what is due moves along")
            await self.pipeline.ask(self.pipeline.move, step)
            await self.pipeline.ask(self.sources.hurry, [*self.ended], now)
            self.astray = set(self.turns.asking)
            self.wake()
        self.ended.clear()

    async def send_out(self) -> None:
        """Ask those that are due, as far as there is room."""
        if self.pulse.storage:
            await self.pipeline.ask(self.pipeline.store.probe)
            await self.pipeline.ask(self.sources.release)  # what was asked in vain is asked again
            self.pulse.storage = ""
            journal.note("storage_well", what="the diary can be written again")
        room = IN_FLIGHT - len(self.turns.asking)
        if room > 0:
            due = await self.pipeline.ask(self.sources.due, self.clock(), limit=room, lease=LEASE)
            ending = [state.name for state in due if state.name in self.turns.asking]
            for state in due:
                self.turns.join(state, self.pipeline.host(state))
            self._ask_on()
            if ending:  # written down already, and due again: nobody asks them for this lease
                await self.pipeline.ask(self.sources.release, ending)

    def _ask_on(self) -> None:
        for state in () if self.tasks.stopping.is_set() else self.turns.next():
            self.tasks.spawn(partial(self._poll, state), f"poll {state.name}")
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
            await self.pipeline.ask(self.sources.hurry, [state.name], self.clock())
        self._count(polled)

    def _count(self, polled: Polled) -> None:
        self.pulse.polls[_outcome(polled)] += 1
        self.hear(polled)
        if polled.error:
            journal.warn("poll_failed", source=polled.source, status=polled.status, error=polled.error)
        elif polled.new or polled.edited:
            told = {"new": polled.new, "mentions": len(polled.mentions), "edited": len(polled.edited)}
            told |= {"owed": polled.owed} if polled.owed else {}
            journal.note("first_contact" if polled.first else "poll", source=polled.source, items=polled.items, **told)
        else:
            journal.detail("poll", source=polled.source, status=polled.status)


def _outcome(polled: Polled) -> str:
    if polled.error:
        return "failed"
    return "postponed" if polled.postponed else "unchanged" if polled.unchanged else "read"
