"""A mention of ours goes through the real chain, leaves nothing behind, and is missed when it does not come back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import feedparser
import pytest

from monitor import config
from monitor.canary import REST, SONG, Canary, Flight
from monitor.enrich import enrich, enrichers
from monitor.errors import ParseError
from monitor.match import searchable
from monitor.model import AlertKind, Item, Mention, Span
from monitor.pipeline import Pipeline, fetcher_for
from monitor.pulse import Pulse
from monitor.reading import Job, Reader, Reading
from monitor.sight import BLIND_FOR
from monitor.store import Find, Store
from tests.site import Answer, Site, site

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
FILE = """
brands: [{{name: Valmy}}]
sources: [{{name: blog, url: "{url}/feed"}}]
rules: [{{kind: threshold, name: one, level: crisis, at_least: 1, within: 1d, voices: 1}}]
targets: [{{name: switch, way: slack, address: "{url}/switch"}}]
canary: {{every: 1h, targets: [switch]}}
web: {{listen: off}}
"""


async def judged() -> None:
    pass


@pytest.fixture(name="place")
def _place() -> Iterator[Site]:
    with site() as place:
        yield place


@pytest.fixture(name="canary")
def _canary() -> Canary:
    canary = Canary(Pulse(), judged)
    canary.due = 0.0
    return canary


@pytest.fixture(name="pipeline")
async def _pipeline(place: Site, tmp_path: Path, canary: Canary) -> AsyncIterator[Pipeline]:
    believed = config.parse(FILE.format(url=place.url), file="vigie.yaml", environ={})
    reader = Reader((*believed.brands, canary.brand), believed.languages)

    async def read(job: Job) -> Reading:
        return reader.read(job)

    pipeline = Pipeline(believed, Store(tmp_path / "vigie.db", now=NOW), fetcher_for(believed), read=read)
    pipeline.begin(NOW)
    yield pipeline
    await pipeline.close()


def kept(pipeline: Pipeline) -> list[str]:
    """All that the diary holds but what it says of canaries."""
    return [line for line in pipeline.store.db.conn.iterdump() if '"vital"' not in line]


async def test_it_comes_back_and_leaves_nothing_behind(pipeline: Pipeline, canary: Canary, place: Site) -> None:
    before = kept(pipeline)

    flight = await canary.look(pipeline, NOW)

    assert flight
    assert flight.lost == ""
    assert kept(pipeline) == before
    assert not list(pipeline.store.mentions.find(Find()))
    assert pipeline.judge(NOW + timedelta(minutes=1)) == ()
    assert [path for path, _ in place.posted] == ["/switch"]
    assert "This is a test" in str(place.posted)
    assert canary.pulse.canary.seconds == flight.seconds
    assert pipeline.store.vitals.since(NOW)["canary"].count == 1
    assert await canary.look(pipeline, NOW) is None, "the next one has time"


async def test_what_is_written_is_looked_for(pipeline: Pipeline, canary: Canary) -> None:
    mention = await canary.heard(pipeline, NOW)

    assert pipeline.store.rehearse(mention, canary.brand.name, NOW, searchable)
    assert not pipeline.store.rehearse(mention, "another", NOW, searchable)
    silent = replace(mention, words="something else")
    assert not pipeline.store.rehearse(silent, canary.brand.name, NOW, searchable)


async def test_one_that_nobody_can_be_told_of_is_lost_and_followed_by_another(
    pipeline: Pipeline, canary: Canary, place: Site
) -> None:
    place.answers["/switch"] = Answer("no", 500)
    lost = await canary.look(pipeline, NOW)
    del place.answers["/switch"]
    back = await canary.look(pipeline, NOW)

    assert lost
    assert "switch" in lost.lost
    assert back
    assert back.lost == ""
    assert {what: each.count for what, each in pipeline.store.vitals.since(NOW).items()} == {
        "canary": 1,
        "canary lost": 1,
    }


async def test_where_nothing_is_read_any_more_somebody_is_told(pipeline: Pipeline, canary: Canary) -> None:
    async def read(job: Job) -> Reading:
        raise ParseError("the process that read the answer died")

    pipeline.read = read
    sight, told = canary.pulse.sight, []
    for minute in range(BLIND_FOR):
        flight = await canary.look(pipeline, NOW + timedelta(minutes=minute))
        assert isinstance(flight, Flight)
        told.append(sight.look(sources=1, failing=0, storage=False, lost=canary.pulse.canary.lost))

    assert told[-1] is AlertKind.BLIND
    assert (sight.why, sight.untold) == ("chain", {"chain": BLIND_FOR})


async def test_it_rests_before_it_flies_and_while_nothing_can_be_written(pipeline: Pipeline, canary: Canary) -> None:
    canary.due = None
    assert await canary.look(pipeline, NOW) is None
    assert canary.due
    canary.due -= REST
    canary.pulse.storage = "the disk is full"
    assert await canary.look(pipeline, NOW) is None
    canary.pulse.storage = ""
    assert await canary.look(pipeline, NOW)


def test_whatever_its_word_it_is_heard() -> None:
    """Its word is drawn once for the life of a process: one that is misread would alarm until the next start."""
    chain = enrichers(("fr", "en"))
    drawn = (Random(number).randbytes(8).hex() for number in range(200))
    for word in (f"vigiecanary{each}" for each in ("fbaa4a62a0f04ab3", "6fb594a9c30e8b9f", *drawn)):
        text = str(feedparser.parse(SONG.format(word=word)).entries[0].title)
        heard = enrich(Mention(Item("1", text=text), word, "x", NOW, (Span(0, len(word), word),)), chain)
        assert heard.negative, text
