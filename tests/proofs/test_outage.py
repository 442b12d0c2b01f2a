"""A target is down for six hours, while 5,000 alerts are decided: it hears of each of them, once, and the others of all
at once."""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from threading import Event
from typing import Any

import pytest

from monitor import config as configuration
from monitor.model import Alert, AlertKind, Figures, Incident, IncidentState, Level, Telling, Verdict
from monitor.notify.slack import Slack
from monitor.pipeline import Pipeline, fetcher_for
from monitor.store import Store
from tests.site import Quiet, served

pytestmark = pytest.mark.faults

ALERTS = int(os.environ.get("VIGIE_ALERTS", "5000"))
DOWN = timedelta(hours=6)
BEGUN = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
ROUND = timedelta(seconds=2)  # of the simulated clock, between two rounds
ASKED_TO_WAIT = 900  # seconds, where it answers 429
TARGETS = ("team", "press", "down")
NAMED = re.compile(r"#(\d+) Valmy: ")
FILE = """
brands: [{{name: Valmy}}]
sources: [{{url: "{url}/feed"}}]
targets: {targets}
web: {{listen: off}}
"""


def Hasty() -> Slack:  # noqa: N802  # a way is named like a class
    """Slack for who does not wait long: a real hang takes a real second for each try."""
    return Slack(0.3)


@dataclass
class Services:
    """Three webhooks, one of which fails in one way after the other. *now* is the simulated clock."""

    url: str = ""
    now: datetime = BEGUN
    failing: bool = True
    heard: dict[str, list[tuple[datetime, Any]]] = field(default_factory=lambda: {name: [] for name in TARGETS})
    refused: list[tuple[datetime, str]] = field(default_factory=list)
    over: Event = field(default_factory=Event)

    def mood(self) -> str:
        hours = int((self.now - BEGUN) / timedelta(hours=2))
        return ("500", "429", "hang")[min(hours, 2)] if self.failing else ""


@contextlib.contextmanager
def services() -> Iterator[Services]:
    told = Services()

    class Door(Quiet):
        def do_POST(self) -> None:
            message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            name = self.path.rpartition("/")[2]
            mood = told.mood() if name == "down" else ""
            if mood:
                told.refused.append((told.now, mood))
            else:
                told.heard[name].append((told.now, message))
            if mood == "hang":
                told.over.wait(20)
                return
            self.send_response(int(mood or 200))
            self.send_header("Content-Length", "2")
            if mood == "429":
                self.send_header("Retry-After", str(ASKED_TO_WAIT))
            self.end_headers()
            self.wfile.write(b"ok")

    with served(Door) as told.url:
        try:
            yield told
        finally:
            told.over.set()


async def test_six_hours_without_a_target_lose_nothing_and_delay_nobody_else(
    tmp_path: Path, figures: Callable[[str], None]
) -> None:
    with services() as there:
        targets = [
            {"name": name, "way": way, "address": f"{there.url}/{name}", "level": "warning"}
            for name, way in zip(TARGETS, ("slack", "slack", f"{__name__}:Hasty"), strict=True)
        ]
        text = FILE.format(url=there.url, targets=json.dumps(targets))
        believed = configuration.parse(text, file="vigie.yaml", environ={})
        pipeline = Pipeline(believed, Store(tmp_path / "vigie.db", now=BEGUN, alone=True), fetcher_for(believed))
        pipeline.begin(BEGUN)
        decided = await _go_on(pipeline, there)
        end = there.now
        states = pipeline.store.outbox.count()
        await pipeline.close()

    late = max(at - decided[number] for name in TARGETS[:2] for at, number in _singles(there, name))
    single = [number for _, number in _singles(there, "down")]
    named = [int(n) for _, message in _pages(there) for n in NAMED.findall(json.dumps(message))]
    figures(
        f"faults, target down for six hours (500, 429, hang): {ALERTS} alerts; after it, {len(single)} told by"
        f" themselves and {len(named)} named on {len(list(_pages(there)))} pages within {(end - BEGUN - DOWN)};"
        f" it was tried {len(there.refused)} times meanwhile; the two others heard of all within {late}"
    )
    for name in TARGETS[:2]:
        assert [number for _, number in _singles(there, name)] == list(decided), "each once, in their order"
    assert Counter(single + named) == Counter(decided.keys()), "and here each once, or named once"
    assert late <= 2 * ROUND
    assert set(states) <= {"sent", "folded"}, "nothing was given up"
    for name in TARGETS:
        moments = Counter(at for at, _ in there.heard[name])
        assert max(moments.values()) == 1, "one message a round"
    waits = [after[0] - before[0] for before, after in zip(there.refused, there.refused[1:], strict=False)]
    asked = [wait for (_, mood), wait in zip(there.refused, waits, strict=False) if mood == "429"]
    assert asked
    assert min(asked) >= timedelta(seconds=ASKED_TO_WAIT)
    assert min(waits) >= timedelta(seconds=30)


async def _go_on(pipeline: Pipeline, there: Services) -> dict[int, datetime]:
    """Decide on alerts for six hours, and go on until nothing waits: when each was decided, by its incident."""
    random, decided = Random(20261129), dict[int, datetime]()
    moments = sorted(BEGUN + DOWN * random.random() for _ in range(ALERTS))
    apart = [max(moment, BEGUN + ROUND * number) for number, moment in enumerate(moments)]  # one a round at most
    while apart or {"waiting", "sending"} & set(pipeline.store.outbox.count()):
        there.now += ROUND
        there.failing = there.now < BEGUN + DOWN
        if apart and apart[0] <= there.now:
            apart.pop(0)
            decided[await pipeline.ask(_decide, pipeline.store, there.now)] = there.now
        await pipeline.deliver(there.now)
        assert there.now < BEGUN + 2 * DOWN, "it comes to an end"
    return decided


def _decide(store: Store, now: datetime) -> int:
    """One more incident, which is soon over; its number."""
    verdict = Verdict("Valmy", now, Level.CRISIS, "many", Figures(timedelta(hours=1), 12, 2.0, 0.0, 5.0, 15, 0.2, 9, 3))
    with store.atomic():
        incident = Incident("Valmy", IncidentState.OPEN, Level.CRISIS, now, now, verdict, 12)
        saved = store.incidents.save(incident)
        store.incidents.announce(
            Alert(AlertKind.OPENED, now, saved, verdict), [Telling(name, AlertKind.OPENED) for name in TARGETS]
        )
    return saved.id


def _singles(there: Services, name: str) -> list[tuple[datetime, int]]:
    """The alerts that came by themselves: when, and of which incident."""
    told = ((at, re.search(r"incident #(\d+)", json.dumps(message))) for at, message in there.heard[name])
    return [(at, int(found[1])) for at, found in told if found]


def _pages(there: Services) -> Iterator[tuple[datetime, Any]]:
    return ((at, message) for at, message in there.heard["down"] if "While you could not be reached" in message["text"])
