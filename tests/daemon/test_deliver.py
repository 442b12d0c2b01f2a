"""What waits for each target goes out one after the other, and no target waits for another's turn."""

from __future__ import annotations

import base64
import contextlib
import json
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from monitor.daemon import DELIVER
from monitor.model import Alert, AlertKind, Figures, Incident, IncidentState, Level, Telling, Verdict
from monitor.store import Store
from tests.daemon.watchman import daemon, until
from tests.site import Quiet, served

pytestmark = pytest.mark.crash

SECRET = f"whsec_{base64.b64encode(b'only for a test of ours').decode()}"
WAITING = 40  # alerts for each target
FILE = """
brands: [{{name: Valmy}}]
sources: [{{url: "{url}/feed", every: 1d}}]
targets: {targets}
web: {{listen: off}}
"""


@dataclass
class Ears:
    """Webhooks: *good* hears, *slow* takes its time, *deaf* refuses, and *dead* never answers. *heard* are the numbers
    of the incidents that each was told, by when each call came on the *clock*."""

    url: str = ""
    clock: Callable[[], float] = monotonic
    pause: float = 0.0
    heard: dict[str, list[tuple[float, int]]] = field(default_factory=dict)
    over: Event = field(default_factory=Event)

    def numbers(self, name: str) -> list[int]:
        return [number for _, number in self.heard.get(name, [])]


@contextlib.contextmanager
def ears() -> Iterator[Ears]:
    told = Ears()

    class Door(Quiet):
        def do_POST(self) -> None:
            message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            name = self.path.strip("/")
            told.heard.setdefault(name, []).append((told.clock(), message["data"]["incident"]["id"]))
            if name == "dead":
                told.over.wait(60)
                return
            if name == "slow":
                told.over.wait(told.pause)
            self.send_response(500 if name == "deaf" else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

    with served(Door) as told.url:
        try:
            yield told
        finally:
            told.over.set()


def decided(where: Path, names: tuple[str, ...], now: datetime) -> list[int]:
    """So many incidents wait to be told to each of *names*; their numbers."""
    numbers = []
    with contextlib.closing(Store(where / "vigie.db", now=now, alone=True)) as store:
        for count in range(WAITING):
            at = now - timedelta(seconds=WAITING - count)
            figures = Figures(timedelta(hours=1), 12, 2.0, 0.0, 5.0, 15, 0.2, 9, 3)
            verdict = Verdict("Valmy", at, Level.CRISIS, "many", figures)
            with store.atomic():
                saved = store.incidents.save(Incident("Valmy", IncidentState.OPEN, Level.CRISIS, at, at, verdict, 12))
                telling = [Telling(name, AlertKind.OPENED) for name in names]
                store.incidents.announce(Alert(AlertKind.OPENED, at, saved, verdict), telling)
            numbers.append(saved.id)
    return numbers


def configured(where: Path, there: Ears, *names: str) -> Path:
    targets = [{"name": name, "way": "webhook", "address": f"{there.url}/{name}#{SECRET}"} for name in names]
    path = where / "vigie.yaml"
    path.write_text(FILE.format(url=there.url, targets=json.dumps(targets)))
    return path


def test_all_that_waits_goes_out_at_once_in_its_order_whoever_else_hangs_or_refuses(tmp_path: Path) -> None:
    names = ("good", "deaf", "dead")
    with ears() as there:
        numbers = decided(tmp_path, names, datetime.now(UTC))
        with daemon(configured(tmp_path, there, *names)) as watch:
            there.clock = watch.own.now
            watch.hears("READY=1")
            until(lambda: len(there.numbers("good")) == WAITING, "the good one hears all")
            moments = [at for at, _ in there.heard["good"]]
        heard = {name: there.numbers(name) for name in names}

    assert heard["good"] == numbers
    assert moments[-1] - moments[0] < WAITING * DELIVER / 2, "not one a round"
    assert len(heard["deaf"]) <= 2, "who refuses is not asked again and again"
    assert heard["dead"] == numbers[:1]


def test_who_is_told_to_stop_begins_nothing_new_and_the_next_goes_on(tmp_path: Path) -> None:
    with ears() as there:
        there.pause = 0.2
        numbers = decided(tmp_path, ("slow",), datetime.now(UTC))
        config = configured(tmp_path, there, "slow")
        with daemon(config) as watch:
            watch.hears("READY=1")
            until(lambda: len(there.numbers("slow")) >= 3, "it has begun")
            watch.signal(signal.SIGTERM)
            watch.hears("STOPPING=1")
            begun = len(there.numbers("slow"))
            assert watch.ends() == 0
        assert len(there.numbers("slow")) <= begun + 1 < WAITING
        there.pause = 0.0
        with daemon(config) as watch:
            until(lambda: len(there.numbers("slow")) >= WAITING, "the rest is told")
            watch.signal(signal.SIGTERM)
            assert watch.ends() == 0

    assert there.numbers("slow") == numbers
