"""What it costs to watch many sources: to find who is due among a hundred thousand, and to wait.

python -m benchmarks.watching
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from benchmarks.contestants import children, held
from monitor import config
from monitor.store import Harvest, Store

SIZES = (1_000, 100_000)
DUE = 200  # at once
AT_REST = 20.0  # seconds
STILL = 4.0  # seconds in which readers that load nothing any more take no CPU
WATCHED = 10_000  # sources of the daemon at rest
TICK = os.sysconf("SC_CLK_TCK")


def dispatch(folder: Path) -> dict[str, float]:
    """Microseconds of CPU for each source found due, leased and written back, in stores of two sizes, in turn."""
    start = datetime(2026, 3, 2, tzinfo=UTC)
    stores = {size: _filled(folder / f"{size}.db", size, start) for size in SIZES}
    costs: dict[int, list[float]] = {size: [] for size in SIZES}
    for round_ in range(30):
        for size, store in stores.items():
            costs[size].append(_round(store, start + timedelta(hours=1, seconds=round_)))
    told = {f"dispatch among {size:,} sources: us a due source": median(costs[size]) for size in SIZES}
    few, many = (median(costs[size]) for size in SIZES)
    return told | {"dispatch, 100,000 / 1,000 (promised at most 1.5)": many / few}


def _filled(path: Path, size: int, start: datetime) -> Store:
    store = Store(path, now=start, alone=True)
    with store.atomic():
        store.sources.sync(((f"source {number}", "feed", "x") for number in range(size)), start)
    return store


def _round(store: Store, now: datetime) -> float:
    began = time.process_time()
    due = store.sources.due(now, limit=DUE, lease=timedelta(minutes=5))
    with store.atomic():
        for state in due:
            store.save(Harvest(replace(state, polls=state.polls + 1, next_poll_at=now + timedelta(seconds=1))), now)
    assert due
    return (time.process_time() - began) / len(due) * 1e6


def _resting(folder: Path) -> Path:
    """The configuration of a daemon whose sources were all asked a moment ago, with its store."""
    told = {
        "brands": [{"name": "Valmy"}, {"name": "Nordelec"}],
        "sources": [
            {"name": f"source {number}", "url": f"http://127.0.0.1:9/{number}", "every": "1d"}
            for number in range(WATCHED)
        ],
        "targets": [{"name": "team", "way": "slack", "address": "https://slack.example/x"}],
        "store": str(folder / "rest.db"),
        "web": {"listen": "off"},
    }
    path = folder / "vigie.yaml"
    path.write_text(json.dumps(told))
    sources = config.load(path, environ={}).sources
    now = datetime.now(UTC)
    store = Store(folder / "rest.db", now=now)
    with store.atomic():
        store.sources.sync(((each.name, each.kind, each.digest) for each in sources), now + timedelta(days=1))
    store.close()
    return path


def _settle(daemon: int) -> None:
    """Wait until nothing is loaded any more."""
    before, still = _cpu(daemon), 0
    while still < STILL:
        time.sleep(1)
        now = _cpu(daemon)
        still = still + 1 if now - before < 0.05 else 0
        before = now


def at_rest(folder: Path) -> dict[str, float]:
    """A daemon with nothing to do: its CPU, its memory and that of its readers."""
    path = _resting(folder)
    began = time.monotonic()
    daemon = subprocess.Popen(
        [sys.executable, "-m", "monitor", "run", "-c", str(path)], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    try:
        assert daemon.stderr
        assert any(b"ready" in line for line in daemon.stderr), "it did not start"
        up = time.monotonic() - began
        _settle(daemon.pid)
        before = _cpu(daemon.pid)
        time.sleep(AT_REST)
        spent = _cpu(daemon.pid) - before
        return {
            "start to ready: seconds": up,
            f"at rest, {WATCHED:,} sources: per cent of a core (promised under 1)": spent / AT_REST * 100,
            "at rest: MB resident, the daemon (promised under 150)": held(daemon.pid, "status", "VmRSS"),
            "at rest: MB, all its readers, what they share counted once": sum(
                held(reader, "smaps_rollup", "Pss") for reader in children(daemon.pid)
            ),
        }
    finally:
        daemon.terminate()
        daemon.wait()


def _cpu(pid: int) -> float:
    taken = 0.0
    for each in (pid, *children(pid)):
        fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
        taken += (int(fields[11]) + int(fields[12])) / TICK
    return taken


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(dispatch(Path(folder)) | at_rest(Path(folder))))
