"""Manners: few at once, a pause between two, and a crowd before one door blocks no other."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from monitor.errors import NotYet
from monitor.fetch import Limits
from monitor.fetch.politeness import Politeness
from tests.fetch.conftest import NOW

LIMITS = Limits(pause=0.0)


class Counter:
    """Counts who is inside; lets them go when *full* of them are, or all at once when told to."""

    def __init__(self, politeness: Politeness) -> None:
        self.politeness = politeness
        self.inside = 0
        self.most = 0
        self.times: list[float] = []
        self.leave = asyncio.Event()

    async def visit(self, host: str) -> None:
        async with self.politeness.turn(host, now=NOW):
            self.times.append(asyncio.get_running_loop().time())
            self.inside += 1
            self.most = max(self.most, self.inside)
            await self.leave.wait()
            self.inside -= 1


class Clock:
    """Stands in for the loop's, and is set by hand."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def time(self) -> float:
        return self.now


@pytest.fixture(name="clock")
async def _clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(asyncio.get_running_loop(), "time", clock.time)
    return clock


async def called(politeness: Politeness, host: str, *, half_way: bool = False) -> None:
    async with politeness.turn(host, now=NOW, half_way=half_way):
        pass


async def settle() -> None:
    """Lets all that can run, run."""
    loop = asyncio.get_running_loop()
    for _ in range(20):
        turn = loop.create_future()
        loop.call_soon(turn.set_result, None)
        await turn


@pytest.mark.parametrize(
    ("host", "most"),
    [("news.example", 2), ("127.0.0.1:80", 8), ("[::1]:80", 8), ("localhost:8080", 8), ("10.0.0.1", 2)],
)
async def test_only_so_many_are_inside_at_once(host: str, most: int) -> None:
    counter = Counter(Politeness(LIMITS))
    visits = [asyncio.ensure_future(counter.visit(host)) for _ in range(20)]
    await settle()

    assert counter.inside == most
    counter.leave.set()
    await asyncio.gather(*visits)
    assert counter.most == most


async def test_all_hosts_together_get_so_many() -> None:
    counter = Counter(Politeness(replace(LIMITS, in_flight=5)))
    visits = [asyncio.ensure_future(counter.visit(f"{n}.example")) for n in range(20)]
    await settle()

    assert counter.inside == 5
    counter.leave.set()
    await asyncio.gather(*visits)


async def test_a_crowd_before_one_host_takes_no_seat_from_another() -> None:
    counter = Counter(Politeness(replace(LIMITS, in_flight=3)))
    crowd = [asyncio.ensure_future(counter.visit("busy.example")) for _ in range(20)]
    await settle()
    other = asyncio.ensure_future(counter.visit("quiet.example"))
    await settle()

    assert counter.inside == 3
    counter.leave.set()
    await asyncio.gather(*crowd, other)


async def test_there_is_a_pause_between_two_questions_to_a_host() -> None:
    counter = Counter(Politeness(replace(LIMITS, pause=0.05)))
    counter.leave.set()

    await asyncio.gather(*[counter.visit("news.example") for _ in range(3)])

    first, second, third = counter.times
    assert second - first > 0.045
    assert third - second > 0.045


async def test_there_is_no_pause_between_strangers() -> None:
    counter = Counter(Politeness(replace(LIMITS, pause=60.0)))
    counter.leave.set()

    await asyncio.wait_for(asyncio.gather(*[counter.visit(f"{n}.example") for n in range(20)]), 5)


async def test_loopback_needs_no_pause() -> None:
    counter = Counter(Politeness(replace(LIMITS, pause=60.0)))
    counter.leave.set()

    await asyncio.wait_for(asyncio.gather(*[counter.visit("127.0.0.1:80") for _ in range(20)]), 5)


async def test_nobody_queues_for_ever() -> None:
    counter = Counter(Politeness(replace(LIMITS, queue=0.05, per_host=1)))
    inside = asyncio.ensure_future(counter.visit("news.example"))
    await settle()

    with pytest.raises(NotYet, match=r"news\.example was still busy"):
        await counter.visit("news.example")

    counter.leave.set()
    await inside


async def test_who_gave_up_in_the_queue_leaves_no_seat_taken() -> None:
    counter = Counter(Politeness(replace(LIMITS, per_host=1, in_flight=1)))
    inside = asyncio.ensure_future(counter.visit("news.example"))
    waiting = asyncio.ensure_future(counter.visit("news.example"))
    await settle()
    waiting.cancel()
    counter.leave.set()
    await inside

    await asyncio.wait_for(counter.visit("news.example"), 5)


async def test_a_host_that_wants_to_be_left_alone_is() -> None:
    politeness = Politeness(LIMITS)
    politeness.wait("news.example", timedelta(seconds=9))

    with pytest.raises(NotYet, match=r"asked us to wait until 2026-03-02 08:00:0[89]"):
        await called(politeness, "news.example")
    await called(politeness, "other.example")


async def test_the_longest_wish_counts() -> None:
    politeness = Politeness(LIMITS)
    politeness.wait("news.example", timedelta(seconds=9))
    politeness.wait("news.example", timedelta(seconds=1))

    with pytest.raises(NotYet, match=r"until 2026-03-02 08:00:0[89]"):
        await called(politeness, "news.example")


async def waits(politeness: Politeness, clock: Clock, wish: timedelta) -> float:
    """How long news.example is left alone, in seconds, when it wishes that *wish*."""
    politeness.wait("news.example", wish)
    with pytest.raises(NotYet) as caught:
        await called(politeness, "news.example")
    clock.now += caught.value.wait
    await called(politeness, "news.example")
    return caught.value.wait


async def test_one_page_does_not_close_its_host_for_long_and_many_that_refuse_do(clock: Clock) -> None:
    politeness = Politeness(LIMITS)
    asked = [await waits(politeness, clock, timedelta(days=900)) for _ in range(9)]

    assert asked[:4] == pytest.approx([15, 60, 240, 960])
    assert asked[-1] == pytest.approx(86_400)


async def test_a_host_that_answers_others_is_not_closed_for_longer(clock: Clock) -> None:
    politeness = Politeness(LIMITS)
    for _ in range(5):
        assert await waits(politeness, clock, timedelta(hours=1)) == pytest.approx(15)
        politeness.welcomed("news.example")


async def test_what_was_asked_before_the_wish_does_not_count_against_the_host(clock: Clock) -> None:
    politeness = Politeness(LIMITS)
    for _ in range(5):  # all under way at once
        politeness.wait("news.example", timedelta(hours=1))

    assert await waits(politeness, clock, timedelta(hours=1)) == pytest.approx(15)


async def test_a_wish_is_over_when_its_time_has_come() -> None:
    politeness = Politeness(LIMITS)
    politeness.wait("news.example", timedelta(0))

    async with politeness.turn("news.example", now=NOW):
        pass


async def test_those_in_the_queue_hear_of_a_wish_too() -> None:
    politeness = Politeness(replace(LIMITS, per_host=1))
    counter = Counter(politeness)
    inside = asyncio.ensure_future(counter.visit("news.example"))
    queued = asyncio.ensure_future(counter.visit("news.example"))
    await settle()
    politeness.wait("news.example", timedelta(minutes=5))
    counter.leave.set()

    await inside
    with pytest.raises(NotYet, match="asked us to wait"):
        await queued


async def test_a_wish_survives_thousands_of_other_hosts() -> None:
    politeness = Politeness(LIMITS)
    politeness.wait("news.example", timedelta(minutes=5))
    for n in range(1_100):
        async with politeness.turn(f"{n}.example", now=NOW):
            pass

    with pytest.raises(NotYet, match="asked us to wait"):
        async with politeness.turn("news.example", now=NOW):
            pass


async def test_who_is_half_way_waits_for_a_little_and_for_no_more(clock: Clock) -> None:
    politeness = Politeness(LIMITS)
    await waits(politeness, clock, timedelta(days=1))
    politeness.wait("news.example", timedelta(days=1))

    with pytest.raises(NotYet):
        async with politeness.turn("news.example", now=NOW, half_way=True):
            pass
    clock.now += 50
    waiting = asyncio.ensure_future(called(politeness, "news.example", half_way=True))
    await settle()
    assert not waiting.done()
    clock.now += 11
    await asyncio.wait_for(waiting, 5)
