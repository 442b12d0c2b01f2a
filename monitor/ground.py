"""What the watch stands on: the service manager, the walls of its unit, a clock that nobody sets, and memory."""

from __future__ import annotations

import asyncio
import ctypes
import os
import socket
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from monitor import journal

_MOST = 16  # words that wait for the service manager
_TRIM, _MMAP, _ARENAS = -1, -3, -8  # of mallopt(3)


def uptime() -> float:
    """Seconds that nobody can set, those of a sleeping machine among them."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def walls() -> str:
    """What of the unit's walls is around this process, in words. Source: proc(5)."""
    with suppress(OSError):
        lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
        known = {"system-call filter": lines.get("Seccomp", "").strip() == "2"}
        known["no new privileges"] = lines.get("NoNewPrivs", "").strip() == "1"
        return ", ".join(name for name, stands in known.items() if stands)
    return ""


def give_back() -> None:
    """Let what a large answer took go back to the system once it is read: by itself the allocator keeps it, for each
    thread that ever held one."""
    with suppress(AttributeError):  # another C library, with habits of its own
        library = ctypes.CDLL(None)
        for option, value in ((_MMAP, 256 << 10), (_TRIM, 512 << 10), (_ARENAS, 2)):
            library.mallopt(option, value)


class Systemd:
    """What the service manager is told, if there is one. Where its ear is full, it is told again *again* seconds later,
    for *patience* seconds at most: it ends a service that it did not hear say READY. Tells inside a running loop."""

    def __init__(self, environ: Mapping[str, str], *, again: float = 0.1, patience: float = 60.0) -> None:
        told = environ.get("NOTIFY_SOCKET", "")
        self.address = f"\0{told[1:]}" if told.startswith("@") else told  # in the abstract namespace
        self.again, self.patience = again, patience
        self.waiting: deque[tuple[float, bytes]] = deque()
        usec = environ.get("WATCHDOG_USEC", "")
        mine = environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        self.watchdog = int(usec) / 1e6 if usec.isdigit() and mine else 0.0

    def tell(self, *lines: str) -> None:
        """All of *lines* at once, after what it was told before. Source: sd_notify(3)."""
        if not self.address:
            return
        word = "\n".join(lines).encode()
        if self.waiting:  # of signs of life only the last counts
            older = (told for told in self.waiting if not (_is_sign(told[1]) and _is_sign(word)))
            self.waiting = deque(older, _MOST)
        self.waiting.append((time.monotonic(), word))
        if len(self.waiting) == 1:
            self._go_on()

    def _go_on(self) -> None:
        """Say what waits, as far as it is heard."""
        while self.waiting and (self._said(self.waiting[0][1]) or self._is_late(self.waiting[0][0])):
            self.waiting.popleft()
        if self.waiting:
            asyncio.get_running_loop().call_later(self.again, self._go_on)

    def _is_late(self, since: float) -> bool:
        late = time.monotonic() - since > self.patience
        if late:
            journal.warn("systemd_deaf", error="it does not read what it is told")
        return late

    def _said(self, word: bytes) -> bool:
        """Whether *word* needs no second try: a manager that is not there stops nothing."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sock:
            try:
                sock.sendto(word, socket.MSG_DONTWAIT, self.address)
            except BlockingIOError:
                return False
            except OSError as error:
                journal.detail("systemd_deaf", error=error)
        return True


def _is_sign(word: bytes) -> bool:
    return word.startswith(b"WATCHDOG=1")
