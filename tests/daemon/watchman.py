"""A real daemon in a process of its own, and the service manager's ear beside it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any, Protocol

from tests.daemon.stopwatch import Stopwatch

PATIENCE = 30.0  # seconds of the daemon's own until a test gives up; nothing waits that long when all is well

_running: list[Stopwatch] = []


class Process(Protocol):
    """As much of subprocess.Popen as a watchman needs."""

    @property
    def pid(self) -> int: ...

    def send_signal(self, number: int, /) -> None: ...

    def poll(self) -> int | None: ...

    def wait(self, timeout: float | None = None) -> int: ...


class Start(Protocol):
    """Begins `vigie` with these *words*, which says on *out* what it has to say."""

    def __call__(self, words: Sequence[str], out: IO[bytes], environ: Mapping[str, str], /) -> Process: ...


@dataclass
class Daemon:
    """*own* are the seconds that it had to itself."""

    process: Process
    ear: socket.socket
    config: Path
    log: Path
    own: Stopwatch

    def hears(self, *words: str, within: float = PATIENCE) -> str:
        """What systemd is told next that has all of *words* in it."""
        deadline = _clock() + within
        self.ear.settimeout(1.0)
        while _clock() < deadline:
            with contextlib.suppress(TimeoutError):
                told = self.ear.recv(4096).decode()
                if all(word in told for word in words):
                    return told
        raise TimeoutError(f"systemd was not told {words}")

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def ends(self, within: float = PATIENCE) -> int:
        """Its exit code, once it has left *within* so many seconds of its own."""
        deadline = self.own.now() + within
        while self.own.now() < deadline:
            with contextlib.suppress(subprocess.TimeoutExpired):
                return self.process.wait(0.1)
        return self.process.wait(0.1)


def ordinary(words: Sequence[str], out: IO[bytes], environ: Mapping[str, str], inside: Sequence[str] = ()) -> Process:
    """Another interpreter, of a session of its own. *inside* is the program that starts it."""
    command = [*inside, sys.executable, "-m", "monitor", *words]
    return subprocess.Popen(command, stdout=out, stderr=out, env=environ, start_new_session=True)


@contextlib.contextmanager
def daemon(
    config: Path,
    workers: int = 1,
    log: IO[bytes] | None = None,
    inside: Sequence[str] = (),
    start: Start | None = None,
    more: Sequence[str] = (),
    **environ: str,
) -> Iterator[Daemon]:
    """`vigie run` with *more* options, told by systemd's protocol when it is ready. What it says goes to *log*, else it
    is kept beside its configuration. *inside* is the program that starts it, unless somebody else's *start* does."""
    address = str(config.with_name("notify"))
    Path(address).unlink(missing_ok=True)
    said = config.with_name("log")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear, said.open("ab") as kept:
        ear.bind(address)
        words = ("run", "-c", str(config), "--workers", str(workers), *more)
        begin = start or partial(ordinary, inside=inside)
        process = begin(words, log or kept, {**os.environ, "NOTIFY_SOCKET": address, **environ})
        _running.append(Stopwatch(process.pid))
        try:
            yield Daemon(process, ear, config, said, _running[-1])
        finally:
            _running.pop().stop()
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(PATIENCE)


def vigie(*words: str, config: Path | None = None, **environ: str) -> subprocess.CompletedProcess[str]:
    """A command, run to its end."""
    arguments = [sys.executable, "-m", "monitor", *words, *(["-c", str(config)] if config else [])]
    return subprocess.run(
        arguments, capture_output=True, text=True, timeout=60, env={**os.environ, **environ}, check=False
    )


def told(*words: str, config: Path) -> Any:
    """What a command says with --json."""
    done = vigie(*words, "--json", config=config)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def until(holds: Callable[[], Any], what: str, patience: float = PATIENCE) -> Any:
    """Wait until *holds* gives something true, and return it. *patience* are seconds of the daemon's, if one runs."""
    deadline = _clock() + patience
    while _clock() < deadline:
        if found := holds():
            return found
        select_a_moment()
    raise TimeoutError(what)


def _clock() -> float:
    return _running[-1].now() if _running else time.monotonic()


def select_a_moment() -> None:
    """A short wait for another process, where there is nothing to be told by."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as quiet:
        quiet.bind(("127.0.0.1", 0))
        quiet.settimeout(0.05)
        with contextlib.suppress(TimeoutError):
            quiet.recv(1)


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def children(pid: int) -> list[int]:
    """The processes that *pid* has started, in any of its threads, and those that they have."""
    own: list[int] = []
    with contextlib.suppress(OSError):  # it is no more
        for task in Path(f"/proc/{pid}/task").iterdir():
            own += map(int, task.joinpath("children").read_text().split())
    return own + [grandchild for child in own for grandchild in children(child)]


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])
