"""A program of somebody else's, run on loopback as long as a test needs it."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import urllib.error
from collections.abc import Iterator
from pathlib import Path

from tests.daemon.watchman import get

SYSTEM = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))  # a user's PATH lacks where servers are


def program(name: str) -> str:
    """Where it is installed, or an empty text."""
    return shutil.which(name, path=SYSTEM) or ""


@contextlib.contextmanager
def server(*command: str, log: Path, **environ: str) -> Iterator[None]:
    """What it says is kept in *log*; it is told to stop at the end, and killed if it does not."""
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=out, env={**os.environ, **environ}, start_new_session=True
        )
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def answers(url: str) -> bool:
    """Whether anybody answers at *url*, whatever it says."""
    try:
        return bool(get(url))
    except (urllib.error.URLError, OSError):
        return False
