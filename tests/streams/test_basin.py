"""The basin between a line and the diary: bounded, counted, and in order."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from monitor.model import Message
from monitor.streams.basin import Basin, Drop
from tests.sources.saved import NOW


def drop(words: str) -> Drop:
    return Drop(Message(words.encode(), NOW))


def words(drops: tuple[Drop, ...]) -> list[str]:
    return [each.message.body.decode() for each in drops]


async def test_what_is_put_comes_out_in_order_a_handful_at_a_time() -> None:
    basin = Basin()
    for each in "abcde":
        await basin.put(drop(each))

    assert words(await basin.take(3, 0)) == ["a", "b", "c"]
    assert words(await basin.take(3, 0)) == ["d", "e"]
    assert basin.weight == 0


async def test_a_full_basin_makes_its_line_wait_and_counts_it() -> None:
    basin = Basin(most=1)
    await basin.put(drop("a"))
    waiting = asyncio.create_task(basin.put(drop("b")))
    await asyncio.sleep(0)

    assert not waiting.done()
    assert words(await basin.take(9, 0)) == ["a"]
    await waiting
    assert words(await basin.take(9, 0)) == ["b"]
    assert basin.full == 1


async def test_whoever_knocks_at_a_full_basin_is_sent_away_at_once() -> None:
    basin = Basin(most=1)

    assert await basin.offer(drop("a"))
    assert not await basin.offer(drop("b"))
    assert basin.full == 1


async def test_what_is_heavy_fills_it_as_well_and_one_heavy_message_always_fits() -> None:
    basin = Basin(heaviest=10)

    assert await basin.offer(drop("x" * 50))
    assert not await basin.offer(drop("y"))
    assert words(await basin.take(9, 0)) == ["x" * 50]
    assert await basin.offer(drop("y"))


async def test_others_get_a_moment_to_join_the_first() -> None:
    basin = Basin()
    taking = asyncio.create_task(basin.take(9, 0.05))
    await basin.put(drop("a"))
    await asyncio.sleep(0)
    await basin.put(drop("b"))

    assert words(await taking) == ["a", "b"]


@given(st.lists(st.text(max_size=5), max_size=40), st.integers(1, 5), st.integers(1, 20), st.integers(1, 7))
def test_nothing_is_lost_or_turned_round_however_small_it_is(
    said: list[str], most: int, heaviest: int, handful: int
) -> None:
    async def story() -> list[str]:
        basin = Basin(most=most, heaviest=heaviest)

        async def pour() -> None:
            for each in said:
                await basin.put(drop(each))

        pouring = asyncio.create_task(pour())
        out: list[str] = []
        while len(out) < len(said):
            out += words(await basin.take(handful, 0))
        await pouring
        return out

    assert asyncio.run(story()) == said
