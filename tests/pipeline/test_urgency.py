"""Where a crisis is spoken of is asked at its floor, from when it is called until it is over."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor import config
from monitor.model import Incident, IncidentState
from monitor.pipeline import Pipeline, fetcher_for
from monitor.store import Store
from tests.site import Answer, Site, rss, site

NOW = datetime(2026, 11, 2, 8, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
FILE = """
brands: [{{name: Valmy}}]
sources:
  - {{name: blog, url: "{url}/feed", backfill: all}}
  - {{name: paper, url: "{url}/paper", backfill: all}}
  - {{name: slow, url: "{url}/slow", backfill: all, every: 1h}}
rules: [{{kind: threshold, name: many, level: crisis, at_least: 4, within: 1h, voices: 3}}]
targets: [{{name: team, way: slack, address: "{url}/slack"}}]
"""
STORM = [(str(n), f"Valmy : une honte, arnaque et panne numéro {n}") for n in range(8)]


@pytest.fixture(name="place")
def _place() -> Iterator[Site]:
    with site() as told:
        dates = ("Mon, 02 Nov 2026 07:59:00 GMT",) * len(STORM)
        told.answers["/feed"] = Answer(rss(*STORM, dates=dates))
        told.answers["/slow"] = Answer(rss(("a", "Valmy, encore une honte")))
        told.answers["/paper"] = Answer(rss(("b", "Il pleut")))
        yield told


@pytest.fixture(name="pipeline")
async def _pipeline(place: Site, tmp_path: Path) -> AsyncIterator[Pipeline]:
    believed = config.parse(FILE.format(url=place.url), file="vigie.yaml", environ={})
    pipeline = Pipeline(believed, Store(tmp_path / "vigie.db", now=NOW), fetcher_for(believed), jitter=lambda: 0.5)
    pipeline.begin(NOW)
    yield pipeline
    await pipeline.close()


def waits(pipeline: Pipeline, now: datetime) -> dict[str, timedelta]:
    return {state.name: state.next_poll_at - now for state in pipeline.store.sources.all()}


async def test_a_source_in_a_crisis_is_asked_at_its_floor_until_it_is_over(pipeline: Pipeline) -> None:
    await pipeline.poll_due(NOW)
    before = waits(pipeline, NOW)
    assert before["blog"] > 5 * MINUTE

    (alert,) = await pipeline.ask(pipeline.judge, NOW)
    after = waits(pipeline, NOW)
    assert after == before | {"blog": 5 * MINUTE}  # the paper says nothing of it; whoever was given a rhythm keeps it

    now = NOW + 5 * MINUTE
    (polled,) = await pipeline.poll_due(now)
    assert polled.source == "blog"
    assert 5 * MINUTE <= waits(pipeline, now)["blog"] < 6 * MINUTE

    await pipeline.ask(over, pipeline, alert.incident, now)
    now += 6 * MINUTE
    await pipeline.poll_due(now)
    assert waits(pipeline, now)["blog"] > 6 * MINUTE


def over(pipeline: Pipeline, incident: Incident, now: datetime) -> None:
    with pipeline.store.atomic():
        pipeline.store.incidents.save(replace(incident, state=IncidentState.RESOLVED, resolved_at=now))
    pipeline.judge(now)
