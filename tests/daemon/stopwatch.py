"""Seconds that a process had to itself: those in which it could have run, and others had the processors, do not count.

So a limit of seconds says the same on a quiet machine and on a busy one, and what hangs is found out on both.
"""

from __future__ import annotations

import time
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

SAMPLE = 0.1  # seconds


class Stopwatch:
    """Of the process *pid*, with its *children* or without, from now until it is stopped. Moments are monotonic."""

    def __init__(self, pid: int, *, children: bool = True) -> None:
        self.pid = pid
        self.children = children
        self.samples = [(time.monotonic(), 0.0)]  # a moment, and the seconds of its own by then
        self.over = Event()
        self.waited: dict[str, float] = {}
        self.thread = Thread(target=self._watch, daemon=True)
        self.thread.start()

    def stop(self) -> None:
        self.over.set()
        self.thread.join()

    def at(self, moment: float) -> float:
        """Its own seconds at *moment*."""
        samples = self.samples[:]
        place = bisect_right(samples, (moment, float("inf")))
        (before, own), after = samples[max(0, place - 1)], samples[place : place + 1]
        if not after:
            return own + max(0.0, moment - before)
        share = (moment - before) / (after[0][0] - before)
        return own + share * (after[0][1] - own)

    def now(self) -> float:
        return self.at(time.monotonic())

    def _watch(self) -> None:
        while not self.over.wait(SAMPLE):
            moment, last = time.monotonic(), self.samples[-1]
            waited = dict(_waits(self.pid, children=self.children))
            more = sum(max(0.0, seconds - self.waited.get(task, 0.0)) for task, seconds in waited.items())
            self.waited = waited
            self.samples.append((moment, last[1] + max(0.0, moment - last[0] - more)))


def _waits(pid: int, *, children: bool) -> Iterator[tuple[str, float]]:
    """Of each thread of *pid* and its children, how long it has waited for a processor. Source: proc_schedstat(5)."""
    with suppress(OSError, ValueError, IndexError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):  # it has ended
                yield task.name, int((task / "schedstat").read_text().split()[1]) / 1e9
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split() if children else ():
            yield from _waits(int(child), children=True)
