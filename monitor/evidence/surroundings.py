"""The environment sheet: on what machine, with which clock, software and network path evidence was taken."""

from __future__ import annotations

import ctypes
import platform
import socket
import sqlite3
import ssl
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

LIBRARIES = ("httpx", "httpcore", "warcio", "cryptography", "rfc3161-client", "fpdf2")
UNSYNCHRONISED = 5  # TIME_ERROR of adjtimex(2)


def surroundings(software: str, user_agent: str) -> dict[str, str]:
    """What there is to tell, by name; `unknown` where this machine does not say."""
    return {
        "software": software,
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "sqlite": sqlite3.sqlite_version,
        "tls": ssl.OPENSSL_VERSION,
        "libraries": ", ".join(f"{name} {_version(name)}" for name in LIBRARIES),
        "system": _system(),
        "kernel": f"{platform.system()} {platform.release()} {platform.machine()}",
        "host": socket.gethostname(),
        "clock": _clock(),
        "resolvers": _resolvers(),
        "route": _route(),
        "proxy": "none: every connection leads to the address that was resolved and written down",
        "user agent": user_agent,
    }


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "unknown"


def _system() -> str:
    try:
        return platform.freedesktop_os_release().get("PRETTY_NAME", "unknown")
    except OSError:
        return "unknown"


def _clock() -> str:
    """Whether the kernel's clock is disciplined, and its own estimate of its error. Source: adjtimex(2)."""
    try:
        told = (ctypes.c_long * 64)()
        state = ctypes.CDLL(None).adjtimex(ctypes.byref(told))
    except (OSError, AttributeError):
        return "unknown"
    if state < 0:
        return "unknown"
    at_most = f"error at most {told[3] / 1000:.0f} ms by the kernel's estimate"
    return "not synchronised" if state == UNSYNCHRONISED else f"synchronised, {at_most}"


def _resolvers() -> str:
    try:
        lines = Path("/etc/resolv.conf").read_text(errors="replace").splitlines()
    except OSError:
        return "unknown"
    return ", ".join(line.split()[1] for line in lines if line.startswith("nameserver ")) or "none"


def _route() -> str:
    """The interface of the default route."""
    try:
        rows = [line.split() for line in Path("/proc/net/route").read_text().splitlines()[1:]]
    except OSError:
        return "unknown"
    return ", ".join(dict.fromkeys(row[0] for row in rows if row[1] == "00000000")) or "no default route"
