"""Who asks to be forgotten leaves no trace: the raw bytes of every file say so."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from monitor.forgetting import everything, forget, forget_again, look_up, object_, pseudonymise
from monitor.links import LegalHold
from monitor.privacy import pseudonyms_at
from monitor.store import Find, Sought, Store, bring_back
from tests.kills import FILES, left_by_kills
from tests.legal.watch import Desk, desk
from tests.site import Answer, Site, site

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
NAME = "Zéphyrine Quatrelivres"
HERS = 'Valmy : des escrocs, ils m\'ont volé mon acompte xylophone et falsifient "les" factures\nà Lille'
EDITED = "Valmy : des escrocs, ils m'ont volé mon acompte clavecin et falsifient les factures"
ANSWER = f"{NAME} exagère, Valmy rembourse toujours"
OTHER = "Valmy : bande de voleurs et d'escrocs, ils détournent l'argent des clients"
WORDS = ("Quatrelivres", "xylophone", "clavecin", "quatrelivres", "zephyrine")


def feed(place: Site, hers: str, answer: str = ANSWER) -> str:
    said = [("1", NAME, hers), ("2", "Ann", answer), ("3", "Bob", OTHER)]
    rows = [
        {"id": n, "by": who, "said": text, "at": "2026-05-04T08:00:00Z", "url": f"{place.url}/{n}"}
        for n, who, text in said
    ]
    return json.dumps({"data": rows}, ensure_ascii=False)


def api(place: Site) -> list[dict[str, object]]:
    fields = {"items": "data", "id": "id", "text": "said", "author": "by", "published": "at", "link": "url"}
    return [{"name": "api", "kind": "json", "url": f"{place.url}/api", "backfill": "all", **fields}]


async def lived(told: Desk, place: Site) -> None:
    """She speaks, is captured, edits, is answered, noted, quoted in a digest and seen again."""
    await told.poll()
    await told.look()
    place.answers["/api"] = Answer(feed(place, EDITED))
    await told.poll(hours=1)
    store = told.store
    store.db.execute(
        "INSERT INTO label (mention, what, word, said, by, at) VALUES (1, 'note', ?, ?, 'camille', 0)",
        [f"call {NAME}", HERS],
    )
    reason = {"start": 10, "end": 22, "cue": "Quatrelivres", "weight": -0.3, "why": "usage"}  # a part of her name
    store.db.execute(
        "UPDATE mention SET scores = json_set(scores, '$.sentiment.reasons', json(?)) WHERE id = 2",
        [json.dumps([reason])],
    )
    store.db.execute("INSERT INTO digest (target, at, record) VALUES ('x', 0, ?)", [json.dumps({"q": HERS})])
    store.db.conn.commit()


def bytes_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file, raw; and what is compressed in a cell of the diary, as it was before."""
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name != "vigie.yaml":
            yield path.name, path.read_bytes()
    for path in folder.glob("*.db"):
        with sqlite3.connect(path) as db:
            for (packed,) in db.execute("SELECT warc FROM exhibit WHERE warc != x''"):
                yield f"{path.name}: warc", zlib.decompress(packed)
        db.close()


def traces(folder: Path) -> set[tuple[str, str]]:
    return {
        (name, word)
        for name, data in bytes_of(folder)
        for word in WORDS
        if word.encode() in data or word.encode("utf-16-le") in data
    }


async def test_nothing_of_her_is_left_in_any_byte_and_the_next_poll_brings_nothing_back(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with site() as place:
        place.answers |= {"/api": Answer(feed(place, HERS)), "/1": Answer(f"<article>{NAME}: {HERS}</article>")}
        async with desk(home, api(place), NOW) as told:
            await lived(told, place)
            names = pseudonyms_at(told.store.path)
            assert {word for _, word in traces(home)} == set(WORDS), "she was there, everywhere"

            done = forget(told.store, names, Sought(NAME.upper()), who="camille", why="letter of 3 May", now=told.now)
            told.store.backup(home / "backup.db")
            (home / "export.json").write_text(json.dumps([m.item.prose for m in told.mentions()], ensure_ascii=False))

            assert len(done.found.items) == 1
            assert done.found.held == ()
            assert traces(home) == set()
            assert [mention.item.author for mention in told.mentions()] == ["Ann", "Bob"]
            assert "█" * len(NAME) in told.mentions()[0].item.text
            assert told.store.check() == "ok"
            assert told.store.chain.unlike() == ()

            await told.poll(hours=1)
            await told.look(days=1)
            assert [mention.item.author for mention in told.mentions()] == ["Ann", "Bob"]
            assert told.store.objections.all()[0].refused == 0, "what was seen is not looked at again"
            place.answers["/api"] = Answer(feed(place, EDITED + " encore"))
            await told.poll(hours=1)
            assert told.store.objections.all()[0].refused == 1
            assert len(told.mentions()) == 2
        assert {name for name, _ in traces(home)} <= {"vigie.db: warc"}, "what others said later is theirs"


async def test_what_is_under_hold_stays_and_is_listed(tmp_path: Path) -> None:
    with site() as place:
        place.answers |= {"/api": Answer(feed(place, HERS)), "/1": Answer(f"<article>{NAME}: {HERS}</article>")}
        async with desk(tmp_path, api(place), NOW) as told:
            await lived(told, place)
            names, store = pseudonyms_at(told.store.path), told.store
            hers = next(mention for mention in told.mentions() if mention.item.author == NAME)
            with store.atomic():
                store.chain.hold(LegalHold(hers.id, NOW, "camille", "complaint filed"))

            done = forget(store, names, Sought(NAME), who="camille", why="", now=told.now)

            assert done.found.held == (hers.id,)
            kept = store.mentions.get(hers.id)
            assert kept
            assert kept.item.text == EDITED
            assert all(exhibit.record for exhibit in store.chain.of(hers.id))
            assert store.chain.unlike() == ()
            told.pipeline.forget(NOW + timedelta(days=5000))
            assert [mention.id for mention in told.mentions()] == [hers.id]


async def test_an_address_is_forgotten_whatever_its_spelling(tmp_path: Path) -> None:
    with site() as place:
        place.answers["/api"] = Answer(feed(place, HERS))
        async with desk(tmp_path, api(place), NOW) as told:
            await told.poll()
            names = pseudonyms_at(told.store.path)
            found = look_up(told.store, names, Sought(url=f"{place.url.replace('http', 'https')}/3/"))

            assert len(found.items) == 1
            forget(told.store, names, Sought(url=f"{place.url}/3"), who="", why="", now=told.now)
            assert [mention.item.author for mention in told.mentions()] == [NAME, "Ann"]


async def test_whoever_asks_is_told_all_that_is_kept_of_them(tmp_path: Path) -> None:
    with site() as place:
        place.answers["/api"] = Answer(feed(place, HERS))
        async with desk(tmp_path, api(place), NOW) as told:
            await lived(told, place)
            (kept,) = everything(told.store, pseudonyms_at(told.store.path), Sought(NAME.lower()))

    assert kept["text"] == EDITED
    assert kept["earlier versions"][0]["text"] == " ".join(HERS.split())
    assert {score["of"]: score["is"] for score in kept["scores"]}["accusation"] == "likely"
    assert kept["evidence"][0]["what"] == "heard"


async def test_names_give_way_to_pseudonyms_that_stay_the_same_and_are_found_again(tmp_path: Path) -> None:
    with site() as place:
        place.answers["/api"] = Answer(feed(place, HERS))
        async with desk(tmp_path, api(place), NOW) as told:
            await told.poll()
            names = pseudonyms_at(told.store.path)

            assert pseudonymise(told.store, names, NOW, timedelta(days=90)) == 0
            assert pseudonymise(told.store, names, NOW + timedelta(days=91), timedelta(days=90)) == 3
            assert pseudonymise(told.store, names, NOW + timedelta(days=91), timedelta(days=90)) == 0
            hers = told.mentions()[0]
            assert hers.item.author == names.pseudonym(NAME)
            assert look_up(told.store, names, Sought(NAME)).mentions == (hers.id,)


@pytest.mark.parametrize("other", ["zephyrine  QUATRELIVRES", "Zéphyrine Quatrelivres "])
def test_a_tombstone_knows_a_name_in_every_spelling(tmp_path: Path, other: str) -> None:
    names = pseudonyms_at(tmp_path / "vigie.db")

    assert names.author(other) == names.author(NAME)
    assert names.author("somebody else") != names.author(NAME)
    assert pseudonyms_at(tmp_path / "vigie.db") == names
    assert pseudonyms_at(tmp_path / "other.db").author(NAME) != names.author(NAME)
    assert (tmp_path / "vigie.db.privacy.key").stat().st_mode & 0o777 == 0o600


def test_a_key_whose_making_is_killed_is_made_by_the_next_start(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    left = left_by_kills(tmp_path / "here", lambda: pseudonyms_at(tmp_path / "here" / "vigie.db"))

    assert len(left) > 2
    for place in left:
        names = pseudonyms_at(place / "vigie.db")
        assert pseudonyms_at(place / "vigie.db") == names
        assert [each.name for each in place.iterdir()] == ["vigie.db.privacy.key"], "nothing of the first try"


async def test_a_backup_that_still_has_her_does_not_bring_her_back(tmp_path: Path) -> None:
    with site() as place:
        place.answers |= {"/api": Answer(feed(place, HERS)), "/1": Answer(f"<article>{NAME}: {HERS}</article>")}
        async with desk(tmp_path, api(place), NOW) as told:
            await told.poll()
            path, names = told.store.path, pseudonyms_at(told.store.path)
            told.store.backup(tmp_path / "older.db")
            object_(told.store, names, Sought("Bob"), why="he only wants no more of it", now=NOW)
            forget(told.store, names, Sought(NAME), who="camille", why="letter of 3 May", now=NOW)

    again = bring_back(path, tmp_path / "older.db", NOW, partial(forget_again, diary=path, now=NOW)).erased
    with closing(Store(path, now=NOW, alone=True)) as store:
        kept = {mention.item.author for mention in store.mentions.find(Find(limit=-1))}
        objected, noted = store.objections.known(), [each.what for each in store.audit.all()]

    assert (again, kept) == (1, {"Ann", "Bob"}), "what was not erased stays"
    assert objected == {("author", names.author(NAME)), ("author", names.author("Bob"))}
    assert noted == ["erasure", "erasure"], "the first time, and again"
    assert {name for name, _ in traces(tmp_path)} == {"older.db", "older.db: warc"}


async def test_no_kill_of_a_restore_brings_her_back(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with site() as place:
        place.answers |= {"/api": Answer(feed(place, HERS)), "/1": Answer(f"<article>{NAME}: {HERS}</article>")}
        async with desk(home, api(place), NOW) as told:
            await told.poll()
            path = told.store.path
            told.store.backup(tmp_path / "older.db")
            forget(told.store, pseudonyms_at(path), Sought(NAME), who="camille", why="letter of 3 May", now=NOW)
    forgetting = partial(forget_again, diary=path, now=NOW)

    left = left_by_kills(home, lambda: bring_back(path, tmp_path / "older.db", NOW, forgetting), FILES)

    ready = [each for each in left if list(each.glob("*.restored-*"))]
    assert ready, "some were killed when all was ready"
    for folder in (*left[::8], *ready):
        with closing(Store(folder / path.name, now=NOW, alone=True)) as store:
            assert {mention.item.author for mention in store.mentions.find(Find(limit=-1))} == {"Ann", "Bob"}
        assert not list(folder.glob("*.restored*")), "nor does she lie about"
