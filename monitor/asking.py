"""What a source is asked, whom, how often, and what its answer may weigh and cost."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.config import SourceConfig
from monitor.errors import FetchError, NotYet, ParseError, Spent, TooLarge, TooSlow, VigieError
from monitor.fetch import Pace, server_of
from monitor.model import Reply, Request
from monitor.reading import guest, is_whole, question
from monitor.sources import facts
from monitor.store import SourceState

BUSY = 10.0  # seconds that a large answer waits for others


@dataclass(slots=True)
class Load:
    """What a poll carries of large answers: of *heavy* hands one, from when it needs it until it is put down."""

    heavy: asyncio.Semaphore
    lifted: bool = False

    async def weigh(self) -> None:
        """Wait for a hand that is free. Raises NotYet where all are busy for long: it is nobody's fault."""
        if self.lifted:
            return
        try:
            async with asyncio.timeout(BUSY):
                await self.heavy.acquire()
        except TimeoutError:
            raise NotYet("other large answers are being read", wait=2 * BUSY, hint="it is asked again soon") from None
        self.lifted = True

    def put_down(self) -> None:
        if self.lifted:
            self.heavy.release()


@dataclass(slots=True)
class Purse:
    """What a source that costs money may still cost this month, in millionths of a dollar: before each question there
    must be enough for the dearest answer. Without a *budget* all is free."""

    budget: int = 0
    dearest: int = 0
    before: int = 0
    spent: int = 0

    def affords(self) -> bool:
        return not self.budget or self.before + self.spent + self.dearest <= self.budget

    def open(self, now: datetime) -> None:
        """Raises Spent when not even one more question can be paid."""
        if not self.affords():
            until = (now.replace(day=1) + timedelta(days=32)).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
            told = f"{self.before / 1e6:.2f} of {self.budget / 1e6:.2f} dollars of this month are spent"
            hint = f"it is asked again on {until:%Y-%m-%d}; one question may cost {self.dearest / 1e6:.2f}"
            raise Spent(told, until=until, hint=hint)

    def pay(self, cost: int) -> None:
        self.spent += max(cost, 0)

    def fear(self, error: VigieError) -> None:
        """An answer that came and could not be read was paid all the same; nobody can say how dear it was."""
        if isinstance(error, ParseError | TooSlow | TooLarge):
            self.spent += self.dearest


def host_of(source: SourceConfig) -> str:
    """Whom *source* is asked from; empty where it cannot say."""
    try:
        return server(start(source).url)
    except VigieError:
        return ""  # its poll will say what is wrong with it


def server(url: str) -> str:
    """The server of *url*; empty where it names none."""
    try:
        return server_of(url)
    except FetchError:
        return ""


def pace_of(source: SourceConfig, pace: Pace) -> Pace:
    """A source that was given its own interval keeps to it."""
    if not source.every:
        return pace
    return replace(pace, floor=source.every, start=source.every, ceiling=max(source.every, pace.ceiling), steady=True)


def question_of(source: SourceConfig, state: SourceState) -> Request:
    """What to ask: at the address where a permanent redirect led, and only for what is new."""
    with guest(source.kind, FetchError, "saying what to ask"):
        request = question(source.source, state.cursor, whole=looks_whole(state))
    if state.cursor and request.url != start(source).url:  # what we have is of another question
        return request
    validators = (("if-none-match", state.etag), ("if-modified-since", state.modified))
    told = () if looks_whole(state) else tuple(validator for validator in validators if validator[1])
    return replace(request, url=state.url or request.url, headers=(*request.headers, *told))


def looks_whole(state: SourceState) -> bool:
    """Whether the next poll looks at all there is."""
    return is_whole(state.polls, state.failures, state.cursor)


def comparable(source: SourceConfig, state: SourceState, reply: Reply, purse: Purse) -> bool:
    """Whether an answer that is the same as the last one means that nothing was said: not where further pages are
    looked at now and then, or are paid for, and not of another question."""
    if purse.budget or reply.request.url not in (state.url, start(source).url):
        return False
    return not looks_whole(state) or (facts(type(source.source)).itemwise and not state.failures)


def start(source: SourceConfig) -> Request:
    """What is asked of it first of all. Raises FetchError where somebody else's code fails."""
    with guest(source.kind, FetchError, "saying what to ask"):
        return source.source.request("")
