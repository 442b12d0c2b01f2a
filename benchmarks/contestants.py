"""Who is measured on the farm, each in a process of its own: polls feeds, tells what it cost, keeps what it heard.

    python -m benchmarks.contestants NAME PORT FEEDS ROUNDS [feed, or small]

The first contact with all feeds is one figure, the ROUNDS after it, in which one feed in twenty has something new, the
other. Costs are CPU seconds of the process and of those that it started; imports and start-up are not in them. Memory
is the most that the process itself ever held, in MB, and what its readers hold at the end: what they share counts once.
"""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import farm

TICK = os.sysconf("SC_CLK_TCK")
WHAT = (*sys.argv[5:], "feed")[0]  # feeds of fifty entries, or small ones of one
SHOWN = 1 if WHAT == "small" else farm.ENTRIES
Poll = Callable[[int], None]


def cpu() -> float:
    """CPU seconds that this process and its living children have taken."""
    return time.process_time() + sum(map(_taken, multiprocessing.active_children()))


def _taken(child: multiprocessing.process.BaseProcess) -> float:
    fields = Path(f"/proc/{child.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def measure(poll_all: Poll, mentions: Callable[[], int], port: int, feeds: int, rounds: int) -> dict[str, float]:
    farm.turn(port, 0)
    began = cpu()
    poll_all(0)
    first = cpu() - began
    heard = mentions()
    began = cpu()
    for each in range(1, rounds + 1):
        farm.turn(port, each)
        poll_all(each)
    steady = cpu() - began
    return {
        "first": first,
        "entries": feeds * SHOWN / first,
        "mentions": heard / first,
        "heard": heard,
        "polls": feeds * rounds / steady,
        "heard_later": mentions() - heard,
        "memory": held(os.getpid(), "status", "VmHWM"),
        "readers": sum(held(child, "smaps_rollup", "Pss") for child in children(os.getpid())),
    }


def children(pid: int) -> list[int]:
    """Those of a process, and theirs."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    own = [int(child) for task in tasks for child in task.read_text().split()]
    return own + [each for child in own for each in children(child)]


def held(pid: int, file: str, what: str) -> float:
    """MB of memory, as /proc tells them."""
    lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(f"{what}:"))


def straightforward(folder: Path, port: int, feeds: int, rounds: int, *, loops: bool) -> dict[str, float]:
    from benchmarks.straightforward import Straightforward, by_loops, by_regex

    find = (by_loops if loops else by_regex)(farm.brands())
    program = Straightforward(str(folder / "plain.db"), find)
    program.vader.polarity_scores("warm")
    urls = [farm.address(port, feed, WHAT) for feed in range(feeds)]
    return measure(
        lambda _: [program.poll(url) for url in urls] and None,
        lambda: program.db["mention"].count,
        port,
        feeds,
        rounds,
    )


def reader(folder: Path, port: int, feeds: int, rounds: int) -> dict[str, float]:
    """Stores entries only. All of them count as its mentions."""
    from reader import make_reader

    program = make_reader(str(folder / "reader.db"))
    for feed in range(feeds):
        program.add_feed(farm.address(port, feed, WHAT))
    return measure(
        lambda _: program.update_feeds(scheduled=False),
        lambda: program.get_entry_counts().total or 0,
        port,
        feeds,
        rounds,
    )


def vigie(folder: Path, port: int, feeds: int, rounds: int) -> dict[str, float]:
    """The pipeline of the daemon with its reading processes, and every score on."""
    from monitor import config
    from monitor.pipeline import Pipeline, fetcher_for
    from monitor.store import Store
    from monitor.workers import Workers

    believed = config.parse(configuration(port, feeds), file="bench.yaml", environ={})
    start = datetime.now(UTC)
    store = Store(folder / "vigie.db", now=start, alone=True)
    workers = Workers(believed.brands, believed.languages, believed.scoring, believed.names, count=2, wall=600)

    async def run() -> dict[str, float]:
        pipeline = Pipeline(believed, store, fetcher_for(believed), read=workers.read)
        await pipeline.ask(pipeline.begin, start)
        await asyncio.gather(*(asyncio.wrap_future(worker.up) for worker in workers.workers))
        loop = asyncio.get_running_loop()

        async def poll_all(round_: int) -> None:
            now = start + timedelta(hours=round_)
            while polled := await pipeline.poll_due(now):
                assert not any(each.error or each.postponed for each in polled), [p.error for p in polled if p.error]

        def in_loop(round_: int) -> None:
            asyncio.run_coroutine_threadsafe(poll_all(round_), loop).result()

        def mentions() -> int:
            counted = asyncio.run_coroutine_threadsafe(pipeline.ask(store.mentions.count), loop).result()
            return sum(counted.values())

        figures = await asyncio.to_thread(measure, in_loop, mentions, port, feeds, rounds)
        workers.close()
        await pipeline.close()
        return figures

    return asyncio.run(run())


def configuration(port: int, feeds: int) -> str:
    """A hundred brands of ten names, and the feeds of the farm."""
    brands = ({"name": own[0], "aliases": list(own[1:])} for own in farm.brands())
    sources = (
        {"name": f"feed {feed}", "url": farm.address(port, feed, WHAT), "every": "15m", "backfill": "all"}
        for feed in range(feeds)
    )
    target = {"name": "team", "way": "slack", "address": "https://slack.example/x"}
    return json.dumps({"brands": list(brands), "sources": list(sources), "targets": [target]})


CONTESTANTS: dict[str, Callable[[Path, int, int, int], dict[str, float]]] = {
    "regex": lambda *known: straightforward(*known, loops=False),
    "loops": lambda *known: straightforward(*known, loops=True),
    "reader": reader,
    "vigie": vigie,
}

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(CONTESTANTS[sys.argv[1]](Path(folder), *map(int, sys.argv[2:5]))))
