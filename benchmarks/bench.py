"""Everything that is promised of speed, beside its peers, in one interleaved run: `make bench`.

    python -m benchmarks.bench [--rounds 3] [--feeds 40] [--only pipeline watch score latency rhythm million]

Costs are CPU seconds, of the process and of those that it starts: a neighbour on the machine makes them dearer, for
everybody in the same run, so that the ratios are what counts. Each contestant runs in a process of its own; ratios are
taken round by round, and their median is told.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import socket
import sqlite3
import subprocess
import sys
from importlib.metadata import version
from statistics import median

from benchmarks import farm

STEADY = 17  # rounds after the first contact
WATCHED = 10_000  # sources of a larger watch
PEERS = {"regex": (12, 14), "loops": (10, 3), "reader": (4, 1.5)}  # what is promised: steady, first contact
PACKAGES = ("feedparser", "httpx", "httptools", "langdetect", "reader", "sqlite-utils", "vadersentiment")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=3)
    asked.add_argument("--feeds", type=int, default=40)
    asked.add_argument("--only", nargs="*", choices=list(LINES), default=list(LINES))
    chosen = asked.parse_args()
    print(machine())
    for line in chosen.only:
        print(f"\n== {line}")
        LINES[line](chosen.rounds, chosen.feeds)


def machine() -> str:
    told = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    python = f"{platform.python_implementation()} {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {python}; {told}"


def run(module: str, *arguments: object) -> dict[str, float]:
    """The figures that a benchmark of its own process prints."""
    command = [sys.executable, "-W", "ignore", "-m", f"benchmarks.{module}", *map(str, arguments)]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    figures: dict[str, float] = json.loads(told.stdout.splitlines()[-1])
    return figures


def free_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port: int = unused.getsockname()[1]
    return port


def pipeline(rounds: int, feeds: int) -> None:
    """Fetch to committed with every score on, against the straightforward program, reader and our own stages."""
    port = free_port()
    heard: dict[str, list[dict[str, float]]] = {name: [] for name in ("vigie", *PEERS)}
    stages: list[dict[str, float]] = []
    with farm.open_farm(port):
        for _ in range(rounds):
            for name, figures in heard.items():
                figures.append(run("contestants", name, port, feeds, STEADY))
            stages.append(run("stages", port, feeds))
    for name, figures in heard.items():
        print(
            f"{name:8}", *(f"{what} {_median(figures, what):8,.0f}/CPU-s" for what in ("entries", "mentions", "polls"))
        )
    for name, (steady, first) in PEERS.items():
        told = (
            f"steady {_ratio(heard['vigie'], heard[name], 'polls'):5.2f}x (promised {steady}x)",
            f"first contact {_ratio(heard['vigie'], heard[name], 'entries'):5.2f}x (promised {first}x)",
        )
        print(f"vigie against {name:7}", ", ".join(told))
    print(f"sum of our own stages / pipeline: {_ratio(stages, heard['vigie'], 'entries'):.2f} (promised at most 1.5)")
    for what in stages[0]:
        if what not in ("entries", "heard"):
            print(f"  {what:26} {_median(stages, what):9,.0f} us a feed")


def _median(figures: list[dict[str, float]], what: str) -> float:
    return median(each[what] for each in figures)


def _ratio(ours: list[dict[str, float]], theirs: list[dict[str, float]], what: str) -> float:
    return median(own[what] / other[what] for own, other in zip(ours, theirs, strict=True))


def watch(rounds: int, feeds: int) -> None:  # noqa: ARG001
    """Many sources: polls where nearly nothing changes, what it costs to find who is due, and a daemon at rest."""
    port = free_port()
    with farm.open_farm(port):
        figures = {name: run("contestants", name, port, WATCHED, 1, "small") for name in ("vigie", "loops", "reader")}
    for name, told in figures.items():
        print(
            f"{name:8} {WATCHED:,} sources, 95 % unchanged: {told['polls']:8,.0f} polls/CPU-s, "
            f"{told['memory']:6,.0f} MB at most, {told['readers']:6,.0f} MB in readers"
        )
    for name, value in run("watching").items():
        print(f"{name:60} {value:12,.2f}")


def score(rounds: int, feeds: int) -> None:  # noqa: ARG001
    """Texts a CPU second, each language beside vaderSentiment on the same English texts."""
    for name, value in run("tones", rounds).items():
        print(f"{name:60} {value:12,.2f}")


def million(rounds: int, feeds: int) -> None:  # noqa: ARG001
    """How a store that has grown is written to and asked; `python benchmarks/inbox.py` asks its pages over HTTP."""
    for name, value in run("growth").items():
        print(f"{name:60} {value:12,.2f}")


def latency(rounds: int, feeds: int) -> None:  # noqa: ARG001
    """From publication to the webhook that tells of it."""
    for name, value in run("latency").items():
        print(f"{name:75} {value:9,.2f}")


def rhythm(rounds: int, feeds: int) -> None:  # noqa: ARG001
    """How soon news is heard for the same number of questions: by rhythm, by fixed intervals, at best."""
    for name, value in run("rhythm").items():
        print(f"{name:75} {value:9,.2f}")


LINES = {
    "pipeline": pipeline,
    "watch": watch,
    "score": score,
    "latency": latency,
    "rhythm": rhythm,
    "million": million,
}

if __name__ == "__main__":
    main()
