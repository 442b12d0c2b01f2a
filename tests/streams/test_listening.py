"""A line that breaks, lags, lies or drowns us ends with exactly what was said; on a real websocket and a real store."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from monitor.model import Knock
from monitor.reading import Job
from monitor.store import Health
from tests.sources.saved import NOW
from tests.streams.lines import Jetstream, jetstream
from tests.streams.station import Station, station

SECRET = "only for a test"


def listening(server: Jetstream) -> str:
    return f"kind: jetstream, url: '{server.url}'"


async def called(here: Station, server: Jetstream) -> None:
    await here.until(lambda: server.callers, "it calls")


@pytest.mark.parametrize("seed", range(3))
async def test_whenever_the_line_breaks_each_word_is_heard_once(
    tmp_path: Path, seed: int, figures: Callable[[str], None]
) -> None:
    chance = random.Random(seed)
    said = [f"Valmy, {number}" for number in range(60)]
    with jetstream() as server:
        async with station(tmp_path, listening(server)) as here:
            await called(here, server)
            server.say("zoe", said[0])
            await here.until(lambda: here.state().cursor, "where we are is written")
            for words in said[1:]:
                server.say("zoe", words)
                if chance.random() < 0.1:
                    await called(here, server)
                    await asyncio.to_thread(server.hang_up)
            await here.until(lambda: len(here.heard()) == len(said), "all is heard")
            broken = here.count("broken")
            heard = await here.pipeline.ask(here.heard)
    figures(f"Jetstream that broke {broken} times in 60 posts: {len(heard)} heard")

    assert heard == sorted(said)


async def test_a_restart_goes_on_where_the_store_says_and_nothing_is_twice(tmp_path: Path) -> None:
    with jetstream() as server:
        async with station(tmp_path, listening(server)) as here:
            await called(here, server)
            server.say("zoe", "Valmy, before")
            await here.until(lambda: here.heard(), "it is heard")
        await asyncio.to_thread(server.hang_up)
        server.say("zoe", "Valmy, meanwhile")
        async with station(tmp_path, listening(server)) as here:
            await here.until(lambda: len(here.heard()) == 2, "what was said meanwhile is heard")
            await here.until(lambda: here.told, "and told")
            mentions = sum(len(polled.mentions) for polled in here.told)

    assert mentions == 1
    assert "cursor=" in server.asked[-1]


async def test_what_breaks_in_the_middle_begins_anew_and_loses_nothing(tmp_path: Path) -> None:
    broke: list[int] = []

    async def read(inner: Callable[[Job], Any], job: Job) -> Any:
        if any(b"trouble" in message.body for message in job.source.messages) and not broke:  # type: ignore[attr-defined]
            broke.append(1)
            raise RuntimeError("a bug of ours")
        return await inner(job)

    with jetstream() as server:
        async with station(tmp_path, listening(server), read) as here:
            await called(here, server)
            server.say("zoe", "Valmy, before")
            await here.until(lambda: here.heard(), "it is heard")
            server.say("zoe", "Valmy, trouble")
            await here.until(lambda: len(here.heard()) == 2, "it is read again")

    assert broke


async def test_a_reader_that_is_slow_makes_the_line_wait_and_loses_nothing(tmp_path: Path) -> None:
    said = [f"Valmy, {number}" for number in range(60)]
    gate = asyncio.Event()

    async def read(inner: Callable[[Job], Any], job: Job) -> Any:
        await gate.wait()
        return await inner(job)

    with jetstream() as server:
        async with station(tmp_path, listening(server), read) as here:
            await called(here, server)
            listener = here.streams.listeners["source"]
            listener.basin.most = 3
            for words in said:
                await asyncio.to_thread(server.say, "zoe", words)
            await here.until(lambda: listener.basin.full, "the line waits")
            held = len(listener.basin.drops)
            gate.set()
            await here.until(lambda: len(here.heard()) == len(said), "all is heard")
            full = here.count("full")

    assert held <= 3
    assert full > 0


async def test_a_message_that_nobody_can_read_is_counted_and_the_line_goes_on(tmp_path: Path) -> None:
    with jetstream() as server:
        async with station(tmp_path, listening(server)) as here:
            await called(here, server)
            with server.lock:
                server.callers[0].send("no JSON")
            await here.until(lambda: here.count("unread"), "it is counted")
            await here.until(lambda: here.state().health is Health.FAILING, "and said")
            why = (await here.pipeline.ask(here.state)).error
            server.say("zoe", "Valmy, after")
            await here.until(lambda: here.heard(), "the next is heard")
            await here.until(lambda: here.state().health is Health.OK, "it is well again")

    assert why


async def test_a_line_that_goes_back_no_further_says_what_is_missing(tmp_path: Path) -> None:
    with jetstream() as server:
        async with station(tmp_path, listening(server)) as here:
            await called(here, server)
            server.say("zoe", "Valmy, before")
            await here.until(lambda: here.state().cursor, "where we are is written")
            await asyncio.to_thread(server.hang_up)
            server.events.clear()
            late = {"kind": "commit", "did": "did:plc:x", "time_us": time.time_ns() // 1000 + 7200 * 10**6}
            commit = {
                "collection": "app.bsky.feed.post",
                "operation": "create",
                "rkey": "1",
                "record": {"text": "Valmy"},
            }
            server.events.append(late | {"commit": commit})
            await here.until(lambda: here.count("gaps"), "the gap is counted")


async def test_nobody_at_the_other_end_is_said_and_called_again(tmp_path: Path) -> None:
    with jetstream() as server:
        source = listening(server)
    async with station(tmp_path, source) as here:
        await here.until(lambda: here.count("broken") > 2, "it is called again and again")
        state = await here.pipeline.ask(here.state)

    assert state.health is Health.FAILING
    assert "cannot be reached" in state.error
    assert state.failures


async def test_the_store_holds_nothing_of_what_speaks_of_nobody(tmp_path: Path) -> None:
    with jetstream() as server:
        async with station(tmp_path, listening(server)) as here:
            await called(here, server)
            for number in range(50):
                server.say("zoe", f"rain, {number}")
            server.say("zoe", "Valmy")
            await here.until(lambda: here.heard(), "it is heard")
            seen = await here.pipeline.ask(lambda: here.pipeline.store.sources.items())

    assert sum(seen.values()) == 1


# ------------------------------------------------------------------ the door


def posted(words: str, key: str = "") -> Knock:
    headers = [("authorization", f"Bearer {SECRET}"), *([("idempotency-key", key)] if key else [])]
    return Knock("POST", (), tuple(headers), json.dumps({"id": words, "text": words}).encode(), NOW)


async def test_what_is_brought_is_stored_before_it_is_answered(tmp_path: Path) -> None:
    async with station(tmp_path, f"kind: webhook, secret: {SECRET}") as here:
        answers = await asyncio.gather(*(here.streams.knock("source", posted(f"Valmy, {n}")) for n in range(30)))
        heard = await here.pipeline.ask(here.heard)

    assert {answer.status for answer in answers} == {202}
    assert len(heard) == 30


async def test_what_is_sent_again_counts_once_also_after_a_restart(tmp_path: Path) -> None:
    async with station(tmp_path, f"kind: webhook, secret: {SECRET}") as here:
        first = await here.streams.knock("source", posted("Valmy", "k"))
    async with station(tmp_path, f"kind: webhook, secret: {SECRET}") as here:
        second = await here.streams.knock("source", posted("Valmy, otherwise", "k"))
        heard = await here.pipeline.ask(here.heard)

    assert (first.status, second.status, heard) == (202, 200, ["Valmy"])


async def test_whoever_knocks_at_a_full_basin_is_told_to_come_again(tmp_path: Path) -> None:
    gate, reading = asyncio.Event(), asyncio.Event()

    async def read(inner: Callable[[Job], Any], job: Job) -> Any:
        reading.set()
        await gate.wait()
        return await inner(job)

    async with station(tmp_path, f"kind: webhook, secret: {SECRET}", read) as here:
        listener = here.streams.listeners["source"]
        listener.basin.most = 1
        first = asyncio.create_task(here.streams.knock("source", posted("Valmy, 1")))
        await reading.wait()
        second = asyncio.create_task(here.streams.knock("source", posted("Valmy, 2")))
        await here.until(lambda: listener.basin.drops, "the next waits")
        third = await here.streams.knock("source", posted("Valmy, 3"))
        gate.set()
        statuses = [(await first).status, (await second).status, third.status]

    assert statuses == [202, 202, 503]


async def test_what_cannot_be_read_is_told_to_whoever_brought_it(tmp_path: Path) -> None:
    knock = Knock("POST", (), (("x-token", SECRET),), b'{"nothing": "of use"}', NOW)
    async with station(tmp_path, f"kind: webhook, secret: {SECRET}") as here:
        answer = await here.streams.knock("source", knock)

    assert answer.status == 422
    assert answer.words


async def test_nobody_is_behind_any_other_door(tmp_path: Path) -> None:
    async with station(tmp_path, f"kind: webhook, secret: {SECRET}") as here:
        assert (await here.streams.knock("other", posted("Valmy"))).status == 404
