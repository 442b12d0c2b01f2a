"""Processes that read, die, and are replaced."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from monitor.config import ALL
from monitor.errors import ParseError
from monitor.model import Brand, Reply, Request
from monitor.reading import Job, Reading
from monitor.workers import Workers
from tests.daemon.watchman import children, until
from tests.workers.plugs import Plug

pytestmark = pytest.mark.crash

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def job(deed: str, size: int = 0) -> Job:
    reply = Reply(Request("https://plug.example"), "https://plug.example", 200, (), b" " * size, NOW)
    return Job(Plug(deed), "plug", reply, "", {}, first=True, backfill=ALL)


@pytest.fixture(name="workers")
async def _workers() -> AsyncIterator[Workers]:
    workers = Workers([Brand("Valmy")], ["en", "fr"], count=1, wall=60)
    yield workers
    workers.close()


def found(reading: Reading) -> list[str]:
    return [mention.item.title for mention in reading.fresh]


async def test_an_answer_is_read_in_a_process_of_its_own(workers: Workers) -> None:
    assert found(await workers.read(job("read"))) == ["Valmy is fine"]


async def test_a_reader_is_not_replaced_for_what_its_first_doubtful_text_makes_it_load(workers: Workers) -> None:
    (worker,) = workers.workers
    await workers.read(job("read"))
    process = worker.process

    assert found(await workers.read(job("doubt"))) == ["Valmy zeppelin xylophone"]
    assert worker.process is process


async def test_term_is_for_the_daemon_to_hear_and_readers_leave_with_it(workers: Workers) -> None:
    await workers.read(job("read"))
    (worker,) = workers.workers
    process = worker.process
    for child in children(os.getpid()):
        os.kill(child, signal.SIGTERM)

    assert found(await workers.read(job("read"))) == ["Valmy is fine"]
    assert worker.process is process


@pytest.mark.parametrize(("deed", "words"), [("die", "died"), ("swell", "memory")])
async def test_an_answer_that_kills_its_reader_is_that_source_s_error_and_nobody_else_s(
    workers: Workers, deed: str, words: str
) -> None:
    with pytest.raises(ParseError, match=words):
        await workers.read(job(deed))

    assert found(await workers.read(job("read"))) == ["Valmy is fine"]


async def test_of_an_answer_with_too_many_news_is_read_what_there_is_time_for(workers: Workers) -> None:
    await workers.read(job("read"))
    (worker,) = workers.workers
    process = worker.process

    reading = await workers.read(job("talk"))

    assert (reading.items, reading.new + reading.owed) == (1_000, 1_000)
    assert reading.new
    assert reading.owed
    assert worker.process is process


async def test_an_answer_that_takes_for_ever_is_stopped() -> None:
    workers = Workers([Brand("Valmy")], ["en"], count=1, wall=60)
    await workers.read(job("read"))
    for worker in workers.workers:
        worker.wall = 0.5

    with pytest.raises(ParseError, match=r"longer than 0\.5 s"):
        await workers.read(job("hang"))

    for worker in workers.workers:
        worker.wall = 60
    assert found(await workers.read(job("read"))) == ["Valmy is fine"]
    workers.close()


async def test_one_that_hangs_does_not_keep_the_others_waiting() -> None:
    workers = Workers([Brand("Valmy")], ["en"], count=2, wall=60)
    await asyncio.gather(workers.read(job("read")), workers.read(job("read")))
    hanging = asyncio.create_task(workers.read(job("hang")))

    assert found(await workers.read(job("read"))) == ["Valmy is fine"]
    assert not hanging.done()
    for worker in workers.workers:
        worker.kill()
    with pytest.raises(ParseError, match="died"):
        await hanging
    workers.close()


async def test_a_small_answer_does_not_wait_for_large_ones(workers: Workers) -> None:
    done: list[int] = []

    async def read(size: int) -> None:
        await workers.read(job("read", size))
        done.append(size)

    await asyncio.gather(*map(read, (0, 7_000_000, 6_000_000, 100)))  # the first takes the only process

    assert done == [0, 100, 6_000_000, 7_000_000]


LEAVING = """
import asyncio, signal
from monitor.model import Brand
from monitor.workers import Workers

async def watch():
    told = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, told.set)
    workers = Workers([Brand("Valmy")], ["en", "fr"], count=2)
    await told.wait()
    workers.close()

asyncio.run(watch())
"""


@pytest.mark.parametrize("up", range(1, 5), ids="{} processes up".format)
def test_ctrl_c_while_readers_come_up_is_for_the_daemon_to_hear_and_nobody_cries_out(up: int) -> None:
    """A terminal sends it to every process at once."""
    watch = subprocess.Popen([sys.executable, "-c", LEAVING], stderr=subprocess.PIPE, start_new_session=True)
    until(lambda: len(children(watch.pid)) >= up, "so many are up")

    os.killpg(watch.pid, signal.SIGINT)

    assert watch.communicate(timeout=30)[1].decode() == ""
    assert watch.returncode == 0
