"""What places of many kinds make of a watch: what they take back, what they cost, what they ask of machines."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest

from monitor import config
from monitor.errors import Expired
from monitor.model import Item, Mention, Page, Reply, Request, Rights
from monitor.pipeline import Pipeline, fetcher_for
from monitor.poll import Polled
from monitor.reading import WHOLE
from monitor.report import export
from monitor.store import Find, Health, SourceState, Store
from tests.site import Answer, Site, site

NOW = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
HERE = "tests.pipeline.test_places"


@pytest.fixture(name="place")
def _place() -> Iterator[Site]:
    with site() as told:
        yield told


@dataclass
class Watch:
    """One source, asked whenever the test wishes."""

    pipeline: Pipeline
    store: Store
    now: datetime = NOW

    async def poll(self, times: int = 1) -> Polled:
        for _ in range(times):
            self.now += timedelta(days=1)  # whatever it was put off to, it is due
            if self.state.next_poll_at > self.now:
                self.now = self.state.next_poll_at
            (polled,) = await self.pipeline.poll_due(self.now)
        return polled

    @property
    def state(self) -> SourceState:
        (state,) = self.store.sources.all()
        return state

    @property
    def mentions(self) -> list[Mention]:
        return list(self.store.mentions.find(Find()))


@contextlib.asynccontextmanager
async def watching(source: str, folder: Path) -> AsyncIterator[Watch]:
    heads = "brands: [{name: Valmy}]\nweb: {listen: off}\nsources:\n"
    text = heads + f"  - {{backfill: all, accept_terms: true, {source}}}\n"
    believed = config.parse(text, file="vigie.yaml", environ={})
    store = Store(folder / "vigie.db", now=NOW)
    pipeline = Pipeline(believed, store, fetcher_for(believed), jitter=lambda: 0.0)
    pipeline.begin(NOW)
    yield Watch(pipeline, store)
    await pipeline.close()


# ------------------------------------------------------------------ what is taken back


def comments(*told: tuple[int, str]) -> Answer:
    listed = [
        {"id": n, "date_gmt": f"2026-11-2{n}T08:00:00", "author_name": "Ann", "content": {"rendered": words}}
        for n, words in reversed(told)
    ]
    return Answer(json.dumps(listed), headers={"X-WP-TotalPages": "1"})


LIST = "/wp-json/wp/v2/comments?per_page=100&orderby=date&order=desc&_embed=up"


async def test_what_a_place_takes_back_is_not_kept_and_may_come_again(place: Site, tmp_path: Path) -> None:
    whole = comments((1, "Valmy, bien"), (2, "Valmy, quelle honte"), (3, "Valmy, merci"))
    async with watching(f"kind: wordpress, url: {place.url}", tmp_path) as watch:
        place.answers[LIST] = whole
        await watch.poll()
        place.answers[LIST] = comments((1, "Valmy, bien"), (3, "Valmy, merci"))
        await watch.poll(WHOLE)

        (erased,) = (mention for mention in watch.mentions if mention.item.gone)
        assert (erased.item.id, erased.item.prose, erased.item.author) == ("2", "", "")
        assert erased.negative, "that it was said still counts"
        assert erased == erased.wordless

        place.answers[LIST] = whole
        await watch.poll(WHOLE)
        assert [m.item.text for m in watch.mentions] == ["Valmy, merci", "Valmy, quelle honte", "Valmy, bien"]
        assert not any(mention.item.gone for mention in watch.mentions)


# ------------------------------------------------------------------ what asks for a login


@dataclass(frozen=True, slots=True)
class Members:
    """Answers whoever shows the token that its first answer gives."""

    terms: ClassVar[str] = "green"
    refusals: ClassVar[Mapping[str, str]] = {"403": "the right to read is missing"}

    url: str

    def request(self, cursor: str) -> Request:
        return Request(f"{self.url}/login")

    def parse(self, reply: Reply, cursor: str) -> Page:
        if reply.url.endswith("/login"):
            return Page((), cursor, more=Request(f"{self.url}/said"))
        return Page((Item(id="1", text=reply.body.decode()),), cursor)


@pytest.mark.parametrize(
    ("answer", "health", "why"),
    [
        (Answer("Valmy brûle"), Health.OK, ""),
        (Answer("no", 403), Health.BLOCKED, "the server answered 403: the right to read is missing"),
        (Answer("no", 500), Health.FAILING, "the server answered 500"),
    ],
)
async def test_a_login_that_leads_nowhere_is_no_success(
    place: Site, tmp_path: Path, answer: Answer, health: Health, why: str
) -> None:
    place.answers |= {"/login": Answer("token"), "/said": answer}
    async with watching(f"kind: '{HERE}:Members', url: {place.url}", tmp_path) as watch:
        polled = await watch.poll()

        assert watch.state.health is health
        assert (polled.error, watch.state.error) == (why, why)
        assert len(watch.mentions) == (health is Health.OK)


# ------------------------------------------------------------------ what forgets where we were


@dataclass(frozen=True, slots=True)
class Forgetful:
    """Gives bookmarks, and says in words or in figures when it knows them no more."""

    url: str

    def request(self, cursor: str) -> Request:
        return Request(f"{self.url}/{cursor or 'start'}")

    def parse(self, reply: Reply, cursor: str) -> Page:
        if b"expired" in reply.body:
            raise Expired("it knows our bookmark no more")
        return Page((Item(id=cursor or "start", text="Valmy"),), "a" if not cursor else f"{cursor}a|owed")


@pytest.mark.parametrize("refusal", [Answer("no", 400), Answer("no", 410), Answer("expired")])
async def test_a_bookmark_that_is_known_no_more_is_dropped(place: Site, tmp_path: Path, refusal: Answer) -> None:
    place.answers |= {"/start": Answer("ok"), "/a": refusal}
    async with watching(f"kind: '{HERE}:Forgetful', url: {place.url}", tmp_path) as watch:
        await watch.poll()
        assert watch.state.cursor == "a"
        await watch.poll()
        assert watch.state.cursor == ""
        assert watch.state.health is not Health.GONE
        await watch.poll()
        assert watch.state.cursor == "a"


async def test_of_a_reading_that_was_not_ended_only_what_is_owed_is_dropped(place: Site, tmp_path: Path) -> None:
    place.answers |= {"/start": Answer("ok"), "/a": Answer("ok"), "/aa|owed": Answer("no", 400)}
    async with watching(f"kind: '{HERE}:Forgetful', url: {place.url}", tmp_path) as watch:
        await watch.poll(2)
        assert watch.state.cursor == "aa|owed"
        await watch.poll()
        assert watch.state.cursor == "aa"


# ------------------------------------------------------------------ what costs money


@dataclass(frozen=True, slots=True)
class Dear:
    """A dollar and a half for each answer, at most two."""

    dearest: ClassVar[int] = 2_000_000

    url: str
    budget: float

    def request(self, cursor: str) -> Request:
        return Request(self.url)

    def parse(self, reply: Reply, cursor: str) -> Page:
        if reply.body == b"?":
            raise Expired("nothing to be read")
        return Page((Item(id=reply.body.decode(), text="Valmy"),), cursor, cost=1_500_000)


async def test_a_month_never_costs_more_than_its_budget(place: Site, tmp_path: Path) -> None:
    place.answers["/dear"] = Answer("1", headers={"ETag": ""})
    async with watching(f"kind: '{HERE}:Dear', url: {place.url}/dear, budget: 4.0, every: 1h", tmp_path) as watch:
        for _ in range(3):
            (polled,) = await watch.pipeline.poll_due(watch.now)
            watch.now = watch.state.next_poll_at

        assert len(place.asked) == 2, "3.00 are spent, and one more answer may cost 2.00"
        assert watch.state.health is Health.BLOCKED
        assert polled.error == (
            "3.00 of 4.00 dollars of this month are spent (it is asked again on 2026-12-01; one question may cost 2.00)"
        )
        assert watch.state.next_poll_at == datetime(2026, 12, 1, tzinfo=UTC)
        await watch.pipeline.poll_due(watch.now)
        assert len(place.asked) == 3


async def test_an_answer_that_cannot_be_read_was_paid_all_the_same(place: Site, tmp_path: Path) -> None:
    place.answers["/dear"] = Answer("?")
    async with watching(f"kind: '{HERE}:Dear', url: {place.url}/dear, budget: 4.0", tmp_path) as watch:
        await watch.poll()

        assert watch.store.sources.spent(watch.state.id, watch.now) == Dear.dearest or watch.now.month == 12


# ------------------------------------------------------------------ what asks machines to stay away

PAGE = "<html><title>T</title><main><p>Valmy ferme ses boutiques du centre-ville.</p></main></html>"


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({"/robots.txt": Answer("User-agent: *\nDisallow: /private")}, ""),
        ({"/robots.txt": Answer("no", 404)}, ""),
        ({"/robots.txt": Answer("User-agent: *\nDisallow: /p")}, "asks us to stay away"),
        ({"/robots.txt": Answer("User-agent: vigie\nDisallow: /\nUser-agent: *\nAllow: /")}, "asks us to stay away"),
        ({"/robots.txt": Answer("unwell", 503)}, "does not say in its robots.txt"),
        ({"/page": Answer(PAGE, headers={"tdm-reservation": "1"})}, "reserves the text and data mining"),
        ({"/page": Answer(f'<meta name="tdm-reservation" content="1">{PAGE}')}, "reserves the text and data mining"),
        (
            {"/.well-known/tdmrep.json": Answer('[{"location": "/page*", "tdm-reservation": 1}]')},
            "reserves the text and data mining",
        ),
    ],
)
async def test_a_page_is_read_only_where_machines_are_welcome(
    place: Site, tmp_path: Path, answers: dict[str, Answer], why: str
) -> None:
    place.answers |= {"/page": Answer(PAGE)} | answers
    async with watching(f"kind: page, url: {place.url}/page", tmp_path) as watch:
        polled = await watch.poll()

        assert why in polled.error
        assert watch.state.health is (Health.BLOCKED if why else Health.OK)
        assert len(watch.mentions) == (not why)


async def test_robots_txt_is_asked_for_once(place: Site, tmp_path: Path) -> None:
    place.answers |= {"/page": Answer(PAGE), "/robots.txt": Answer("User-agent: *\nDisallow:")}
    async with watching(f"kind: page, url: {place.url}/page", tmp_path) as watch:
        await watch.poll(3)

        assert [path for path, _ in place.asked].count("/robots.txt") == 1


# ------------------------------------------------------------------ what may not be kept or handed on


@dataclass(frozen=True, slots=True)
class Jealous:
    """Says for each of its words what may be done with them."""

    url: str

    def request(self, cursor: str) -> Request:
        return Request(self.url)

    def parse(self, reply: Reply, cursor: str) -> Page:
        told: Any = json.loads(reply.body)
        return Page((Item(id="1", text="Valmy est horrible", author="Ann", rights=Rights(**told)),), cursor)


async def test_what_may_not_be_stored_is_scored_and_told_and_its_words_are_not_kept(
    place: Site, tmp_path: Path
) -> None:
    place.answers["/j"] = Answer('{"store": false}')
    async with watching(f"kind: '{HERE}:Jealous', url: {place.url}/j", tmp_path) as watch:
        polled = await watch.poll()

        assert [mention.item.text for mention in polled.mentions] == ["Valmy est horrible"]
        (kept,) = watch.mentions
        assert kept == kept.wordless
        assert kept.negative
        assert kept.item.rights == Rights(store=False)


async def test_what_may_not_be_handed_on_is_shown_and_not_exported(place: Site, tmp_path: Path) -> None:
    place.answers["/j"] = Answer('{"share": false}')
    async with watching(f"kind: '{HERE}:Jealous', url: {place.url}/j", tmp_path) as watch:
        await watch.poll()
        (kept,) = watch.mentions
        assert kept.item.text == "Valmy est horrible"
        for form in ("csv", "jsonl"):
            with (tmp_path / form).open("w+") as out:
                export([kept], out, form)
                out.seek(0)
                assert "horrible" not in (told := out.read())
                assert "negative" in told
