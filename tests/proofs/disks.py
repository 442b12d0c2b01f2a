"""The real daemon on a small disk of its own, which fills up or becomes read-only, and is well again.

Run as `unshare -rmn python -m tests.proofs.disks WHAT FOLDER`: *FOLDER* is where the disk is put, WHAT is full,
readonly or names. What was seen is printed as JSON. Nothing but loopback exists there.
"""

from __future__ import annotations

import contextlib
import json
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

from tests.daemon.watchman import Daemon, daemon, free_port, get, until, vigie
from tests.site import Answer, Site, rss, site

PATIENCE = 150.0  # seconds of the daemon's own
SIZE = "150m"  # enough that ballast is taken
FILE = """
brands: [{{name: Valmy}}]
rules: [{{kind: threshold, name: many, level: crisis, at_least: 4, within: 1h, voices: 3}}]
targets: [{{name: team, way: slack, address: '{url}/slack'}}]
web: {{listen: '127.0.0.1:{port}'}}
store: {store}
sources:
"""


def mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True)


class Town:
    """A daemon, a place that it listens to, and the disk on which it writes."""

    def __init__(self, folder: Path, place: Site) -> None:
        self.disk, self.place, self.port = folder / "disk", place, free_port()
        self.disk.mkdir(exist_ok=True)
        mount("-t", "tmpfs", "-o", f"size={SIZE}", "none", str(self.disk))
        self.config = folder / "vigie.yaml"
        head = FILE.format(url=place.url, port=self.port, store=self.disk / "vigie.db")
        sources = [{"name": "blog", "url": f"{place.url}/feed", "every": "1s"}]
        self.config.write_text(head + "".join(f"  - {json.dumps(each)}\n" for each in sources))
        self.said = 0
        self.say(1, "opens a shop")

    def say(self, times: int, words: str) -> None:
        """So many more voices."""
        first = self.said
        self.said += times
        told = [(f"n{n}", f"Valmy {n}, {words} {_unlike(n)}") for n in range(first, self.said)]
        self.place.answers["/feed"] = Answer(rss(*told))

    def health(self) -> dict[str, Any]:
        with contextlib.suppress(OSError):
            found: dict[str, Any] = json.loads(get(f"http://127.0.0.1:{self.port}/healthz")[1])
            return found
        return {}

    def heard(self) -> int:
        with contextlib.closing(sqlite3.connect(f"file:{self.disk}/vigie.db?mode=ro", uri=True)) as db:
            return int(db.execute("SELECT count(*) FROM mention").fetchone()[0])

    def until_well(self, watch: Daemon) -> float:
        """Seconds of its own until it says by itself that all is well; what was said meanwhile is waited for."""
        began = watch.own.now()
        until(lambda: self.health().get("status") == "ok", "all is well again", PATIENCE)
        took = watch.own.now() - began
        until(lambda: self.heard() == self.said - 1, "what was said meanwhile is heard", PATIENCE)
        assert watch.process.poll() is None
        return took


def _unlike(number: int) -> str:
    """Words that no other voice says: copies would count once."""
    return " ".join(Random(number).choices(["".join(pair) for pair in product("bdfklm", "aeiou", "nrst")], k=5))


@contextlib.contextmanager
def town(folder: Path) -> Iterator[tuple[Town, Daemon]]:
    with site() as place:
        built = Town(folder, place)
        with daemon(built.config) as watch:
            watch.hears("READY=1")
            until(lambda: any(place.conditional("/feed")), "first contact was made", PATIENCE)
            yield built, watch
            watch.signal(signal.SIGTERM)
            assert watch.ends() == 0


def full(folder: Path) -> dict[str, Any]:
    """The disk fills to the last byte, a storm breaks, and room is made."""
    with town(folder) as (built, watch):
        built.say(3, "awful, a disgrace, I am furious")
        until(lambda: built.heard() == 3, "a few are heard", PATIENCE)
        filler = built.disk / "filler"
        with contextlib.suppress(OSError), filler.open("wb", buffering=0) as file:
            while file.write(bytes(65536)):
                pass
        built.say(20, "awful, a disgrace, I am furious")
        until(lambda: built.health().get("status") == "degraded", "it says that the disk is full", PATIENCE)
        before, told = built.heard(), built.health()
        let_go = not (built.disk / "vigie.db.ballast").exists()
        filler.unlink()
        took = built.until_well(watch)
        until(lambda: built.place.posted, "somebody is woken", PATIENCE)
        return {"kept": before, "told": told, "ballast": let_go, "seconds": took, "heard": built.heard()}


def readonly(folder: Path) -> dict[str, Any]:
    """The disk becomes read-only, a storm breaks, and it can be written again."""
    with town(folder) as (built, watch):
        built.say(3, "awful, a disgrace, I am furious")
        until(lambda: built.heard() == 3, "a few are heard", PATIENCE)
        limit(watch.process.pid, 0)
        built.say(9, "awful, a disgrace, I am furious")
        until(lambda: built.health().get("status") == "degraded", "it says that nothing can be written", PATIENCE)
        before, told = built.heard(), built.health()
        limit(watch.process.pid, -1)
        took = built.until_well(watch)
        until(lambda: built.place.posted, "somebody is woken", PATIENCE)
        return {"kept": before, "told": told, "seconds": took, "heard": built.heard()}


def sealed(folder: Path) -> dict[str, Any]:
    """The disk is read-only when the daemon starts: it says so and leaves, who reads is served; then it is well."""
    with town(folder) as (built, watch):
        built.say(3, "awful, a disgrace, I am furious")
        until(lambda: built.heard() == 3, "a few are heard", PATIENCE)
    mount("-o", "remount,ro", str(built.disk))
    refused = vigie("run", config=built.config)
    read = vigie("mentions", "--json", config=built.config)
    written = vigie("silence", "Valmy", "--why", "we know", config=built.config)
    mount("-o", "remount,rw", str(built.disk))
    with daemon(built.config) as watch:
        watch.hears("READY=1")
        watch.signal(signal.SIGTERM)
        assert watch.ends() == 0
    return {
        "refused": [refused.returncode, refused.stderr],
        "read": [read.returncode, len(json.loads(read.stdout or "[]"))],
        "written": [written.returncode, written.stderr],
        "heard": built.heard(),
    }


def limit(pid: int, size: int) -> None:
    """No file of *pid* may grow beyond *size* bytes: what is open on a disk cannot be remounted under it, and this is
    what its writes then meet."""
    word = "unlimited" if size < 0 else str(size)
    subprocess.run(["prlimit", f"--pid={pid}", f"--fsize={word}:unlimited"], check=True)


def names(folder: Path) -> dict[str, Any]:
    """Forty names that no name server answers for, and twenty healthy sources: by how much each of these is asked late,
    once the readers have come up."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as mute, site("127.0.0.3") as place:
        mute.bind(("127.0.0.53", 53))
        (folder / "resolv.conf").write_text("nameserver 127.0.0.53\noptions timeout:30 attempts:2\n")
        mount("--bind", str(folder / "resolv.conf"), str(Path("/etc/resolv.conf").resolve()))
        config = folder / "vigie.yaml"
        dead = [{"name": f"dead {n}", "url": f"http://dead{n}.example/feed"} for n in range(40)]
        well = [{"name": f"well {n}", "url": f"{place.url}/{n}", "every": "2s"} for n in range(20)]
        place.answers |= {f"/{n}": Answer(rss((f"n{n}", "all is well"))) for n in range(20)}
        head = FILE.format(url=place.url, port=free_port(), store="vigie.db")
        limits = "fetch: {limits: {per_loopback: 40}}\n"
        config.write_text(limits + head + "".join(f"  - {json.dumps(each)}\n" for each in dead + well))
        with daemon(config, workers=2) as watch:
            watch.hears("READY=1")
            until(lambda: len(place.asked) > 300, "the healthy ones are asked ten times", PATIENCE)
            began = watch.own.now()
            watch.signal(signal.SIGTERM)
            code = watch.ends()
            moments = [(path, watch.own.at(moment)) for path, moment in place.moments[60:]]
            return {"late": _late(moments, 2.0), "code": code, "seconds": watch.own.now() - began}


def _late(moments: list[tuple[str, float]], every: float) -> list[float]:
    """By how much each was asked later than *every* so many seconds, in those of the daemon's own."""
    last: dict[str, float] = {}
    late = []
    for path, moment in moments:
        if path in last:
            late.append(max(0.0, moment - last[path] - every))
        last[path] = moment
    return late


WHAT: dict[str, Callable[[Path], dict[str, Any]]] = {
    "full": full,
    "readonly": readonly,
    "sealed": sealed,
    "names": names,
}

if __name__ == "__main__":
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    print(json.dumps(WHAT[sys.argv[1]](Path(sys.argv[2]))))
