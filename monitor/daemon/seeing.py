"""Each minute: whether the watch itself sees anything, and who is told that it does not."""

from __future__ import annotations

from functools import partial

from monitor import journal
from monitor.canary import Canary
from monitor.daemon.tasks import Surroundings
from monitor.errors import NotifyError
from monitor.model import Alert, Target
from monitor.notify import send
from monitor.sight import notice


class Seeing:
    def __init__(self, around: Surroundings, canary: Canary) -> None:
        self.pipeline, self.pulse, self.tasks, self.clock = around
        self.canary = canary
        self.pending: dict[str, Alert] = {}  # notices of the watch itself, by whom they are to reach

    async def sing(self) -> None:
        if flight := await self.canary.look(self.pipeline, self.clock()):
            told = {"seconds": round(flight.seconds, 1)}
            (journal.fail if flight.lost else journal.note)("canary", **told, lost=flight.lost)

    async def look(self) -> None:
        """Count the minute if it was blind. Each target is told once, past outbox and rules, which may be broken."""
        known = self.pipeline.store.sources
        sources, failing = (0, 0) if self.pulse.storage else await self.pipeline.ask(known.failing)
        sight, lost = self.pulse.sight, self.pulse.canary.lost
        if kind := sight.look(sources=sources, failing=failing, storage=bool(self.pulse.storage), lost=lost):
            alert = notice(kind, sight, self.clock())
            journal.warn(kind, minutes=sight.lately, why=sight.why)
            self.pending = {target.name: alert for target in self.pipeline.config.targets}
        if sight.untold and not self.pulse.storage:
            await self.pipeline.ask(self._count_blind_minutes)
        for target in self.pipeline.config.targets:
            if told := self.pending.get(target.name):
                self.tasks.spawn(partial(self._notify, target, told), "notice")

    def _count_blind_minutes(self) -> None:
        for why, minutes in self.pulse.sight.untold.items():
            self.pipeline.store.vitals.add(f"blind {why}", self.clock(), count=minutes)
        self.pulse.sight.untold.clear()

    async def _notify(self, target: Target, alert: Alert) -> None:
        try:
            await send(alert, target, link=self.pipeline.config.web.link)
        except NotifyError as error:
            journal.warn("notice", target=target.name, error=error)
            if error.retry:
                return  # it is tried again in a minute
        self.pending.pop(target.name, None)
