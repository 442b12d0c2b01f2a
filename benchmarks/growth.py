"""How a store that has grown is written to: new mentions a CPU second among few and many, and what the judge asks.

python -m benchmarks.growth [mentions, 1000000 by default] [of these written as the daemon does, 20000 by default]
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
from monitor.match import searchable
from monitor.model import Mention
from monitor.store import Harvest, Store

PAGE = 50  # mentions of one commit
PAGES = 20


def fresh(count: int, seed: int) -> list[Mention]:
    """Scored mentions that no store has seen."""
    dice, chain = random.Random(seed), enrichers(("fr", "en"))
    said = (enrich(inbox.said(dice, inbox.SMALL), chain) for _ in range(count))
    return [replace(each, item=replace(each.item, id=f"{seed}-{n}")) for n, each in enumerate(said)]


def ingest(store: Store, mentions: list[Mention]) -> float:
    """New mentions a CPU second, a page a commit, full-text search among it."""
    state = store.sources.get(inbox.SOURCES[0])
    assert state
    began = time.process_time()
    for start in range(0, len(mentions), PAGE):
        store.save(Harvest(state, fresh=tuple(mentions[start : start + PAGE])), inbox.NOW, searchable)
    return len(mentions) / (time.process_time() - began)


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
    back = timedelta(days=28)
    with store.atomic():
        store.past.watch(inbox.BRANDS, inbox.NOW - timedelta(days=365))
    try:
        size = f"{store.past.last():,} mentions"
        return {
            f"{size}: new ones per CPU-second": ingest(store, mentions),
            f"{size}: the judge's last hour, ms": asked(
                lambda: store.past.history(
                    inbox.BRANDS[0], inbox.NOW, window=timedelta(hours=1), back=timedelta(0), weights={}
                )
            ),
            f"{size}: the judge's 28 days by the hour, ms": asked(
                lambda: store.past.history(inbox.BRANDS[0], inbox.NOW, window=timedelta(hours=1), back=back, weights={})
            ),
            f"{size}: what was heard since, ms": asked(lambda: list(store.past.heard(store.past.last() - 100, {}))),
        }
    finally:
        store.close()


def main(mentions: int, small: int, folder: Path) -> dict[str, float]:
    inbox.SMALL = small
    path = folder / "growth.db"
    inbox.write_small(path)
    few = figures(path, fresh(PAGE * PAGES, 1))
    path = folder / "grown.db"
    inbox.write_small(path)
    inbox.multiply(path, max(2, mentions // small))
    many = figures(path, fresh(PAGE * PAGES, 2))
    (first, *_), (later, *_) = few.values(), many.values()
    return few | many | {"ingest among few / among many (promised at most 1.5)": first / later}


if __name__ == "__main__":
    told = [*map(int, sys.argv[1:3]), *(1_000_000, 20_000)[len(sys.argv[1:3]) :]]
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(main(told[0], told[1], Path(folder))))
