"""A week among a thousand sources, a third of them hostile, in minutes: what the daemon holds meanwhile, written down.

Run as `unshare -rn python -m tests.proofs.soak SERVER FOLDER DAYS SECONDS`: *SERVER* is the program that serves the
hostile ones, *SECONDS* is what *DAYS* shall take, and in *FOLDER* `soak.json` is written. Nothing but loopback exists
there.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from zlib import crc32

from tests.daemon.watchman import children, free_port, until
from tests.proofs.hostile import BASE, memory, nasty, share
from tests.site import Quiet, rss, served

SOURCES = 1_000
HOSTILE = 333
SHOWN = 20  # items of a healthy feed
LOOKS = 400  # at the daemon, over the whole of it
DAY = 86_400.0
HEAD = "brands: [{name: Nasty}]\nfetch: {limits: {per_loopback: 40}}\n"


@dataclass
class Look:
    """At *day* of the soak: bytes of the daemon, of all its other processes together and of its files; what it holds
    open, and how many threads and processes it has."""

    day: float
    daemon: int
    others: int
    wal: int
    store: int
    descriptors: int
    threads: int
    processes: int


@dataclass
class Soak:
    """*polls* are those of all sources, *died* the processes that were replaced, *broken* what the log calls so."""

    looks: list[Look] = field(default_factory=list)
    polls: int = 0
    hostile_polls: int = 0
    mentions: int = 0
    left: int = -1
    broken: list[str] = field(default_factory=list)


@contextlib.contextmanager
def healthy(speed: float) -> Iterator[str]:
    """Feeds that say something new every few hours of the soak, each in a rhythm of its own."""
    began = time.monotonic()

    class Door(Quiet):
        def do_GET(self) -> None:
            hours = (time.monotonic() - began) * speed / 3600
            rhythm = 1 + crc32(self.path.encode()) % 48
            last = 50 + int(hours / rhythm)
            etag = f'"{last}"'
            if self.headers.get("If-None-Match") == etag:
                self.send_response(304)
                self.end_headers()
                return
            said = "Nasty again, and nobody answers" if rhythm % 4 == 0 else "all is well here"
            page = rss(*((f"{self.path}{n}", f"{said}, for the {n}th time") for n in range(last - SHOWN, last)))
            self.send_response(200)
            self.send_header("ETag", etag)
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page.encode())

    with served(Door, "127.0.0.3") as url:
        yield url


def opened(catalogue: list[dict[str, Any]], url: str, folder: Path, port: int) -> Path:
    """The configuration: each hostile endpoint once or twice, and healthy feeds for the rest."""
    sources: list[dict[str, object]] = []
    for number in range(HOSTILE):
        entry = catalogue[number % len(catalogue)]
        kind = "reviews" if entry["category"] == "review" else "feed"
        place = f"{BASE}/{entry['name']}?n={number}"
        sources.append({"name": f"hostile {number}", "kind": kind, "url": place, "about": ["Nasty"]})
    sources += [{"name": f"healthy {number}", "url": f"{url}/{number}/"} for number in range(SOURCES - HOSTILE)]
    lines = "".join(f"  - {json.dumps(source)}\n" for source in sources)
    config = folder / "vigie.yaml"
    config.write_text(f"{HEAD}web: {{listen: '127.0.0.1:{port}'}}\nsources:\n{lines}")
    return config


def soak(program: str, folder: Path, days: float, seconds: float) -> Soak:
    speed, port = days * DAY / seconds, free_port()
    found = Soak()
    with healthy(speed) as url, nasty(program) as catalogue, (folder / "log").open("wb") as log:
        config = opened(catalogue, url, folder, port)
        command = [sys.executable, "-m", "tests.proofs.hurried", str(config), str(speed)]
        daemon = subprocess.Popen(command, stdout=log, stderr=log, env=os.environ | {"NOTIFY_SOCKET": ""})
        try:
            until(lambda: _page(port), "the daemon is ready")
            began = time.monotonic()
            while (passed := time.monotonic() - began) < seconds and daemon.poll() is None:
                found.looks.append(look(daemon.pid, folder / "vigie.db", passed / seconds * days))
                _page(port)
                _wait(daemon, seconds / LOOKS)
            daemon.send_signal(signal.SIGTERM)
            found.left = daemon.wait(60)
        finally:
            daemon.kill()
    with contextlib.closing(sqlite3.connect(folder / "vigie.db")) as db:
        (found.polls,) = db.execute("SELECT sum(polls) FROM source").fetchone()
        (found.hostile_polls,) = db.execute("SELECT sum(polls) FROM source WHERE name LIKE 'hostile%'").fetchone()
        (found.mentions,) = db.execute("SELECT count(*) FROM mention").fetchone()
    words = ("task_broke", "Traceback", "stalled", "storage")
    told = (folder / "log").read_text(errors="replace").splitlines()
    found.broken = [line for line in told if any(word in line for word in words)]
    return found


def look(pid: int, diary: Path, day: float) -> Look:
    task = Path(f"/proc/{pid}")
    others = children(pid)
    wal = diary.with_name(diary.name + "-wal")
    return Look(
        day,
        memory(pid),
        sum(map(share, others)),
        wal.stat().st_size if wal.exists() else 0,
        diary.stat().st_size,
        len(list((task / "fd").iterdir())),
        len(list((task / "task").iterdir())),
        len(others),
    )


def _page(port: int) -> bool:
    with contextlib.suppress(OSError, http.client.HTTPException):
        return bool(urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=10).read())
    return False


def _wait(daemon: subprocess.Popen[bytes], seconds: float) -> None:
    with contextlib.suppress(subprocess.TimeoutExpired):
        daemon.wait(seconds)


if __name__ == "__main__":
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    program, folder, days, seconds = sys.argv[1:]
    told = soak(program, Path(folder), float(days), float(seconds))
    (Path(folder) / "soak.json").write_text(json.dumps(asdict(told)))
