"""A page with more news in it than there is time for: read in parts, and nothing of it is lost."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from monitor import config
from monitor.model import Brand, Item, Page, Reply, Request
from monitor.pipeline import Pipeline, fetcher_for
from monitor.reading import Job, Reader, Reading, covered, goes_on, settled
from monitor.store import Health, Store
from tests.pipeline.test_pipeline import NOW, Watch
from tests.site import Answer, Site, rss, site

FILE = """
brands: [{{name: Valmy}}]
sources: [{{name: blog, url: "{url}/feed"{more}}}]
web: {{listen: off}}
"""
AT_ONCE = 3  # news that are read of one answer


def in_parts(reader: Reader) -> Callable[[Job], Awaitable[Reading]]:
    """As a process with little time reads."""

    async def read(job: Job) -> Reading:
        left = iter(range(AT_ONCE))
        return reader.read(job, lambda: next(left, None) is None)

    return read


@pytest.fixture(name="place")
def _place() -> Iterator[Site]:
    with site() as told:
        told.answers["/feed"] = Answer(rss(("0", "Il pleut")))
        yield told


@pytest.fixture(name="watch")
async def _watch(place: Site, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Watch]:
    file = FILE.format(url=place.url, more=getattr(request, "param", ""))
    believed = config.parse(file, file="vigie.yaml", environ={})
    reader = Reader(believed.brands, believed.languages, believed.scoring, believed.names)
    store = Store(tmp_path / "vigie.db", now=NOW)
    pipeline = Pipeline(believed, store, fetcher_for(believed), read=in_parts(reader), jitter=lambda: 0.0)
    pipeline.begin(NOW)
    yield Watch(pipeline, store, place)
    await pipeline.close()


def news(count: int, words: str = "Valmy, encore") -> tuple[tuple[str, str], ...]:
    return tuple((f"n{number}", f"{words} {number}") for number in range(count))


async def until_all_is_read(watch: Watch) -> int:
    """How many polls it takes."""
    for polls in range(1, 20):
        watch.now = watch.state.next_poll_at
        if not (await watch.poll()).owed:
            return polls
    raise AssertionError("it is never read")


async def test_what_there_is_no_time_for_is_read_by_the_polls_that_follow(watch: Watch, place: Site) -> None:
    await watch.poll()
    place.answers["/feed"] = Answer(rss(*news(10)))

    assert await until_all_is_read(watch) == 4
    assert sorted(watch.mentions) == sorted(title for _, title in news(10))
    assert watch.state.health is Health.OK


async def test_what_is_owed_is_asked_for_soon_and_whole(watch: Watch, place: Site) -> None:
    await watch.poll()
    place.answers["/feed"] = Answer(rss(*news(10)))
    watch.now = watch.state.next_poll_at
    polled = await watch.poll()

    assert (polled.items, polled.new, polled.owed) == (10, 3, 7)
    assert watch.state.next_poll_at - watch.now <= watch.pipeline.config.fetch.pace.floor
    assert (watch.state.etag, watch.state.body_hash) == ("", "")
    watch.now = watch.state.next_poll_at
    await watch.poll()
    assert not place.conditional("/feed")[-1]


async def test_edits_are_owed_as_well_and_none_is_forgotten(watch: Watch, place: Site) -> None:
    await watch.poll()
    place.answers["/feed"] = Answer(rss(*news(6)))
    watch.now = watch.state.next_poll_at
    await until_all_is_read(watch)
    place.answers["/feed"] = Answer(rss(*news(6, "Valmy, corrigé")))

    await until_all_is_read(watch)

    assert sorted(watch.mentions) == sorted(title for _, title in news(6, "Valmy, corrigé"))


@pytest.mark.parametrize("watch", [", backfill: 8"], indirect=True)
async def test_a_first_contact_in_parts_makes_no_news_of_what_is_old(watch: Watch, place: Site) -> None:
    place.answers["/feed"] = Answer(rss(*news(20)))

    await until_all_is_read(watch)

    assert len(watch.mentions) == 8


@pytest.mark.parametrize("watch", [", backfill: all"], indirect=True)
async def test_a_page_that_says_all_anew_each_time_costs_no_more_than_its_part(watch: Watch, place: Site) -> None:
    for number in range(4):
        place.answers["/feed"] = Answer(rss(*((f"{number} {n}", f"Valmy {number} {n}") for n in range(50))))
        watch.now = watch.state.next_poll_at
        assert (await watch.poll()).new == AT_ONCE


@dataclass(frozen=True, slots=True)
class Pages:
    """Says *words* on the first of its pages; its cursor is where it was last."""

    complete = True
    words: tuple[str, ...]

    def request(self, cursor: str) -> Request:
        return Request(f"https://pages.example/{cursor}")

    def parse(self, reply: Reply, cursor: str) -> Page:
        told = (Item(word, title=f"Valmy {word}", published=NOW) for word in self.words)
        return Page(tuple(told), cursor="there", more=Request("https://pages.example/more"))


def looked_at(words: str, enough: int) -> Reading:
    left = iter(range(enough))
    reply = Reply(Request("https://pages.example"), "https://pages.example", 200, (), b"", NOW)
    job = Job(Pages(tuple(words)), "pages", reply, "here", {}, first=False)
    return Reader([Brand("Valmy")], ["fr"]).read(job, lambda: next(left, None) is None)


def test_a_page_that_was_not_read_to_its_end_does_not_move_the_bookmark() -> None:
    part, whole = looked_at("abcd", 2), looked_at("abcd", 4)

    assert (part.owed, settled([part]), goes_on([part], whole=True)) == (2, "here", False)
    assert (whole.owed, settled([whole]), goes_on([whole], whole=True)) == (0, "there", True)


def test_nothing_is_thought_gone_because_there_was_no_time_for_it() -> None:
    part, whole = looked_at("abcd", 2), replace(looked_at("abcd", 4), more=None)

    assert covered([part], Pages(()), NOW, whole=True) is None
    assert covered([whole], Pages(()), NOW, whole=True) == (NOW, NOW)
