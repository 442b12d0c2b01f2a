"""The one hand that writes: every call to the store goes through one thread, and what waits is one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ParamSpec, TypeVar

from monitor.errors import VigieError
from monitor.store import Store

P = ParamSpec("P")
T = TypeVar("T")

GATHERING = 0.01  # seconds that the first of a group waits for the others
Group = list[tuple[Callable[[], Any], "asyncio.Future[Any]"]]

MOST = 500  # calls of one transaction: those who read are not to wait for long


class Diary:
    """Calls the store in a thread of its own, so that a slow disk never stops the loop and there is one writer."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="diary")
        self.waiting: Group = []
        self.gathering = False
        self.closed = False
        self.alone = 0  # how many of those who wait are written one by one

    async def ask(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What *call* answers, in its turn."""

        def called() -> T:
            with self.store.explaining():
                return call(*args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self.thread, called)

    async def write(self, call: Callable[[], T]) -> T:
        """What *call* answers once it is on the disk, together with what others wrote meanwhile: one commit for all of
        them. One that fails takes nobody with it."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        self.waiting.append((call, done))
        if not self.gathering:
            self.gathering = True
            loop.call_later(GATHERING, self._send)
        return await done

    def _send(self) -> None:
        if self.closed:
            return
        together = 1 if self.alone else MOST
        self.alone = max(0, self.alone - 1)
        group, self.waiting = self.waiting[:together], self.waiting[together:]
        written = asyncio.get_running_loop().run_in_executor(self.thread, self._write, [call for call, _ in group])
        written.add_done_callback(lambda outcome: self._tell(group, outcome))

    def _write(self, calls: list[Callable[[], Any]]) -> list[Any]:
        with self.store.atomic():
            return [self._one(call) for call in calls]

    def _one(self, call: Callable[[], Any]) -> Any:
        try:
            with self.store.apart():
                return call()
        except VigieError as error:
            return error

    def _tell(self, group: Group, outcome: asyncio.Future[list[Any]]) -> None:
        failure = outcome.exception()
        if failure and len(group) > 1:  # whose fault it was shows when each is written by itself
            self.waiting = [*group, *self.waiting]
            self.alone = len(group)
        else:
            for (_, done), told in zip(group, [failure] if failure else outcome.result(), strict=True):
                _settle(done, told)
        self.gathering = bool(self.waiting)
        if self.waiting:
            self._send()

    def shutdown(self) -> None:
        """What nobody has begun to write is left unwritten: who wants it waits for it first."""
        self.closed = True
        self.thread.shutdown()


def _settle(done: asyncio.Future[Any], told: Any) -> None:
    if done.cancelled():
        return
    if isinstance(told, BaseException):
        done.set_exception(told)
    else:
        done.set_result(told)
