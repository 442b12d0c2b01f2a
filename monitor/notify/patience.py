"""How long we wait for somebody else's slow call: in a thread of its own, which nobody has to wait for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


async def within(seconds: float, call: Callable[[], T]) -> T:
    """What *call* returns or raises; TimeoutError after *seconds*, and then the call is left to itself.

    Not in the loop's pool: a few hanging channels would fill it, and every name look-up of the daemon waits in there.
    """
    future: Future[T] = Future()
    future.set_running_or_notify_cancel()
    Thread(target=_settle, args=(future, call), daemon=True).start()
    async with asyncio.timeout(seconds):
        return await asyncio.wrap_future(future)


def _settle(future: Future[T], call: Callable[[], T]) -> None:
    try:
        future.set_result(call())
    except BaseException as error:  # noqa: BLE001  # it belongs to whoever awaits
        future.set_exception(error)
