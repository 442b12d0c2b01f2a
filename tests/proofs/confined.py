"""Puts a program behind the walls of a unit, without systemd.

Its filter of system calls, its address families, no memory that is both written and run, no new privileges.

Run as `python -m tests.proofs.confined UNIT PROGRAM WORD...`.
"""

from __future__ import annotations

import ctypes
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pyseccomp

_NO_NEW_PRIVILEGES, _WRITE_OR_EXECUTE = 38, 65  # of prctl(2)
_EXECUTABLE = 4  # PROT_EXEC
_EPERM = 1


def groups() -> dict[str, set[str]]:
    """The groups of system calls that this systemd knows, as it lists them."""
    told = subprocess.run(
        ["systemd-analyze", "syscall-filter", "--no-pager"], capture_output=True, text=True, check=True
    )
    found: dict[str, set[str]] = {}
    name = ""
    for line in told.stdout.splitlines():
        if line.startswith("@"):
            name = line.strip()
            found[name] = set()
        elif name and line.startswith("    ") and not line.strip().startswith("#"):
            found[name].add(line.strip())
    return found


def expanded(name: str, known: dict[str, set[str]]) -> set[str]:
    """The calls that *name* stands for, groups within groups included."""
    if not name.startswith("@"):
        return {name}
    return set[str]().union(*(expanded(each, known) for each in known[name]))


def allowed(unit: str, known: dict[str, set[str]]) -> set[str]:
    """The calls that the unit's SystemCallFilter lines leave. Source: systemd.exec(5)."""
    calls = expanded("@default", known)
    for words in re.findall(r"^SystemCallFilter=(.*)$", unit, re.MULTILINE):
        listed = set[str]().union(*(expanded(each, known) for each in words.lstrip("~").split()))
        calls = calls - listed if words.startswith("~") else calls | listed
    return calls | expanded("@default", known) | {"execve"}  # systemd itself is still to start the program


def confine(unit: str) -> None:
    """Put this process, and all that it becomes, behind the walls of *unit*."""
    wall = pyseccomp.SyscallFilter(pyseccomp.ERRNO(_EPERM))
    for call in sorted(allowed(unit, groups()) - {"socket", "mprotect"}):
        try:
            wall.add_rule(pyseccomp.ALLOW, call)
        except (RuntimeError, OSError, ValueError):
            continue  # a call of another machine
    (families,) = re.findall(r"^RestrictAddressFamilies=(.*)$", unit, re.MULTILINE)
    for family in families.split():
        wall.add_rule(pyseccomp.ALLOW, "socket", pyseccomp.Arg(0, pyseccomp.EQ, int(getattr(socket, family))))
    if "MemoryDenyWriteExecute=yes" in unit:
        wall.add_rule(pyseccomp.ALLOW, "mprotect", pyseccomp.Arg(2, pyseccomp.MASKED_EQ, _EXECUTABLE, 0))
    library = ctypes.CDLL(None)
    assert library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0
    wall.load()
    _test_the_walls(families)


def _test_the_walls(families: str) -> None:
    for denied in (lambda: os.chroot("/"), lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)):
        try:
            denied()
        except PermissionError:
            continue
        raise AssertionError("the wall lets through what it should not")


if __name__ == "__main__":
    confine(Path(sys.argv[1]).read_text())
    os.execv(sys.argv[2], sys.argv[2:])
