"""Hundreds of hostile servers and the real daemon: each is answered as it deserves, and nobody else waits for it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from markupsafe import escape

from monitor.notify.escape import html, line, link, markdown, slack
from tests.proofs.hostile import HEALTHY, Report, Seen

GIVEN = Path(os.environ.get("VIGIE_NASTY") or Path(__file__).parents[3] / "shared" / "tools")
SERVER = GIVEN / "nasty_server.py" if GIVEN.is_dir() else GIVEN
MB = 1 << 20
GROWTH, WORKER = 32 * MB, 200 * MB
LAG, LATE = 0.25, 1.0  # seconds
ALONE = 0.1  # processors that others may keep busy on a machine that is ours

pytestmark = [
    pytest.mark.hostile,
    pytest.mark.skipif(not SERVER.exists(), reason="no hostile server: set VIGIE_NASTY to its program"),
    pytest.mark.skipif(not shutil.which("unshare"), reason="needs util-linux's unshare: a network of its own"),
]


def test_every_hostile_server_is_answered_as_it_deserves(tmp_path: Path, figures: Callable[[str], None]) -> None:
    report = _reported(tmp_path)
    faults = [f"{name}: {fault}" for name, seen in report.endpoints.items() for fault in _faults(seen)]
    late = sorted(report.late)[int(0.99 * len(report.late))]
    well = len(report.endpoints) - len({fault.split(":")[0] for fault in faults})
    figures(
        f"hostile: {well} of {len(report.endpoints)} endpoints as their oracles say in {report.seconds:.0f} s; it"
        f" grew by {report.grown / MB:.0f} MB, a worker took at most {report.worker / MB:.0f} MB of the machine"
        f" ({report.resident / MB:.0f} MB with all that they share), its page came within {report.own * 1000:.0f} ms of"
        f" its own ({report.lag * 1000:.0f} ms by the clock); {HEALTHY} healthy sources were late by {late:.2f} s at"
        f" p99; {report.canary} requests reached the canary; others kept {report.others:.1f} processors busy, and work"
        f" took {report.stretch:.1f} times as long as alone"
    )
    print("\n".join(faults))
    assert not faults
    assert report.canary == 0
    assert not [error for error in report.log.splitlines() if "task_broke" in error or "Traceback" in error]
    assert report.grown <= GROWTH
    assert report.worker <= WORKER
    assert report.own <= LAG
    assert late <= LATE * max(1.0, report.stretch), "on a machine that has other work as well, so much later"
    if report.others < ALONE and os.environ.get("VIGIE_BOOK"):
        assert report.lag <= LAG
        assert late <= LATE


def _reported(folder: Path) -> Report:
    inside = [sys.executable, "-m", "tests.proofs.hostile", str(SERVER), str(folder)]
    subprocess.run(["unshare", "-rn", *inside], check=True, timeout=1800)
    found: dict[str, Any] = json.loads((folder / "seen.json").read_text())
    endpoints = {name: Seen(**seen) for name, seen in found.pop("endpoints").items()}
    return Report(endpoints=endpoints, **found)


def _faults(seen: Seen) -> Iterator[str]:
    """What its oracle says against how we took an endpoint."""
    oracle = seen.oracle
    if oracle["result"] != "either" and (oracle["result"] == "error") != bool(seen.error):
        yield f"expected {oracle['result']}, got {seen.error or 'no error'}"
    if "entries" in oracle and not _within(seen.entries, oracle["entries"]):
        yield f"{seen.entries} entries instead of {oracle['entries']}"
    if "new_2nd" in oracle and seen.added != oracle["new_2nd"]:
        yield f"a second poll added {seen.added} instead of {oracle['new_2nd']}"
    if "requests" in oracle and not _within(seen.requests, oracle["requests"]):
        yield f"{seen.requests} requests instead of {oracle['requests']}"
    if "backoff_s" in oracle and not _within(seen.backoff, oracle["backoff_s"]):
        yield f"asked again after {seen.backoff:.0f} s instead of {oracle['backoff_s']}"
    yield from (f"{wanted!r} did not survive" for wanted in oracle.get("keep", ()) if wanted not in str(seen.proses))
    for sink in (html, slack, markdown, line):
        told = [_page(prose) if sink is html else sink(prose) for prose in seen.proses] + [*map(link, seen.links)]
        yield from (f"{bad!r} through {sink.__name__}" for bad in oracle.get("forbid", ()) if _said(bad, told, sink))


def _page(prose: str) -> str:
    return str(escape(html(prose)))


def _said(bad: str, told: list[str], sink: Callable[[str], str]) -> bool:
    markup = bad.startswith(("<", "!", "@"))
    if markup and (sink is line or (bad.startswith(("!", "@")) and sink is not markdown)):
        return False  # nothing there reads that as markup
    return any(bad in text for text in told)


def _within(value: float, bounds: Any) -> bool:
    if not isinstance(bounds, list):
        return bool(value == bounds)
    low, high = bounds
    return (low is None or value >= low) and (high is None or value <= high)
