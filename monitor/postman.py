"""Who brings what waits in the outbox to whom it is for, once, and notes what came of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import ParamSpec, TypeVar

from monitor.diary import Diary
from monitor.errors import NotifyError
from monitor.model import Alert, Delivery, DeliveryState, Digest, Handover, Picture, Target
from monitor.notify import curve_words, picture_words, send, shows_pictures
from monitor.report import draw, png
from monitor.store import Call, Noted, Store

P = ParamSpec("P")
T = TypeVar("T")

LEASE = timedelta(minutes=5)  # longer than any call to a target may take
OUTAGE = timedelta(minutes=30)  # how late a message arrives where its target could not be reached for long
FIRST_RETRY, LAST_RETRY = timedelta(seconds=30), timedelta(minutes=15)


class Postman:
    """With *couriers*, who cannot know a message again is told by a process of its own, which a kill of this one does
    not stop."""

    def __init__(self, store: Store, diary: Diary, *, couriers: bool) -> None:
        self.store = store
        self.ask = diary.ask
        self.couriers = couriers
        self.abroad: frozenset[Call] = frozenset()  # calls that an earlier life of the daemon began
        self.going: set[Call] = set()  # those that this one makes

    def believe(self, targets: Iterable[Target], link: str, catch_up: Callable[[str, datetime], object]) -> None:
        """Whom there is to tell, and where our pages are; *catch_up* makes the digest of an outage that is over."""
        self.targets = {target.name: target for target in targets}
        self.link = link.rstrip("/")
        self.catch_up = catch_up

    def begin(self, now: datetime) -> int:
        """Take up what a crash left; how many deliveries it was."""
        self.abroad = self.store.outbox.sending()
        self.store.receipts.drop(set(self.store.receipts.calls()) - self.abroad)
        return self._take_up(now)

    def _take_up(self, now: datetime) -> int:
        """Calls that an earlier life began, as far as they are over: what came of them is noted, or they were cut off;
        how many were."""
        outbox, receipts = self.store.outbox, self.store.receipts
        over = frozenset(call for call in self.abroad if not receipts.goes_on(call))
        with self.store.atomic():
            outbox.heed(receipts.left(over), now)
            found = outbox.recover(over, now)
        receipts.drop(over)
        self.abroad -= over
        return found

    async def deliver(self, now: datetime) -> tuple[Delivery, ...]:
        """Tell whom there is to tell; what could not be told is told later."""
        if self.abroad:
            await self.ask(self._take_up, now)
        noted = dict(self.store.receipts.kept)
        due = await self.ask(self._due, noted, now)
        self.store.receipts.drop(noted)
        told = await asyncio.gather(*(self._tell(delivery, now) for delivery in due))
        return tuple(delivery for delivery in told if delivery)

    def _due(self, noted: Noted, now: datetime) -> tuple[Delivery, ...]:
        """Whose time has come. What was answered when nothing could be written is written first."""
        self.store.outbox.heed(noted, now)
        return self.store.outbox.due(now, self.abroad | self.going)

    async def _tell(self, delivery: Delivery, now: datetime) -> Delivery | None:
        """One call, between two commits that wait for nothing else: what was cut off between them may have arrived."""
        target, told = self.targets.get(delivery.target), delivery.alert
        picture = await asyncio.to_thread(_picture, told, target) if target else None
        call = (delivery.id, delivery.attempts + 1)
        await asyncio.to_thread(self.store.receipts.lay_out, call)
        claimed = await self.ask(self._claim, delivery, call, now)
        if not claimed:
            return None
        try:
            ended = await self._call(claimed, call, target, picture, now)
        finally:
            self.going.discard(call)
        self.store.receipts.drop([call])
        if target and ended.state is DeliveryState.SENT and isinstance(told, Alert) and now - told.at > OUTAGE:
            await self.ask(self.catch_up, target.name, now.replace(microsecond=0))
        return ended

    def _claim(self, delivery: Delivery, call: Call, now: datetime) -> Delivery | None:
        """In the diary's thread, so that nobody sees it claimed and not going on."""
        claimed = self.store.outbox.claim(delivery, now + LEASE)
        if claimed:
            self.going.add(call)
        return claimed

    async def _call(
        self, claimed: Delivery, call: Call, target: Target | None, picture: Picture | None, now: datetime
    ) -> Delivery:
        outbox, receipts = self.store.outbox, self.store.receipts
        if not target:
            return await self.ask(outbox.failed, claimed, "this target is configured no more", now)
        try:
            receipt = await send(
                claimed.alert,
                target,
                link=self._page_of(claimed.alert),
                repeat=claimed.repeat,
                thread=claimed.thread,
                picture=picture,
                now=now,
                begin=partial(receipts.begin, call),
                note=partial(receipts.note, call),
                slip=receipts.slip(call) if self.couriers else None,
            )
        except NotifyError as error:
            if error.retry:
                later = now + _patience(claimed.attempts, error.after)
                return await self.ask(outbox.postpone, claimed, str(error), later, doubt=error.doubt)
            return await self.ask(outbox.failed, claimed, str(error), now)
        receipts.note(call, receipt)
        return await self.ask(outbox.sent, claimed, receipt, now)

    def _page_of(self, told: Alert | Digest | Handover) -> str:
        base = self.link
        if not base or isinstance(told, Digest):
            return base
        if isinstance(told, Handover):
            return f"{base}/mentions/{told.mention.id}"
        return "" if told.incident.exercise else f"{base}/incidents/{told.incident.id}"


def _picture(alert: Alert | Digest | Handover, target: Target) -> Picture | None:
    """The curve of *alert*, for a target to whom it can be shown."""
    if not isinstance(alert, Alert) or not alert.curve or not shows_pictures(target):
        return None
    drawing = draw(alert.curve, target.timezone, alert.verdict.figures.began, curve_words(target))
    return Picture(png(drawing), picture_words(alert, target))


def _patience(attempts: int, after: float | None) -> timedelta:
    """30 s, 1 min, 2 min ... a quarter of an hour; never sooner than the other side asks."""
    backoff = min(FIRST_RETRY * (1 << min(attempts - 1, 10)), LAST_RETRY)
    return max(backoff, timedelta(seconds=after or 0))
