"""What each stage of a poll costs by itself, one after the other in one process: the floor of the pipeline.

python -m benchmarks.stages PORT FEEDS
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import farm
from benchmarks.contestants import configuration
from monitor import config
from monitor.config import ALL
from monitor.enrich import enrich
from monitor.fetch import Fetcher
from monitor.match import facts_of, searchable
from monitor.model import Item, Mention, Reply, Request
from monitor.pipeline import fetcher_for
from monitor.reading import Job, Reader, look
from monitor.store import Harvest, Store

costs: dict[str, float] = {}


@contextmanager
def stage(name: str) -> Iterator[None]:
    began = time.process_time()
    yield
    costs[name] = costs.get(name, 0.0) + time.process_time() - began


async def again(fetcher: Fetcher, replies: list[Reply], now: datetime) -> None:
    for reply in replies:
        told = replace(reply.request, headers=(("if-none-match", reply.header("etag")),))
        assert (await fetcher.fetch(told, now=now)).status == 304


def measure(port: int, feeds: int, folder: Path) -> dict[str, float]:
    believed = config.parse(configuration(port, feeds), file="bench.yaml", environ={})
    reader = Reader(believed.brands, believed.languages, believed.scoring, believed.names)
    now = datetime.now(UTC)
    store = Store(folder / "stages.db", now=now, alone=True)
    store.sources.sync([(source.name, source.kind, source.digest) for source in believed.sources], now)
    store.db.commit()

    async def fetched() -> list[Reply]:
        fetcher = fetcher_for(believed)
        asked = [Request(source.source.request("").url) for source in believed.sources]
        return [await fetcher.fetch(request, now=now) for request in asked]

    farm.turn(port, 0)
    for text in ("a word that nobody said of anybody", "un mot que personne n'a dit de personne"):
        enrich(Mention(Item("", text=text), "", "", now), reader.chain)
    with stage("fetch"):
        replies = asyncio.run(fetched())
    jobs = [
        Job(source.source, source.name, reply, "", {}, first=True, backfill=ALL, kind="feed")
        for source, reply in zip(believed.sources, replies, strict=True)
    ]
    with stage("parse"):
        pages = [look(job) for job in jobs]
    with stage("match"):
        for page in pages:
            for item in page.page.items:
                reader.matcher.match(facts_of(item, "x"))
    with stage("everything read"):
        readings = [reader.weigh(page.page, job) for page, job in zip(pages, jobs, strict=True)]
    costs["score and hash"] = costs.pop("everything read") - costs["match"]
    with stage("store"), store.atomic():
        for source, reading in zip(believed.sources, readings, strict=True):
            state = store.sources.get(source.name)
            assert state
            store.save(Harvest(state, reading.sightings, reading.fresh, entries=b""), now, searchable)
    first = sum(costs.values())
    with stage("unchanged: fetch"):
        asyncio.run(again(fetcher_for(believed), replies, now))
    with stage("unchanged: plan and store"), store.atomic():
        for state in store.sources.all():
            store.save(Harvest(replace(state, next_poll_at=now + timedelta(hours=1))), now)
    mentions = sum(len(each.fresh) for each in readings)
    return {"entries": feeds * farm.ENTRIES / first, "heard": mentions} | {
        name: cost / feeds * 1e6 for name, cost in costs.items()
    }


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(int(sys.argv[1]), int(sys.argv[2]), Path(folder))))
