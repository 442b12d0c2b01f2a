"""The real daemon among hostile servers, in a network of its own: what became of each, written down for the proof.

Run as `unshare -rn python -m tests.proofs.hostile SERVER FOLDER`: *SERVER* is the program that serves the endpoints,
and in *FOLDER* `seen.json` is written. Nothing but loopback exists there, so nobody outside can be reached by mistake.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Any

from monitor.store import Store
from tests.daemon.watchman import Daemon, children, daemon, free_port, until
from tests.site import Answer, Site, rss, site

HEALTHY = 50
EVERY = 5.0  # seconds between two polls of a healthy source
BASE = "http://127.0.0.1:8901"
CANARY = "http://127.0.0.1:8902"
PATIENCE = 900.0
HEAD = """
brands: [{name: Nasty}]
targets: [{name: team, way: slack, address: 'http://127.0.0.2:9/none'}]
fetch: {limits: {per_loopback: 40}}
"""


@dataclass
class Seen:
    """Of one endpoint: how its source is after the first poll, what was stored then and what a second poll added."""

    oracle: dict[str, Any]
    error: str = ""
    health: str = ""
    backoff: float = 0.0
    requests: int = 0
    entries: int = 0
    added: int = 0
    proses: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


@dataclass
class Report:
    """Memory in bytes, times in seconds. *worker* is what one took of the machine, what it shares with the others
    counted by parts, and *resident* all that it saw. *late* is by how much each poll of a healthy source came after its
    time; *lag* how long a page took, *own* the same without what the machine gave to other programs, which kept
    *others* processors busy; *stretch* how many times longer than alone a little work took meanwhile, at its 90th
    percentile."""

    endpoints: dict[str, Seen] = field(default_factory=dict)
    grown: int = 0
    worker: int = 0
    resident: int = 0
    lag: float = 0.0
    own: float = 0.0
    others: float = 0.0
    stretch: float = 1.0
    late: list[float] = field(default_factory=list)
    canary: int = 0
    log: str = ""
    seconds: float = 0.0


class Watcher(Thread):
    """Looks at the daemon from outside: how much memory it and its workers take, and how long its page keeps us."""

    def __init__(self, watch: Daemon, port: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.port = watch.process.pid, port
        self.begun, self.peak, self.worker, self.resident = memory(self.pid), 0, 0, 0
        self.lags, self.owns, self.stretches = [0.0], [0.0], [1.0]
        self.over = Event()

    def run(self) -> None:
        while not self.over.wait(0.05):
            began, waited = time.monotonic(), kept_waiting(self.pid)
            with contextlib.suppress(OSError, http.client.HTTPException):
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=10).read()
            took = time.monotonic() - began
            self.lags.append(took)
            self.owns.append(max(0.0, took - (kept_waiting(self.pid) - waited)))
            self.peak = max(self.peak, memory(self.pid))
            for worker in children(self.pid):
                self._weigh(worker)
            self.stretches.append(stretched())

    def _weigh(self, worker: int) -> None:
        """Its share is only looked at where it may be the largest: the kernel has to walk through all of its pages."""
        resident = memory(worker)
        if resident > 0.9 * self.resident:
            self.worker = max(self.worker, share(worker))
        self.resident = max(self.resident, resident)


def memory(pid: int) -> int:
    """Resident, in bytes; 0 for a process that is no more."""
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096
    return 0


def share(pid: int) -> int:
    """What is its own, and its part of what it shares with others, in bytes. Source: proc(5)."""
    with contextlib.suppress(OSError):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)
    return 0


def busy() -> float:
    """Seconds that the machine's processors have worked. Source: proc(5)."""
    told = Path("/proc/stat").read_text().partition("\n")[0].split()[1:]
    user, nice, system, _, _, interrupts, soft, *_ = map(int, told)
    return (user + nice + system + interrupts + soft) / os.sysconf("SC_CLK_TCK")


def ours() -> float:
    """Seconds of that which were for us and for the processes that we started and that have ended."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def kept_waiting(pid: int) -> float:
    """Seconds that the threads of *pid*, and ours that asks, stood ready while the processors did something else."""
    waited = 0
    for thread in (*Path(f"/proc/{pid}/task").glob("*"), Path("/proc/thread-self")):
        with contextlib.suppress(OSError):
            waited += int((thread / "schedstat").read_text().split()[1])
    return waited / 1e9


def stretched() -> float:
    """How many times longer than alone a little work takes now."""
    began, alone = time.monotonic(), time.thread_time()
    sum(range(200_000))
    return (time.monotonic() - began) / max(1e-4, time.thread_time() - alone)


def told(url: str) -> Any:
    with urllib.request.urlopen(url, timeout=30) as answer:
        return json.load(answer)


@contextlib.contextmanager
def nasty(program: str) -> Iterator[list[dict[str, Any]]]:
    """The hostile server, and its catalogue."""
    with subprocess.Popen([sys.executable, program, "--metadata-canary"], stdout=subprocess.DEVNULL) as process:
        try:
            yield until(_catalogue, "the hostile server answers")
        finally:
            process.kill()


def _catalogue() -> Any:
    with contextlib.suppress(OSError):
        return told(f"{BASE}/index.json")["endpoints"]
    return None


def opened(catalogue: list[dict[str, Any]], place: Site, folder: Path, port: int) -> Path:
    """The configuration: a source for each endpoint, and the healthy ones beside them."""
    sources: list[dict[str, object]] = []
    for entry in catalogue:
        kind = "reviews" if entry["category"] == "review" else "feed"
        common = {"about": ["Nasty"], "backfill": "all"}
        sources.append({"name": entry["name"], "kind": kind, "url": f"{BASE}/{entry['name']}", **common})
    for number in range(HEALTHY):
        place.answers[f"/{number}"] = Answer(rss((f"h{number}", "all is well here")))
        sources.append({"name": f"healthy {number}", "url": f"{place.url}/{number}", "every": f"{EVERY:g}s"})
    config = folder / "vigie.yaml"
    lines = "".join(f"  - {json.dumps(source)}\n" for source in sources)
    config.write_text(f"{HEAD}web: {{listen: '127.0.0.1:{port}'}}\nsources:\n{lines}")
    return config


def watch(program: str, folder: Path) -> Report:
    began, worked, spent = time.monotonic(), busy(), ours()
    report = watched(program, folder)
    report.others = max(0.0, busy() - worked - (ours() - spent)) / (time.monotonic() - began)
    return report


def watched(program: str, folder: Path) -> Report:
    port = free_port()
    with site("127.0.0.3") as place, nasty(program) as catalogue:
        config = opened(catalogue, place, folder, port)
        report = Report({entry["name"]: Seen(entry["oracle"]) for entry in catalogue})
        with daemon(config, workers=2) as running:
            running.hears("READY=1")
            until(lambda: len(place.asked) > 2 * HEALTHY, "the healthy ones are heard", PATIENCE)
            watcher = Watcher(running, port)
            watcher.start()
            began = time.monotonic()
            diary = folder / "vigie.db"
            until(lambda: _waiting(diary, 1, report.endpoints) == 0, "every endpoint is asked once", PATIENCE)
            report.seconds = time.monotonic() - began
            _after(report, diary)
            again = [name for name, seen in report.endpoints.items() if "new_2nd" in seen.oracle]
            _hurry(diary, again)
            until(lambda: _waiting(diary, 2, again) == 0, "those that change are asked twice", PATIENCE)
            watcher.over.set()
            watcher.join()
            running.signal(signal.SIGTERM)
            assert running.ends() == 0
        _again(report, diary)
        report.grown, report.worker, report.resident = watcher.peak - watcher.begun, watcher.worker, watcher.resident
        report.lag, report.own = max(watcher.lags), max(watcher.owns)
        report.stretch = sorted(watcher.stretches)[int(0.9 * len(watcher.stretches))]
        report.late = _late(place, began)
        report.canary = len(told(f"{CANARY}/hits"))
        report.log = running.log.read_text(errors="replace")
    return report


def _waiting(diary: Path, polls: int, names: Collection[str]) -> int:
    """How many of *names* were asked less than *polls* times, read beside the running daemon."""
    with contextlib.closing(sqlite3.connect(f"file:{diary}?mode=ro", uri=True)) as db:
        asked = dict(db.execute("SELECT name, polls FROM source").fetchall())
    return sum(asked.get(name, 0) < polls for name in names)


def _hurry(diary: Path, names: Collection[str]) -> None:
    now = int(datetime.now(UTC).timestamp())
    with contextlib.closing(sqlite3.connect(diary, timeout=30)) as db, db:
        db.executemany("UPDATE source SET next_poll_at = ? WHERE name = ?", [(now, name) for name in names])


def _stored(store: Store) -> dict[str, list[tuple[str, str, str]]]:
    found: dict[str, list[tuple[str, str, str]]] = {}
    rows = store.db.execute(
        "SELECT source.name, item.url, item.title, item.text FROM item JOIN source ON source.id = item.source"
    )
    for name, url, title, text in rows.fetchall():
        found.setdefault(name, []).append((url, title, text))
    return found


def _after(report: Report, diary: Path) -> None:
    asked = [entry["path"].split("?")[0].strip("/") for entry in told(f"{BASE}/log.json")]
    with contextlib.closing(Store(diary, now=datetime.now(UTC))) as store:
        stored = _stored(store)
        for state in store.sources.all():
            if seen := report.endpoints.get(state.name):
                items = stored.get(state.name, [])
                seen.error, seen.health, seen.entries = state.error, state.health, len(items)
                seen.proses = tuple(f"{title}\n{text}" for _, title, text in items)
                seen.links = tuple(url for url, _, _ in items)
                seen.requests = asked.count(state.name)
                if state.polled_at:
                    seen.backoff = (state.next_poll_at - state.polled_at).total_seconds()


def _again(report: Report, diary: Path) -> None:
    with contextlib.closing(Store(diary, now=datetime.now(UTC))) as store:
        for name, items in _stored(store).items():
            if seen := report.endpoints.get(name):
                seen.added = len(items) - seen.entries


def _late(place: Site, began: float) -> list[float]:
    """By how much each poll of a healthy source came later than it should have, after the one before, since *began*:
    when all had been asked twice, and the processes that read were there."""
    last: dict[str, float] = {}
    late = []
    for path, moment in place.moments:
        if path in last and moment > began:
            late.append(max(0.0, moment - last[path] - EVERY))
        last[path] = moment
    return late


if __name__ == "__main__":
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    report = watch(sys.argv[1], Path(sys.argv[2]))
    (Path(sys.argv[2]) / "seen.json").write_text(json.dumps(asdict(report)))
