"""What the watch stands on, where that does not listen."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from monitor.ground import Systemd


@contextlib.contextmanager
def manager(address: str) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        ear.bind(f"\0{address[1:]}" if address.startswith("@") else address)
        ear.setblocking(False)
        yield ear


def filled(ear: socket.socket) -> int:
    """How many words it took until nothing more went in."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as mouth, contextlib.suppress(BlockingIOError):
        mouth.setblocking(False)
        for count in itertools.count():
            full = count
            mouth.sendto(b"noise", ear.getsockname())
    return full


async def heard(ear: socket.socket, count: int) -> list[str]:
    loop = asyncio.get_running_loop()
    async with asyncio.timeout(20):
        words = [await loop.sock_recv(ear, 4_096) for _ in range(count)]
    return [word.decode() for word in words if word != b"noise"]


@pytest.mark.parametrize("abstract", [False, True])
async def test_a_manager_whose_ear_is_full_is_told_again_in_the_same_order(tmp_path: Path, abstract: bool) -> None:
    address = f"@vigie {tmp_path}" if abstract else str(tmp_path / "notify")
    with manager(address) as ear:
        systemd = Systemd({"NOTIFY_SOCKET": address}, again=0.01)
        full = filled(ear)
        systemd.tell("READY=1", "STATUS=here")
        for number in range(40):
            systemd.tell("WATCHDOG=1", f"STATUS={number}")
        systemd.tell("STOPPING=1")

        assert await heard(ear, full + 3) == ["READY=1\nSTATUS=here", "WATCHDOG=1\nSTATUS=39", "STOPPING=1"]
        systemd.tell("READY=1")
        assert await heard(ear, 1) == ["READY=1"]


async def test_a_manager_that_never_listens_is_given_up(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    address = str(tmp_path / "notify")
    with manager(address) as ear, caplog.at_level(logging.WARNING, "vigie"):
        systemd = Systemd({"NOTIFY_SOCKET": address}, again=0.01, patience=0.05)
        filled(ear)
        systemd.tell("READY=1")
        async with asyncio.timeout(20):
            while systemd.waiting:
                await asyncio.sleep(0.01)

    assert [record.getMessage() for record in caplog.records] == ["systemd_deaf"]


async def test_a_manager_that_is_not_there_stops_nothing(tmp_path: Path) -> None:
    for address in (str(tmp_path / "nowhere"), "@nobody", "x" * 5_000, ""):
        systemd = Systemd({"NOTIFY_SOCKET": address})
        systemd.tell("READY=1")
        assert not systemd.waiting
