"""What the watch stands on: the service manager, the walls of its unit, a clock that nobody sets, and memory."""

from __future__ import annotations

import ctypes
import os
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from monitor import journal

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
    """What the service manager is told, if there is one."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.address = environ.get("NOTIFY_SOCKET", "")
        usec = environ.get("WATCHDOG_USEC", "")
        mine = environ.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        self.watchdog = int(usec) / 1e6 if usec.isdigit() and mine else 0.0

    def tell(self, *lines: str) -> None:
        """Source: sd_notify(3). An address that starts with @ is in the abstract namespace."""
        if not self.address:
            return
        address = "\0" + self.address[1:] if self.address.startswith("@") else self.address
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sock:
            try:
                sock.sendto("\n".join(lines).encode(), socket.MSG_DONTWAIT, address)  # a deaf manager stops nothing
            except OSError as error:
                journal.detail("systemd_deaf", error=error)
