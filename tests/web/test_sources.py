"""The sources: which of them are not seen, for how long; and a new one, tried before it is added."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import escape
from pathlib import Path

import pytest

from monitor import config
from monitor.fetch import Fetcher, trusted_origins
from monitor.model import Brand
from monitor.sources.catalogue import rows
from monitor.store import Harvest, Health, Role
from monitor.web.tongue import Tongue
from tests.site import Answer, rss, site
from tests.web.office import Office, office_in

SAME_IN_FRENCH = {"discussion", "page", "forum", "podcast", "webhook"}
FEED = rss(("a", "Acme is down again"), ("b", "Nothing of interest <script>alert(1)</script>"))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_in(tmp_path, watched=(Brand("Acme"),)) as found:
        yield found


@pytest.mark.parametrize(("health", "blind"), [(Health.FAILING, True), (Health.GONE, True), (Health.OK, False)])
async def test_how_long_a_source_was_not_seen(office: Office, health: Health, blind: bool) -> None:
    browser, state = await office.at_work("camille"), office.store.sources.get("forum")
    assert state
    read_at, every = office.now - timedelta(hours=5), timedelta(hours=1)
    office.store.save(Harvest(replace(state, health=health, page_at=read_at, interval=every)), office.now)
    page = (await browser.get("/sources")).text

    assert ("1 source is not seen" in page) is blind
    assert (">4 hours</td>" in page) is blind


@pytest.mark.parametrize(
    ("error", "told"),
    [
        ("the server answered 404", "<span>le serveur a répondu 404</span>"),
        (
            "the server answered 403: the key is wrong",
            "<span>le serveur a répondu 403\N{NO-BREAK SPACE}: la clé est fausse</span>",
        ),
        ("unknown words of <b>others</b>", '<span lang="en">unknown words of &lt;b&gt;others&lt;/b&gt;</span>'),
    ],
)
async def test_what_is_wrong_with_a_source_is_told_in_the_language_of_who_reads(
    office: Office, error: str, told: str
) -> None:
    reader, other = await office.at_work("camille", language="fr"), await office.at_work("vera")
    state = office.store.sources.get("forum")
    assert state
    office.store.save(Harvest(replace(state, health=Health.BLOCKED, error=error), ()), office.now)

    assert told in (await reader.get("/sources")).text
    assert f"<span>{escape(error)}</span>" in (await other.get("/sources")).text
    assert office.store.sources.all()[0].error == error, "what is kept is the same for everybody"


async def test_kinds_are_said_in_the_language_of_who_reads(office: Office) -> None:
    french, english = await office.at_work("camille", language="fr"), await office.at_work("alex")

    assert '<td data-name="Genre">flux</td>' in (await french.get("/sources")).text
    assert ">feed</td>" in (await english.get("/sources")).text


def test_every_kind_of_source_has_its_french_name() -> None:
    assert {row.kind for row in rows() if Tongue("fr").kind(row.kind) == row.kind} <= SAME_IN_FRENCH
    assert Tongue("fr").kind("theirs:Kind") == "theirs:Kind"


async def test_a_trial_that_fails_is_told_in_french_and_once(office: Office) -> None:
    browser = await office.at_work("camille", language="fr")
    office.desk.fetcher = Fetcher(user_agent="vigie")
    pages = [
        (await browser.post("/sources/try", {"url": url, "kind": "feed"})).text
        for url in ("http://127.0.0.1:1/feed", "nonsense")
    ]
    await office.desk.fetcher.close()

    for page in pages:
        told = page.split('role="alert" id="fault">')[1].split("</p>")[0]
        assert 'lang="en"' not in told
        assert told.count("(") <= 1, "the hint stands there once"


async def test_a_source_is_tried_and_what_it_says_is_shown(office: Office) -> None:
    browser = await office.at_work("camille")
    with site() as place:
        place.answers["/feed"] = Answer(FEED)
        url = f"{place.url}/feed"
        office.desk.fetcher = Fetcher(user_agent="vigie", trusted=trusted_origins([url]))
        answer = await browser.post("/sources/try", {"url": url, "kind": "feed"})
        await office.desk.fetcher.close()

    assert answer.status_code == 200
    assert "2 items, 1 names a brand" in answer.text
    assert "<script>alert" not in answer.text
    lines = answer.text.split('<pre class="query">')[1].split("</pre>")[0].replace("&#34;", '"')
    text = f"brands: [{{name: Acme}}]\nsources:\n{lines}\n"
    (source,) = config.parse(text, file="vigie.yaml", environ={}).sources
    assert source.source.request("").url == url
    assert office.store.sources.get("forum"), "nothing is kept of the other"
    assert len(office.store.sources.all()) == 1


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:1/feed", "http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "nonsense", "a\nb: c"],
)
async def test_nobody_is_led_into_our_own_network(office: Office, url: str) -> None:
    browser = await office.at_work("camille")
    office.desk.fetcher = Fetcher(user_agent="vigie")
    answer = await browser.post("/sources/try", {"url": url, "kind": "feed"})
    await office.desk.fetcher.close()

    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert "To add it" not in answer.text


async def test_pages_that_are_served_alone_ask_nobody(office: Office) -> None:
    browser, vera = await office.at_work("camille"), await office.at_work("vera", Role.VIEWER)

    assert (await browser.post("/sources/try", {"url": "https://a.example/", "kind": "feed"})).status_code == 403
    assert "vigie try feed" in (await browser.get("/sources/try")).text
    assert (await vera.post("/sources/try", {"url": "https://a.example/", "kind": "feed"})).status_code == 403
    assert (await browser.post("/sources/try", {"url": "https://a.example/", "kind": "x"})).status_code == 400
