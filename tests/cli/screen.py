"""Somebody who looks at a screen."""

from __future__ import annotations

import contextlib
import io
import os
import pty
import select
import subprocess
import sys
from collections.abc import Sequence

from tests.cli.town import Door

ESCAPE = "\x1b"


class Glass(io.StringIO):
    """A terminal, as far as programs ask."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def shown(door: Door, line: str, *, width: int = 80) -> str:
    """What a command draws on a screen of this width, in this very process."""
    door.patch.setenv("COLUMNS", str(width))
    glass = Glass()
    with contextlib.redirect_stdout(glass):
        assert door.line(line).out == ""
    return glass.getvalue()


def talk(door: Door, words: Sequence[str], answers: Sequence[str]) -> tuple[int, str]:
    """Run a command in a pseudo-terminal and type *answers*; its exit code and the screen."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-W", "error", "-m", "monitor", *words]
    with subprocess.Popen(command, cwd=door.home, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        os.write(ours, "".join(f"{answer}\n" for answer in answers).encode())
        screen = b"".join(iter(lambda: _read(ours), b""))
        code = process.wait(30)
    os.close(ours)
    return code, screen.decode()


def _read(terminal: int) -> bytes:
    """What comes next; nothing once the other side has hung up."""
    if not select.select([terminal], [], [], 30)[0]:
        raise TimeoutError("nothing is said on the terminal")
    with contextlib.suppress(OSError):
        return os.read(terminal, 4096)
    return b""
