"""Where answers are read: processes of their own, which may die without anybody else noticing.

They are copies of one that has loaded what they need (template.py), made within milliseconds: what they do not write to
is there once.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import resource
import signal
import sys
import time
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import UTC, datetime
from multiprocessing import resource_tracker
from multiprocessing.process import BaseProcess
from pathlib import Path
from threading import Lock, Thread

from monitor.enrich import OURS, Models, enrich
from monitor.errors import ParseError
from monitor.match import Names
from monitor.model import Brand, Item, Mention
from monitor.reading import Job, Reader, Reading

MEMORY = 112 << 20  # bytes that a worker may take for one answer, beyond what it begins with
MODEL_MEMORY = 8 << 30  # the same, with a transformer of the user's
COMPUTING = 5.0  # seconds of it that one answer may take to be taken apart, and after that one entry of it
SHARE = 5.0  # seconds of it after which what is left of its entries is owed to the next poll
START = 60.0  # seconds that a new process may take to come up; what it is to read has not begun to count then
LARGE = 256_000  # bytes of an answer that may take a while, whoever sends it
WALL = 30.0  # seconds of anybody's time for the same
PACE = 100_000  # bytes: an answer lets one pass that comes a second later and is so much smaller

_copies = multiprocessing.get_context("forkserver")
_copies.set_forkserver_preload(["monitor.template"])
_starting = Lock()

_STARVED = "see that the machine has processes, memory and room in its temporary folder to spare"

_reader: Reader | None = None


def _enter(brands: Sequence[Brand], languages: Sequence[str], models: Models, names: Names | None) -> None:
    global _reader
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_leave_with_the_daemon, daemon=True).start()
    _reader = Reader(brands, languages, models, names)
    warm(_reader)
    most = _taken() + (MODEL_MEMORY if models.transformer else MEMORY)
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    sys.stderr = Path(os.devnull).open("w")  # noqa: SIM115  # how a process died is the daemon's to say, in one line


def warm(reader: Reader | None = None) -> None:
    """Read a few words, so that lexicons and models stand before anything is counted: they are nobody's answer."""
    chain = reader.chain if reader else Reader((), ("en", "fr")).chain
    now = datetime(2000, 1, 1, tzinfo=UTC)
    undecided = "zeppelin xylophone automobile"  # no little word tells its language: the model has to
    for words in ("a word that nobody said of anybody", "un mot que personne n'a dit de personne", undecided):
        enrich(Mention(Item("", text=words), "", "", now), chain)


def _taken() -> int:
    """Bytes of private memory that this process has asked for; RLIMIT_DATA counts the same. Source: proc(5)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmData"))


def _leave_with_the_daemon() -> None:
    """A worker waits for work on a pipe that it holds open itself: it would not notice that nobody is left."""
    daemon = multiprocessing.parent_process()
    assert daemon
    daemon.join()
    os._exit(0)


class _Share:
    """What one answer gets of this process: seconds of computing, and half of anybody's."""

    def __init__(self) -> None:
        self.end = time.monotonic() + WALL / 2
        self.computed: float | None = None
        self.grant()

    def grant(self) -> None:
        signal.setitimer(signal.ITIMER_PROF, COMPUTING)  # its signal ends a process, also in the middle of a C function

    def is_used_up(self) -> bool:
        """Asked before each entry, of which one is always read: or no poll would bring us any further."""
        self.grant()
        if self.computed is None:
            self.computed = time.process_time()
            return False
        return time.process_time() - self.computed > SHARE or time.monotonic() > self.end


def _read(job: Job) -> tuple[Reading, bool]:
    """The reading, and whether this process is left too fat for another: what was freed is seldom given back."""
    assert _reader is not None
    before = _taken()
    with contextlib.suppress(MemoryError):
        try:
            return _reader.read(job, _Share().is_used_up), _taken() - before > MEMORY // 2
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    raise MemoryError  # another one: the first holds on to all that was too much


class _Worker:
    """One process, replaced when it dies."""

    def __init__(
        self,
        brands: Sequence[Brand],
        languages: Sequence[str],
        models: Models,
        names: Names | None,
        wall: float,
    ) -> None:
        self.entry = (tuple(brands), tuple(languages), models, names)
        self.wall = wall
        self.handing = Lock()
        self.process: BaseProcess | None = None
        self.start()

    def start(self) -> None:
        self.pool: ProcessPoolExecutor | None = ProcessPoolExecutor(
            1, mp_context=_copies, initializer=_enter, initargs=self.entry
        )
        self.up: Future[Future[int]] = Future()
        Thread(target=self._come_up, args=(self.pool, self.up), name="start a reader", daemon=True).start()

    def _come_up(self, pool: ProcessPoolExecutor, told: Future[Future[int]]) -> None:
        """In a thread that nobody waits for: what the first one is a copy of takes seconds to come up, and meanwhile
        its pool cannot even be closed."""
        try:
            with _starting:
                resource_tracker.ensure_running()  # it hears nothing of Ctrl-C, and lets its starter hear it again
                signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])  # nor are readers to hear it, from the first
                others = multiprocessing.active_children()
                up = pool.submit(os.getpid)
                (process,) = (child for child in multiprocessing.active_children() if child not in others)
        except (OSError, EOFError) as error:
            told.set_exception(error)
            return
        with self.handing:
            wanted = pool is self.pool
            self.process = process if wanted else self.process
        if not wanted:
            process.kill()
            pool.shutdown(wait=False)
        told.set_result(up)

    async def read(self, job: Job) -> Reading:
        try:
            async with asyncio.timeout(START):
                up = await asyncio.shield(asyncio.wrap_future(self.up))
                await asyncio.shield(asyncio.wrap_future(up))
            assert self.pool
            async with asyncio.timeout(self.wall):
                reading, fat = await asyncio.wrap_future(self.pool.submit(_read, job))
        except TimeoutError:
            self.kill()
            raise ParseError(
                f"reading the answer took longer than {self.wall:g} s and was stopped", hint="look at what it sends"
            ) from None
        except BrokenProcessPool:
            self.kill()
            raise ParseError(
                "the process that read the answer died, of its size or its shape", hint="look at what it sends"
            ) from None
        except MemoryError:
            self.kill()
            raise ParseError("the answer takes more memory than it may have", hint="look at what it sends") from None
        except (OSError, EOFError) as error:
            self.kill()
            raise ParseError(f"no process can be started to read the answer: {error}", hint=_STARVED) from error
        if fat:
            self.kill()
        return reading

    def kill(self) -> None:
        """End the process whatever it does, and start another."""
        self.end()
        self.start()

    def end(self) -> None:
        """At once, even where the process is still coming up."""
        with self.handing:
            pool, self.pool = self.pool, None
            process, self.process = self.process, None
        if process and pool:
            process.kill()
            pool.shutdown(wait=False, cancel_futures=True)


class Workers:
    """A few reading processes for these brands; *wall* is what one answer may take, in seconds."""

    def __init__(
        self,
        brands: Sequence[Brand],
        languages: Sequence[str],
        models: Models = OURS,
        names: Names | None = None,
        *,
        count: int,
        wall: float = WALL,
    ) -> None:
        self.workers = [_Worker(brands, languages, models, names, wall) for _ in range(count)]
        self.kept = self.workers[:1] if count > 1 else []
        self.idle = list(self.workers)
        self.lines: dict[bool, list[float]] = {True: [], False: []}
        self.changed = asyncio.Condition()

    async def read(self, job: Job) -> Reading:
        """Read an answer in the next free process. Raises ParseError, also when the process died of it."""
        size = len(job.reply.body)
        doubtful = job.doubtful or size > LARGE
        async with self.changed:
            worker = await self._turn(doubtful, asyncio.get_running_loop().time() + size / PACE)
        try:
            return await worker.read(job)
        finally:
            self.idle.append(worker)
            async with self.changed:
                self.changed.notify_all()

    async def _turn(self, doubtful: bool, place: float) -> _Worker:
        """The process that is ours. In line stands who came first, but a small answer does not wait for large ones."""
        self.lines[doubtful].append(place)
        try:
            await self.changed.wait_for(lambda: place == self._next(doubtful))
        finally:
            self.lines[doubtful].remove(place)
            self.changed.notify_all()  # who is first now may find another one free
        worker = self._free(doubtful)[0]
        self.idle.remove(worker)
        return worker

    def _next(self, doubtful: bool) -> float | None:
        """Whose turn it is, of those who may go where a *doubtful* one may, or one that is not; nobody's where no
        process is free."""
        free = self._free(doubtful)
        both = self.lines[False] if free and free[0] in self.kept else self.lines[True] + self.lines[False]
        return min(both) if free else None

    def _free(self, doubtful: bool) -> list[_Worker]:
        """Who may read an answer now. The first process is kept for those who never gave trouble: what takes long,
        or kills, takes the others' time."""
        return [worker for worker in self.workers if worker in self.idle and not (doubtful and worker in self.kept)]

    def close(self) -> None:
        """What they still read is lost: whoever wants it waits for it first."""
        for worker in self.workers:
            worker.end()
