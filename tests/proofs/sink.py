"""Services with moods: they take most messages, take their time over some, and refuse a few.

Three sorts: a webhook that nobody can ask anything, a service that knows a message again by its key, and Slack as a bot
sees it, which can be asked what was said. Whatever was heard to its end is taken, even if nobody stays to hear so.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from threading import Event, Lock
from time import monotonic
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.site import Quiet, served

REFUSALS = (429, 500, 503)
API = "/api/"  # of the service that can be asked


@dataclass(slots=True)
class Taken:
    """A message that was accepted at *door*, by when, and by when its sender was told so."""

    door: str
    message: Any
    key: str
    at: float
    answered: float | None = None


@dataclass
class Sink:
    """*known* counts what a service had already, by its key; *talking* are the calls under way."""

    url: str = ""
    moody: bool = True
    taken: list[Taken] = field(default_factory=list)
    known: int = 0
    asked: int = 0
    refused: int = 0
    talking: int = 0
    closing: Event = field(default_factory=Event)

    def take(self, door: str, message: Any, key: str) -> Taken | None:
        """Nothing where it is there already, and its key says so."""
        if key and any((each.door, each.key) == (door, key) for each in self.taken):
            self.known += 1
            return None
        self.taken.append(Taken(door, message, key, monotonic()))
        return self.taken[-1]

    def said(self, channel: str, thread: str = "") -> list[dict[str, Any]]:
        """What the channel shows, or one of its threads, the newest first."""
        here = (
            {**each.message, "ts": f"17000.{number:06}"} for number, each in enumerate(self.taken) if each.door == API
        )
        return [each for each in here if each["channel"] == channel and each.get("thread_ts", "") == thread][::-1]


@contextlib.contextmanager
def sink(random: Random) -> Iterator[Sink]:
    told, one = Sink(), Lock()

    class Door(Quiet):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            path = urlsplit(self.path).path
            if path.startswith(API):
                self._api(path.removeprefix(API), body)
            else:
                self._hook(path.rpartition("/")[2], json.loads(body))

        def _hook(self, door: str, message: Any) -> None:
            status, wait = self._mood()
            with one:
                taken = told.take(door, message, self.headers.get("Idempotency-Key", "")) if status == 200 else None
                told.talking += 1
            self._answer(status, b"ok", wait, taken)

        def _api(self, method: str, body: bytes) -> None:
            form = self.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded")
            asked = {name: values[0] for name, values in parse_qs(body.decode()).items()} if form else json.loads(body)
            answer: dict[str, Any] = {"ok": True}
            taken, status, wait = None, 200, 0.0
            match method:
                case "chat.postMessage":
                    status, wait = self._mood()
                    with one:
                        taken = told.take(API, asked, "") if status == 200 else None
                        ts = f"17000.{len(told.taken) - 1:06}"
                    answer |= {"channel": asked["channel"], "ts": ts}
                case "chat.update":
                    status, wait = self._mood()
                    answer |= {"channel": asked["channel"], "ts": asked["ts"]}
                case "conversations.history" | "conversations.replies":
                    with one:
                        told.asked += 1
                        answer |= {"messages": told.said(asked["channel"], asked.get("ts", ""))}
                case _:  # it keeps no pictures
                    answer = {"ok": False, "error": "missing_scope"}
            with one:
                told.talking += 1
            self._answer(status, json.dumps(answer).encode(), wait, taken)

        def _mood(self) -> tuple[int, float]:
            with one:
                mood = random.random() if told.moody else 1.0
                status = random.choice(REFUSALS) if mood < 0.05 else 200
                told.refused += status != 200
                return status, 2 * mood if 0.05 <= mood < 0.5 else 0.0

        def _answer(self, status: int, body: bytes, wait: float, taken: Taken | None) -> None:
            if wait:
                told.closing.wait(wait)
            with one:
                told.talking -= 1
                if taken:
                    taken.answered = monotonic()
            with contextlib.suppress(OSError):  # who asked may have been killed
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

    with served(Door) as told.url:
        try:
            yield told
        finally:
            told.closing.set()
