"""Hubs that are asked for a feed, and what they may make of us."""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from monitor.model import Admission, Brand, Knock
from monitor.pipeline import LEASE
from monitor.reading import Job, Reader
from tests.sources.saved import NOW
from tests.streams.lines import Hub, hub
from tests.streams.station import Station, station
from tests.streams.test_listening import SECRET


def following(server: Hub) -> str:
    server.shy = True
    return f"kind: websub, url: '{server.feed}', secret: {SECRET}"


async def subscribed(here: Station, server: Hub, times: int = 1) -> dict[str, str]:
    """The feed was read once, and the hub is asked for it."""
    for state in await here.pipeline.ask(here.pipeline.store.sources.due, NOW.replace(year=2099), limit=1, lease=LEASE):
        await here.pipeline.poll(state, NOW)
    await here.until(lambda: len(server.subscriptions) >= times, "the hub is asked")
    return server.subscriptions[-1]


async def asked_back(here: Station, asked: dict[str, str], **more: str) -> Admission:
    """The hub's question, with *more* in it."""
    callback = urllib.parse.urlsplit(asked["hub.callback"])
    told = {"hub.mode": "subscribe", "hub.topic": asked["hub.topic"], "hub.challenge": "c", **more}
    query = (*urllib.parse.parse_qsl(callback.query), *told.items())
    return await here.streams.knock("source", Knock("GET", query, (), b"", NOW))


async def test_a_hub_that_grants_a_second_is_asked_less_and_less_and_it_is_said(tmp_path: Path) -> None:
    with hub() as server:
        async with station(tmp_path, following(server)) as here:
            for times in (1, 2, 3):
                asked = await subscribed(here, server, times)
                assert (await asked_back(here, asked, **{"hub.lease_seconds": "1"})).status == 200
                await here.until(lambda t=times: here.count("connected") == t, "it is confirmed")  # type: ignore[misc]
            await here.until(lambda: "1 s at a time" in here.state().error, "its state says so")
            assert not here.pulse.lines["source"]


async def test_a_hub_cannot_confirm_what_it_was_not_asked_for(tmp_path: Path) -> None:
    with hub() as server:
        async with station(tmp_path, following(server)) as here:
            asked = await subscribed(here, server)
            for topic in ("https://other.example/feed", "", f"{asked['hub.topic']}/"):
                answer = await asked_back(here, asked, **{"hub.topic": topic})
                assert (answer.status, here.count("connected")) == (404, 0)
            assert (await asked_back(here, asked)).status == 200
            await here.until(lambda: here.count("connected"), "the right one is believed")


async def test_what_a_hub_said_before_it_was_asked_is_no_answer(tmp_path: Path) -> None:
    with hub() as server:
        async with station(tmp_path, following(server)) as here:
            asked = await subscribed(here, server)
            await asked_back(here, asked)
            await here.until(lambda: here.count("connected"), "it is confirmed")
            for _ in range(50):
                await asked_back(here, asked, **{"hub.mode": "denied"})
            await asked_back(here, await subscribed(here, server, 2))
            await here.until(lambda: here.count("connected") == 2, "the answer to the second question counts")
            assert len(server.subscriptions) == 2


async def test_a_word_of_a_lease_that_is_none_is_ours_to_choose(tmp_path: Path) -> None:
    with hub() as server:
        async with station(tmp_path, following(server)) as here:
            asked = await subscribed(here, server)
            for told in ("-1", "1" + "0" * 12, "٣", "1e9", "NaN", ""):
                assert (await asked_back(here, asked, **{"hub.lease_seconds": told})).status == 200
            await here.until(lambda: here.pulse.lines.get("source"), "it is confirmed")
            assert here.count("short") == 0


async def test_what_is_brought_is_read_in_parts_where_it_is_much(tmp_path: Path) -> None:
    reader = Reader([Brand("Valmy")], ["fr", "en"])
    reads = []

    async def read(_: Callable[[Job], Any], job: Job) -> Any:
        left = iter(range(3))
        reads.append(job)
        return reader.read(job, lambda: next(left, None) is None)

    brought = json.dumps([{"id": str(n), "text": f"Valmy, {n}"} for n in range(10)]).encode()
    async with station(tmp_path, f"kind: webhook, secret: {SECRET}", read) as here:
        answer = await here.streams.knock(
            "source", Knock("POST", (), (("authorization", f"Bearer {SECRET}"),), brought, NOW)
        )
        heard = await here.pipeline.ask(here.heard)

    assert (answer.status, len(reads)) == (202, 4)
    assert heard == [f"Valmy, {n}" for n in range(10)]
