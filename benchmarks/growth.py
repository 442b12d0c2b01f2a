"""How a store that has grown is written to and asked: new mentions a CPU second among none and among each number of
others, and what the inbox, a search and the judge ask. Its pages over HTTP: benchmarks/inbox.py.

python -m benchmarks.growth [mentions, 100000 and 1000000 by default]

Ten thousand mentions are written at each size, in pages of fifty: the index of words is merged in steps of hundreds of
commits, so that less would measure a single step. Each text has landmarks of its own. Five million mentions take 16 GB
of disk.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from statistics import median

from benchmarks import inbox
from monitor.enrich import enrich, enrichers
from monitor.match import parse, search_expression, searchable
from monitor.model import Mention
from monitor.store import Harvest, Store, Wanted

PAGE = 50  # mentions of one commit
PAGES = 200
PROBED = 1_000  # new mentions that are there when it is asked: an hour's, of a loud day


def fresh(count: int, seed: int) -> list[Mention]:
    """Scored mentions that no store has seen."""
    dice, chain = random.Random(seed), enrichers(("fr", "en"))
    said = (enrich(inbox.said(dice, inbox.SMALL), chain) for _ in range(count))
    return [replace(each, item=replace(each.item, id=f"{seed}-{n}")) for n, each in enumerate(said)]


def ingest(store: Store, mentions: list[Mention]) -> float:
    """CPU seconds of new mentions, a page a commit, full-text search among it."""
    state = store.sources.get(inbox.SOURCES[0])
    assert state
    began = time.process_time()
    for start in range(0, len(mentions), PAGE):
        store.save(Harvest(state, fresh=tuple(mentions[start : start + PAGE])), inbox.NOW, searchable)
    return time.process_time() - began


def asked(call: Callable[[], object]) -> float:
    """Milliseconds of CPU, the median of ten."""
    taken = []
    for _ in range(10):
        began = time.process_time()
        call()
        taken.append((time.process_time() - began) * 1000)
    return median(taken)


def figures(path: Path, mentions: list[Mention]) -> dict[str, float]:
    store = Store(path, now=inbox.NOW, alone=True)
    with store.atomic():
        store.past.watch(inbox.BRANDS, inbox.NOW - timedelta(days=365))
    try:
        size = f"{store.inbox.newest():,} mentions"
        taken = ingest(store, mentions[:PROBED])
        answers = {f"{size}: {name}, ms": asked(call) for name, call in questions(store).items()}
        taken += ingest(store, mentions[PROBED:])
        return {f"{size}: new ones per CPU-second": len(mentions) / taken, **answers}
    finally:
        store.close()


def questions(store: Store) -> dict[str, Callable[[], object]]:
    def history(back: timedelta) -> object:
        hour = timedelta(hours=1)
        return store.past.history(inbox.BRANDS[0], inbox.NOW, window=hour, back=back, weights={})

    said = Wanted(expression=search_expression(parse("remboursement OR refund")))
    return {
        "inbox, newest fifty": lambda: store.inbox.page(Wanted(status="open")),
        "inbox, newest fifty negative of a brand": lambda: store.inbox.page(
            Wanted(status="open", brand=inbox.BRANDS[0], severity="negative")
        ),
        "search, newest fifty with a word": lambda: store.inbox.page(said),
        "the judge's last hour": lambda: history(timedelta(0)),
        "the judge's 28 days by the hour": lambda: history(timedelta(days=28)),
        "what was heard since": lambda: list(store.past.heard(store.inbox.newest() - 100, {})),
    }


def main(sizes: list[int], folder: Path) -> dict[str, float]:
    told: list[dict[str, float]] = []
    written = inbox.SMALL
    for number, size in enumerate((0, *sizes)):
        inbox.SMALL = min(written, size)
        path = folder / f"{size}.db"
        inbox.write_small(path)
        if size > written:
            inbox.multiply(path, size // written)
        inbox.SMALL = written
        told.append(figures(path, fresh(PAGE * PAGES, number)))
        path.unlink()
    first, *_, last = (next(iter(each.values())) for each in told)
    grown = {"ingest among none / among all (promised at most 1.5)": first / last}
    return {name: value for each in told for name, value in each.items()} | grown


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(main([*map(int, sys.argv[1:])] or [100_000, 1_000_000], Path(folder))))
