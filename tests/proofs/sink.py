"""A webhook with moods: it takes most messages, takes its time over some, and refuses a few."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from threading import Event, Lock
from typing import Any

from tests.site import Quiet, served

REFUSALS = (429, 500, 503)


@dataclass
class Sink:
    """*taken* are the messages that it accepted, whether or not anybody stayed to hear so: (target, message)."""

    url: str = ""
    moody: bool = True
    taken: list[tuple[str, Any]] = field(default_factory=list)
    refused: int = 0
    talking: int = 0
    closing: Event = field(default_factory=Event)


@contextlib.contextmanager
def sink(random: Random) -> Iterator[Sink]:
    told, one = Sink(), Lock()

    class Door(Quiet):
        def do_POST(self) -> None:
            message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with one:
                mood = random.random() if told.moody else 1.0
                status = random.choice(REFUSALS) if mood < 0.05 else 200
                told.talking += 1
                if status == 200:
                    told.taken.append((self.path.rpartition("/")[2], message))
                else:
                    told.refused += 1
            if 0.05 <= mood < 0.5:
                told.closing.wait(2 * mood)
            with one:
                told.talking -= 1
            with contextlib.suppress(OSError):  # who asked may have been killed
                self._say(status)

        def _say(self, status: int) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

    with served(Door) as told.url:
        try:
            yield told
        finally:
            told.closing.set()
