"""Daemons that begin at once: forks of one process that has imported the program, each of which runs the same command.

The process has one thread, no loop and no open store. A fork gets a session, an environment and a log of its own, and
goes through `monitor.__main__` as `python -m monitor` does, to the end of the interpreter. What its readers are copies
of is a fork as well, made before its first thread; it waits until the daemon starts it. All of them share the seed of
their hashes, and what the program keeps in mind of the words it was warmed up with.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import multiprocessing.util
import os
import runpy
import select
import selectors
import socket
import subprocess
import sys
import tempfile
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import IO, Any

LONGEST = 1 << 20  # bytes of what is asked or told
WAIT = 120.0  # seconds until the program is imported
READERS = "multiprocessing.forkserver"
FILE = "brands: [{name: Nobody}]\nsources: [{name: blog, url: 'https://blog.example/feed'}]\n"
LATE = (
    "monitor.cli",
    "monitor.web",
    "monitor.daemon",
    "monitor.workers",
    "apscheduler.executors.asyncio",
    "apscheduler.triggers.cron",
    "multiprocessing.popen_forkserver",
    "multiprocessing.synchronize",
)  # all of them, and what they load on demand


class Life:
    """A daemon that was begun, with as much of subprocess.Popen as its watchmen use."""

    def __init__(self, line: socket.socket, pid: int) -> None:
        self.line = line
        self.pid = pid
        self.code: int | None = None

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def poll(self) -> int | None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.wait(0)
        return None

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, or the signal that ended it, below zero. Raises subprocess.TimeoutExpired."""
        if self.code is None:
            if not select.select([self.line], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("a life", timeout or 0)
            self.code = int(self.line.recv(LONGEST))
            self.line.close()
        return self.code


@dataclass(frozen=True, slots=True)
class Nursery:
    """Known by its *address*, also to other processes."""

    address: str

    def begin(self, words: Sequence[str], out: IO[bytes], environ: Mapping[str, str]) -> Life:
        """`vigie` with these *words*, which says on *out* what it has to say."""
        line = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        line.connect(self.address)
        socket.send_fds(line, [json.dumps([list(words), dict(environ)]).encode()], [out.fileno()])
        return Life(line, int(line.recv(LONGEST)))


@contextlib.contextmanager
def nursery(folder: Path) -> Iterator[Nursery]:
    """For as long as a proof lasts, and no longer than who asked for it."""
    address = folder / "nursery"
    environ = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}  # one with a thread of numpy's would not be one to fork
    command = [sys.executable, "-m", "tests.proofs.nursery", str(address)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environ) as process:
        assert process.stdout
        try:
            assert process.stdout.readline() == b"ready\n", "the program can be imported"
            yield Nursery(str(address))
        finally:
            process.kill()


def main(address: str) -> None:
    _load()
    with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as door:
        door.bind(address)
        door.listen(64)
        print("ready", flush=True)
        begin = _serve(door)
    begin()


def _load() -> None:
    """Import what a daemon imports, some of it not before somebody has to be told."""
    import gc

    for module in LATE:
        import_module(module)
    from monitor.cli import command
    from monitor.config import parse
    from monitor.model import Bar, Target
    from monitor.notify import WAYS, notifier
    from monitor.notify.words import words_for
    from monitor.report import draw, png
    from monitor.workers import warm

    for way in WAYS:
        notifier(way)
    command()
    parse(FILE, file="nobody's", environ={})
    nobody = Target("nobody", "apprise", "json://127.0.0.1:1/")
    notifier("apprise").check(nobody)
    words_for(nobody).number(1)
    png(draw([Bar(datetime(2026, 1, 1, hour, tzinfo=UTC), 1, 1.0, 0.0, 2.0) for hour in range(24)], "UTC", None, str))
    warm()
    gc.collect()
    gc.freeze()
    assert len([*Path("/proc/self/task").iterdir()]) == 1, "who has threads is not forked"


def _serve(door: socket.socket) -> Callable[[], None]:
    """Fork a life for everyone who asks, and tell them its end; what is left of it goes when they have heard of it, so
    that until then its number is nobody else's. Returns in a fork, with what it is to do, and when nobody is left to
    ask."""
    lives: dict[int, tuple[int, socket.socket]] = {}  # by a handle: its number, and who asked for it
    ended: dict[int, tuple[int, socket.socket]] = {}  # the same, by who asked
    with selectors.PollSelector() as waits:  # of which a fork can close its own without taking ours
        waits.register(door, selectors.EVENT_READ)
        waits.register(0, selectors.EVENT_READ)
        while True:
            for key, _ in waits.select():
                if key.fd == 0:
                    return lambda: None
                if key.fd in lives:
                    waits.unregister(key.fd)
                    pid, line = lives.pop(key.fd)
                    _tell_end(key.fd, line)
                    ended[line.fileno()] = pid, line
                    waits.register(line, selectors.EVENT_READ)
                    continue
                if key.fd in ended:
                    waits.unregister(key.fd)
                    pid, line = ended.pop(key.fd)
                    line.close()
                    os.waitpid(pid, 0)
                    continue
                line, _ = door.accept()
                asked, (out,), *_ = socket.recv_fds(line, LONGEST, 1)
                pid = os.fork()
                if not pid:
                    words, environ = json.loads(asked)
                    return lambda: _live(words, environ, out, line)
                os.close(out)
                handle = os.pidfd_open(pid)
                lives[handle] = pid, line
                waits.register(handle, selectors.EVENT_READ)


def _tell_end(handle: int, line: socket.socket) -> None:
    told = os.waitid(os.P_PIDFD, handle, os.WEXITED | os.WNOWAIT)
    assert told
    os.close(handle)
    code = told.si_status if told.si_code == os.CLD_EXITED else -told.si_status
    with contextlib.suppress(OSError):
        line.send(str(code).encode())


def _live(words: Sequence[str], environ: Mapping[str, str], out: int, line: socket.socket) -> None:
    """As `python -m monitor` with these *words*; who asked knows it from when it has a session of its own."""
    os.setsid()
    with line:
        line.send(str(os.getpid()).encode())
    nothing = os.open(os.devnull, os.O_RDONLY)
    for number, file in enumerate((nothing, out, out)):
        os.dup2(file, number)
    os.closerange(3, 4096)
    os.environ.clear()
    os.environ.update(environ)
    tempfile.tempdir = None
    multiprocessing.util.spawnv_passfds = _sown()  # type: ignore[assignment]
    sys.argv = ["monitor", *words]
    runpy.run_module("monitor", run_name="__main__", alter_sys=True)


def _sown() -> Callable[[Any, Sequence[Any], Sequence[int]], int]:
    """Starts another interpreter as multiprocessing does; but what readers are copies of is there already, once."""
    usual = multiprocessing.util.spawnv_passfds
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    pid = os.fork()
    if not pid:
        ours.close()
        _wait_to_be(theirs)
    theirs.close()
    seeds = [pid]

    def spawn(path: Any, words: Sequence[Any], passed: Sequence[int]) -> int:
        if READERS not in words[-1] or not seeds:
            return int(usual(path, words, passed))
        with ours:
            socket.send_fds(ours, [json.dumps([words[-1], list(passed)]).encode()], passed)
        return seeds.pop()

    return spawn


def _wait_to_be(asked: socket.socket) -> None:
    """Run what another interpreter would have been given to run, with its descriptors; nothing if nobody asks."""
    told, received, *_ = socket.recv_fds(asked, LONGEST, 16)
    if not told:
        os._exit(0)
    code, wanted = json.loads(told)
    kept = [fcntl.fcntl(number, fcntl.F_DUPFD, 4096) for number in received]
    os.closerange(3, 4096)
    for number, place in zip(kept, wanted, strict=True):
        os.dup2(number, place)
        os.close(number)
    sys.modules["__main__"] = types.ModuleType("__main__")
    sys.argv = ["-c"]
    try:
        exec(code, vars(sys.modules["__main__"]))
    finally:
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1])
