"""Carries one message to its address. As a program of its own it outlives whoever sent it: `python -I courier.py`
reads a letter from its input and writes what came of it on its output, a slip that its sender has locked.

The slip stays locked for as long as the call goes on, whoever was killed meanwhile. Its lines are JSON: that the call
has begun, and what came of it, where `receipt` proves that the message was taken, is empty where it was refused, and is
absent where nobody answered. Nothing of the letter is on it, and of the words of the answer only one that cannot quote
the address. It knows the standard library alone: it is loaded for each call.
"""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from dataclasses import asdict, dataclass, field
from http.client import HTTPException, HTTPResponse
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

_LONGEST = 10_000  # bytes of an answer
_WORD = re.compile(r"[a-z_]{1,60}")
_HEADERS = {"content-type": "application/json; charset=utf-8", "user-agent": "vigie"}


@dataclass(frozen=True, slots=True)
class Letter:
    """*body* is JSON, *url* of http or https and a secret; *timeout* in seconds; *service* names who takes it."""

    url: str = field(repr=False)
    body: str
    timeout: float
    service: str


@dataclass(frozen=True, slots=True)
class Answer:
    """*said* is a word of the answer, or < where it is a page; *after* its Retry-After."""

    status: int
    said: str
    after: str
    receipt: str


class _Straight(HTTPRedirectHandler):
    """Follows no redirect: urllib makes a question of what was a message, and whoever answers it was told nothing."""

    def redirect_request(self, *_: object) -> None:
        return None


def post(letter: Letter) -> Answer:
    """Through a proxy where the environment names one; *timeout* is for each step. Raises OSError, HTTPException."""
    request = Request(letter.url, letter.body.encode(), _HEADERS)  # noqa: S310
    try:
        with build_opener(_Straight).open(request, timeout=letter.timeout) as answer:
            return _answered(answer, answer.status, letter.service)
    except HTTPError as error:
        with error:
            return _answered(error, error.code, letter.service)


def _answered(answer: HTTPResponse | HTTPError, status: int, service: str) -> Answer:
    words = answer.read(_LONGEST).decode("utf-8", "replace").strip()
    # A proxy's or a hotel's login page is a 200 too, and nobody was told.
    said = words[:1] if words.startswith("<") else words if _WORD.fullmatch(words) else ""
    receipt = f"{service} {status}" if 200 <= status < 300 and said != "<" else ""
    return Answer(status, said, answer.headers.get("retry-after") or "", receipt)


def _came_of(letter: Letter) -> dict[str, object]:
    try:
        return asdict(post(letter))
    except (OSError, HTTPException, ValueError) as error:
        reason = getattr(error, "reason", error)
        return {"failed": type(reason).__name__, "errno": getattr(reason, "errno", None)}


def main() -> None:
    """Whoever stops the daemon does not stop this call; only its time does. A letter that was cut off is none."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    letter = Letter(**json.load(sys.stdin))
    signal.setitimer(signal.ITIMER_REAL, letter.timeout)
    _write({"begun": True})
    _write(_came_of(letter))


def _write(told: dict[str, object]) -> None:
    os.write(1, f"{json.dumps(told)}\n".encode())
    os.fsync(1)


if __name__ == "__main__":
    main()
