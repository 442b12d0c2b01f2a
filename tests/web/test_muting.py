"""Muting an author, a site or a phrase from the page: at once, for what comes, until a day, and back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.model import Item
from monitor.reading import Reading
from monitor.sifting import Sifter
from monitor.store import Role, Wanted
from tests.web.office import NOW, TEXTS, Office, heard, items, office_in

WISHES = {
    "author": {"kind": "author", "mention": "1", "for": "7d"},
    "site": {"kind": "site", "mention": "1", "for": "7d"},
    "phrase": {"kind": "phrase", "word": "l'application plante", "for": "7d"},
}
TOLD = {"author": "author: auteur0", "site": "site: forum.example", "phrase": "phrase: l'application plante"}
MUTED = {"author": {1}, "site": {1, 2, 3, 4, 5, 6}, "phrase": {1}}
NOTHING = Reading("", "", None, None, 0, 0, (), (), (), ())


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_in(tmp_path) as found:
        yield found


def shown(office: Office) -> set[int]:
    return {row.mention.id for row in office.store.inbox.page(Wanted())}


def come(office: Office, at: timedelta = timedelta()) -> str:
    """Why something new of the first author is muted, as the daemon would have it."""
    mention = office.store.mentions.get(1)
    assert mention
    fresh = replace(mention, item=replace(mention.item, id="new", published=NOW + at), seen_at=NOW + at, muted="")
    [sifted] = Sifter(office.store).sift(replace(NOTHING, fresh=(fresh,))).fresh
    return sifted.muted


@pytest.mark.parametrize("kind", WISHES)
async def test_what_is_muted_is_out_of_sight_at_once_and_when_it_comes(office: Office, kind: str) -> None:
    browser = await office.at_work("camille")
    told = await browser.ask("/mutes", WISHES[kind])

    assert told.status_code == 200, told.text
    assert set(told.json()["mentions"]) == MUTED[kind]
    assert shown(office) == {1, 2, 3, 4, 5, 6} - MUTED[kind]
    assert come(office) == TOLD[kind]
    assert come(office, timedelta(days=8)) == "", "its time is over by then"
    page = (await browser.get("/mutes")).text
    assert "in force" in page
    office.now += timedelta(days=8)
    assert "expired" in (await browser.get("/mutes")).text


@pytest.mark.parametrize("kind", WISHES)
async def test_what_was_muted_is_lifted_by_whoever_undoes_it(office: Office, kind: str) -> None:
    browser, alex = await office.at_work("camille"), await office.at_work("alex")
    act = (await browser.ask("/mutes", WISHES[kind])).json()["act"]
    await browser.ask("/act", {"m": "2", "what": "note", "note": "what others do meanwhile stays"})
    undone = await alex.ask("/undo", {"act": str(act)})

    assert undone.status_code == 200
    assert shown(office) == {1, 2, 3, 4, 5, 6}
    assert come(office) == ""
    assert "lifted by alex" in (await browser.get("/mutes")).text
    assert "camille muted" in (await browser.get("/mentions/1")).text, "the history keeps it"


@pytest.mark.parametrize("kind", WISHES)
async def test_what_is_muted_already_is_said_to_be_so(office: Office, kind: str) -> None:
    browser, alex = await office.at_work("camille"), await office.at_work("alex", language="fr")
    act = (await browser.ask("/mutes", WISHES[kind])).json()["act"]
    again = await alex.ask("/mutes", WISHES[kind] | {"for": "30d"})

    assert again.status_code == 409
    assert "déjà en sourdine, par camille" in again.json()["detail"]
    assert len(office.store.mutes.all()) == 1
    assert "déjà en sourdine" in (await alex.post("/mutes", WISHES[kind])).text, "without a script"
    await browser.ask("/undo", {"act": str(act)})
    assert (await alex.ask("/mutes", WISHES[kind])).status_code == 200, "it was lifted"
    office.now += timedelta(days=8)
    assert (await alex.ask("/mutes", WISHES[kind])).status_code == 200, "its time is over"


async def test_what_is_muted_for_one_brand_may_be_muted_for_all(office: Office) -> None:
    browser = await office.at_work("camille")
    await browser.ask("/mutes", WISHES["author"] | {"only": "1"})

    assert (await browser.ask("/mutes", WISHES["author"])).status_code == 200
    assert (await browser.ask("/mutes", WISHES["author"] | {"only": "1"})).status_code == 409, "all has the one in it"


async def test_what_the_daemon_muted_meanwhile_is_lifted_too(office: Office) -> None:
    browser = await office.at_work("camille")
    act = (await browser.ask("/mutes", WISHES["author"])).json()["act"]
    heard(office.store, [replace(items(TEXTS)[0], id="later", text="Bruyère, encore une panne !")])
    sifter = Sifter(office.store)
    assert sifter.outdated()
    assert sifter.reconsider(office.now) == {"Bruyère"}
    assert sifter.outdated(), "it may be taken back"
    sifter.keep()
    assert not sifter.outdated()
    assert 7 not in shown(office)
    await browser.ask("/undo", {"act": str(act)})

    assert 7 in shown(office)
    assert sifter.outdated(), "and the daemon will know"


async def test_one_brand_alone_may_be_spared(office: Office) -> None:
    heard(
        office.store,
        [Item("both", "https://x.example/", text="Bruyère and Acme, awful.", author="auteur0", published=NOW)],
    )
    browser = await office.at_work("camille")
    await browser.ask("/mutes", WISHES["author"] | {"only": "1"})

    assert {row.mention.brand for row in office.store.inbox.page(Wanted(author="auteur0"))} == {"Acme"}


async def test_to_mute_more_than_a_hundred_asks_first(tmp_path: Path) -> None:
    with office_in(tmp_path, [("", f"Acme number {n} is broken {n * n}") for n in range(103)]) as office:
        browser = await office.at_work("camille")
        wish = {"kind": "phrase", "word": "is broken", "for": "1d"}
        asked = await browser.ask("/mutes", wish)
        assert (asked.status_code, asked.json()["count"]) == (428, 103)
        page = await browser.post("/mutes", wish)
        assert 'action="/mutes"' in page.text
        assert office.store.mutes.all() == ()
        assert (await browser.ask("/mutes", wish | {"sure": "1"})).status_code == 200
        assert shown(office) == set()


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"kind": "author"},
        {"kind": "author", "for": "9d", "word": "x"},
        {"kind": "author", "for": "1d"},
        {"kind": "phrase", "for": "1d", "word": '"'},
        {"kind": "nothing", "for": "1d", "word": "x"},
        {"kind": "site", "for": "1d", "mention": "99"},
    ],
)
async def test_nobody_mutes_nothing(office: Office, wish: dict[str, str]) -> None:
    browser = await office.at_work("camille")

    assert (await browser.ask("/mutes", wish)).status_code == 400
    assert office.store.mutes.all() == ()


async def test_who_only_looks_sees_what_is_muted_and_lifts_nothing(office: Office) -> None:
    camille, vera = await office.at_work("camille"), await office.at_work("vera", Role.VIEWER)
    await camille.ask("/mutes", WISHES["author"])
    page = (await vera.get("/mutes")).text

    assert "auteur0" in page
    assert "<button>Lift" not in page
    assert 'action="/mutes"' not in page
