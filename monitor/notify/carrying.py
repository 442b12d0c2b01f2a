"""Sends a courier with a message, and waits for what it brings back."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from http.client import HTTPException
from pathlib import Path
from socket import gaierror
from typing import Any

from monitor.notify import courier
from monitor.notify.courier import Answer, Letter
from monitor.notify.parcel import Parcel

START = 10.0  # seconds that its process may take to come up
PATIENCE = START + 5.0  # seconds beyond those of the call


def carried(letter: Letter, parcel: Parcel) -> Answer:
    """What was answered. Without a slip, and where no process can be started, the call is made from here. Raises
    OSError, HTTPException. Blocks."""
    slip = parcel.slip
    process = _sent_away(slip) if slip else None
    if not process or not slip:
        parcel.begun()
        return courier.post(letter)
    with process, suppress(OSError):  # whatever happens here, what came of it stands on the slip
        try:
            process.communicate(json.dumps(asdict(letter)).encode(), letter.timeout + START)
        except subprocess.TimeoutExpired:
            process.kill()
    return _brought(slip)


def _sent_away(slip: Path) -> subprocess.Popen[bytes] | None:
    """The lock belongs to the open file, which this process shares with the courier: it goes with the last of them."""
    command = [sys.executable, "-I", "-S", "-B", courier.__file__]
    try:
        with slip.open("wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return subprocess.Popen(  # noqa: S603
                command, stdin=subprocess.PIPE, stdout=file, stderr=subprocess.DEVNULL, start_new_session=True
            )
    except OSError:
        return None


def _brought(slip: Path) -> Answer:
    """Raises what the courier met; TimeoutError where it met its end."""
    try:
        came: dict[str, Any] = json.loads(slip.read_text().splitlines()[1])
    except (ValueError, IndexError):
        raise TimeoutError from None
    if "failed" in came:
        raise _met(came["failed"], came["errno"])
    return Answer(**came)


def _met(name: str, number: int | None) -> Exception:
    """The error of that *name*, as far as anybody asks what it was."""
    if name == "TimeoutError":
        return TimeoutError()
    if name == "RemoteDisconnected":
        return ConnectionResetError()
    if name == "gaierror":
        return gaierror(number, "")
    return OSError(number, os.strerror(number)) if number and number > 0 else HTTPException(name)
