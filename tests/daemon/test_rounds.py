"""Rounds come back whatever the time of day is said to be."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from monitor.rounds import Rounds, Steps

NOW = datetime(2026, 11, 29, 2, 30, tzinfo=UTC)


async def plainly(make: Callable[[], Awaitable[None]], name: str) -> None:
    await make()


async def test_a_round_comes_back_until_it_is_stopped() -> None:
    went, thrice = [0], asyncio.Event()

    async def go() -> None:
        went[0] += 1
        if went[0] == 3:
            thrice.set()

    rounds = Rounds(plainly)
    rounds.every(0.001, go, "round")
    await asyncio.wait_for(thrice.wait(), 10)
    rounds.stop()
    await asyncio.gather(*rounds.tasks, return_exceptions=True)
    after = went[0]
    for _ in range(5):
        await asyncio.sleep(0)

    assert went[0] == after


async def test_a_round_that_takes_longer_than_its_interval_is_followed_by_one_not_by_two() -> None:
    under_way, most, over = [0], [0], asyncio.Event()

    async def go() -> None:
        under_way[0] += 1
        most[0] = max(most)
        loop = asyncio.get_running_loop()
        end = loop.time() + 0.01
        while loop.time() < end:
            await asyncio.sleep(0)
        most[0] = max(most[0], under_way[0])
        under_way[0] -= 1
        over.set()

    rounds = Rounds(plainly)
    rounds.every(0.001, go, "slow")
    await asyncio.wait_for(over.wait(), 10)
    over.clear()
    await asyncio.wait_for(over.wait(), 10)
    rounds.stop()

    assert most == [1]


async def test_a_round_of_each_second_comes_back_at_its_beginning_whatever_the_clock_is_set_to() -> None:
    said = [NOW + timedelta(milliseconds=999), NOW - timedelta(days=9, milliseconds=1), NOW + timedelta(days=9)]
    went, thrice = [], asyncio.Event()

    async def go() -> None:
        went.append(asyncio.get_running_loop().time())
        if len(went) == 3:
            thrice.set()

    rounds = Rounds(plainly)
    rounds.each_second(lambda: said[len(went) - 1], go, "each second")
    await asyncio.wait_for(thrice.wait(), 10)
    rounds.stop()

    assert len(went) == 3


@pytest.mark.parametrize("by", [timedelta(hours=1), timedelta(days=-1), timedelta(seconds=5)])
def test_a_clock_that_was_set_is_noticed_once(by: timedelta) -> None:
    steps = Steps(NOW, 100.0)

    assert steps.noticed(NOW + timedelta(seconds=1), 101.0) == timedelta()
    assert steps.noticed(NOW + timedelta(seconds=2) + by, 102.0) == by
    assert steps.noticed(NOW + timedelta(seconds=3) + by, 103.0) == timedelta()


def test_a_clock_that_is_being_corrected_and_a_machine_that_sleeps_are_no_steps() -> None:
    steps = Steps(NOW, 100.0)

    assert steps.noticed(NOW + timedelta(seconds=2), 101.0) == timedelta()
    assert steps.noticed(NOW + timedelta(hours=9), 100.0 + 9 * 3600) == timedelta()
