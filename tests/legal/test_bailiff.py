"""What is said gravely is captured at first sight, looked at again, stamped, packed, and verified by others."""

from __future__ import annotations

import json
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.config import LegalConfig
from monitor.evidence.pack import pack
from monitor.evidence.seal import seal_at
from monitor.evidence.verify import verify
from monitor.legal.docket import case, dossier, key_beside
from monitor.legal.pleading import draft, follow
from monitor.links import State, broken
from tests.evidence.authority import authority
from tests.legal.watch import Desk, desk
from tests.site import Answer, Site, rss, site

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
SAID = "Valmy : des escrocs, ils volent leurs clients et falsifient les factures"
CALM = "Valmy ouvre une boutique à Lille"
PAGE = (
    "<html><head><title>Avis</title></head><body><nav>Menu</nav><article><h1>Avis</h1><p>{}</p></article></body></html>"
)


def feed(place: Site, *said: str) -> str:
    return rss(*((f"a{number}", words) for number, words in enumerate(said))).replace("https://blog.example", place.url)


def blog(place: Site) -> list[dict[str, object]]:
    return [{"name": "blog", "url": f"{place.url}/feed", "backfill": "all"}]


def packed(told: Desk, *numbers: int, language: str = "en", roots: dict[str, Path] | None = None) -> bytes:
    about = dossier(
        told.store,
        numbers,
        ["FR"],
        told.now,
        language=language,
        timezone="Europe/Paris",
        roots=roots or {},
        environment={"software": "vigie", "clock": "synchronised"},
    )
    return pack(about, seal_at(key_beside(told.store.path)))


def checked(content: bytes, folder: Path) -> subprocess.CompletedProcess[str]:
    """The recipe of the pack, run where nothing of ours is."""
    folder.mkdir()
    (folder / "pack.zip").write_bytes(content)
    with zipfile.ZipFile(folder / "pack.zip") as archive:
        archive.extractall(folder / "open")
    return subprocess.run(
        ["sh", "verify.sh"],
        cwd=folder / "open",
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


async def test_what_insults_or_accuses_is_chained_with_the_answer_it_stood_in(tmp_path: Path) -> None:
    with site() as place:
        place.answers["/feed"] = Answer(feed(place, SAID, CALM))
        async with desk(tmp_path, blog(place), NOW) as told:
            await told.poll()
            grave, calm = told.mentions()
            (exhibit,) = told.store.chain.of(grave.id)

            assert told.store.chain.of(calm.id) == ()
            assert exhibit.link.kind == "heard"
            assert exhibit.told["status"] == 200
            assert exhibit.told["answered by"] == "127.0.0.1"
            assert exhibit.told["item"]["title"] == SAID
            assert b"WARC/1.1" in exhibit.warc
            assert b"falsifient" in exhibit.warc
            assert b"WARC-IP-Address: 127.0.0.1" in exhibit.warc
            assert b"user-agent: vigie/" in exhibit.warc.lower()


async def test_the_answer_of_a_source_that_is_reached_with_a_secret_is_not_kept(tmp_path: Path) -> None:
    with site() as place:
        place.answers["/api"] = Answer(json.dumps({"data": [{"said": SAID, "id": 1}]}))
        private: dict[str, object] = {
            "name": "api",
            "kind": "json",
            "url": f"{place.url}/api",
            "items": "data",
            "text": "said",
        }
        private |= {"id": "id", "backfill": "all", "headers": {"x-key": "pl4nted"}}
        async with desk(tmp_path, [private], NOW) as told:
            await told.poll()
            (exhibit,) = told.store.chain.told("heard")

    assert exhibit.warc == b""
    assert "withheld" in exhibit.told["url"]
    assert exhibit.told["body"]
    assert "pl4nted" not in exhibit.record


async def test_a_page_is_seen_edited_lost_and_gone_only_after_several_absences(tmp_path: Path) -> None:
    with site() as place:
        place.answers |= {"/feed": Answer(feed(place, SAID)), "/a0": Answer(PAGE.format(SAID))}
        async with desk(tmp_path, blog(place), NOW) as told:
            await told.poll()
            sights = [(await told.look())[0].look.sight]
            assert await told.look(minutes=1) == ()
            sights += [seen.look.sight for seen in await told.look(minutes=15)]
            place.answers["/a0"] = Answer(PAGE.format(SAID.replace("volent", "trompent")))
            sights += [seen.look.sight for seen in await told.look(hours=1)]
            place.answers["/a0"] = Answer("gone", 404)
            sights += [seen.look.sight for seen in await told.look(hours=4)]
            place.answers["/a0"] = Answer("busy", 503)
            sights += [seen.look.sight for seen in await told.look(hours=1)]
            place.answers["/a0"] = Answer("gone", 410)
            for hours in (6, 6, 24):
                sights += [seen.look.sight for seen in await told.look(hours=hours)]
            (mention,) = told.mentions()
            page = told.store.pages.get(mention.id)
            exhibits = told.store.chain.of(mention.id)

            assert sights == ["seen", "same", "edited", "missing", "trouble", "missing", "missing", "gone"]
            assert page
            assert (page.state, page.absences) == (State.GONE, 4)
            edited = next(each for each in exhibits if each.link.kind == "edited")
            assert edited.told["change"] == f"- {SAID}\n+ {SAID.replace('volent', 'trompent')}"
            assert broken(told.store.chain.links()) is None

            place.answers["/a0"] = Answer(PAGE.format(SAID))
            (back,) = await told.look(days=30)
            assert back.look.sight == "back"


@pytest.mark.parametrize("generous", [False, True])
async def test_a_pack_is_stamped_and_verifies_with_openssl_and_sha256sum_alone(
    tmp_path: Path, *, generous: bool
) -> None:
    with site() as place, authority(tmp_path / "tsa", generous=generous) as time:
        place.answers |= {"/feed": Answer(feed(place, SAID)), "/a0": Answer(PAGE.format(SAID))}
        evidence = {"authorities": [{"url": time.url, "roots": str(time.roots)}]}
        async with desk(tmp_path, blog(place), NOW, evidence=evidence) as told:
            await told.poll()
            await told.look()
            (stamped,) = await told.bailiff.stamp(told.now)
            assert stamped.error == ""
            (mention,) = told.mentions()
            content = packed(told, mention.id, language="fr", roots={time.url: time.roots})

    outcome = verify(content)
    assert outcome.damages == ()
    assert (outcome.links, outcome.stamps, len(outcome.unproven)) == (2, int(not generous), int(generous))
    by_hand = checked(content, tmp_path / "elsewhere")
    assert by_hand.returncode == 0, by_hand.stderr
    assert "OK" in by_hand.stdout

    spoilt = tmp_path / "elsewhere" / "open" / "exhibits" / "00000002.txt"
    spoilt.write_text(spoilt.read_text().replace("volent", "v0lent"))
    again = subprocess.run(["sh", "verify.sh"], cwd=spoilt.parents[1], capture_output=True, text=True, check=False)
    assert again.returncode != 0
    assert "exhibits/00000002.txt" in again.stderr + again.stdout


async def test_what_is_muted_or_not_ours_to_keep_is_not_captured(tmp_path: Path) -> None:
    with site() as place:
        place.answers["/feed"] = Answer(feed(place, SAID))
        mute = [{"query": "escrocs", "why": "a test"}]
        async with desk(tmp_path, blog(place), NOW, mute=mute) as told:
            await told.poll()
            assert await told.look() == ()
            assert told.store.chain.head() is None


async def test_who_is_concerned_is_reminded_of_the_last_day_once_for_each_threshold(tmp_path: Path) -> None:
    with site() as place:
        place.answers |= {"/feed": Answer(feed(place, SAID)), "/hook": Answer("down", 503)}
        targets = [
            {"name": "legal", "way": "apprise", "address": f"json://127.0.0.1:{place.url.rpartition(':')[2]}/hook"},
            {"name": "shop", "way": "apprise", "address": f"json://127.0.0.1:{place.url.rpartition(':')[2]}/shop"},
        ]
        legal = {"targets": ["legal"], "remind": [30, 7]}
        async with desk(tmp_path, blog(place), NOW, targets=targets, legal=legal) as told:
            await told.poll()
            last = NOW.replace(month=8)
            assert await told.bailiff.remind(NOW) == ()
            assert await told.bailiff.remind(last - timedelta(days=31)) == ()
            (failed,) = await told.bailiff.remind(last - timedelta(days=30))
            assert failed.error
            place.answers["/hook"] = Answer("ok")
            assert await told.bailiff.remind(last - timedelta(days=30)) == ()
            (arrived,) = await told.bailiff.remind(last - timedelta(days=30) + timedelta(minutes=10))
            assert arrived.error == ""
            assert await told.bailiff.remind(last - timedelta(days=20)) == ()
            assert len(await told.bailiff.remind(last - timedelta(days=5))) == 1
            assert await told.bailiff.remind(last + timedelta(days=1)) == ()

    messages = [json.dumps(body, ensure_ascii=False) for path, body in place.posted if path == "/hook"]
    assert [path for path, _ in place.posted if path == "/shop"] == []
    assert len(messages) == 3
    assert "30 days left, until 2026-08-04" in messages[1]
    assert "5 days left" in messages[2]
    assert all("not legal advice" in message for message in messages)


async def test_a_right_of_reply_is_seen_published_and_taken_away(tmp_path: Path) -> None:
    words = "Nous contestons ces propos : aucune facture n'a été falsifiée, nos comptes sont contrôlés chaque année."
    with site() as place:
        place.answers |= {"/feed": Answer(feed(place, SAID)), "/a0": Answer(PAGE.format(SAID))}
        async with desk(tmp_path, blog(place), NOW) as told:
            await told.poll()
            (mention,) = told.mentions()
            known = case(told.store, mention.id, ["FR"], NOW, "fr")
            legal = LegalConfig()
            made = draft(
                told.store, known, "reply", language="fr", legal=legal, country="FR", recipient="Blog", answer=words,
                now=NOW, timezone="Europe/Paris", who="camille",
            )  # fmt: skip
            await told.look()
            place.answers["/a0"] = Answer(PAGE.format(SAID) + f"<aside>{words}</aside>")
            await told.look(minutes=15)
            assert told.store.chain.told("reply") == (), "it was not asked for yet"
            follow(told.store, made.id, "sent", word="", who="camille", now=NOW)
            for hours in (1, 4):
                await told.look(hours=hours)
            place.answers["/a0"] = Answer(PAGE.format(SAID))
            await told.look(hours=12)
            seen = [exhibit.told["published"] for exhibit in told.store.chain.told("reply")]

    assert seen == [True, False]


async def test_a_reminder_that_a_kill_cut_off_says_that_it_may_be_a_repeat(tmp_path: Path) -> None:
    home, killed = tmp_path / "home", tmp_path / "killed"
    home.mkdir()
    with site() as place:
        place.answers |= {"/feed": Answer(feed(place, SAID)), "/hook": Answer("ok")}
        hook = f"json://127.0.0.1:{place.url.rpartition(':')[2]}/hook"
        targets = [{"name": "legal", "way": "apprise", "address": hook}]
        last_days = NOW.replace(month=8) - timedelta(days=5)

        def kill(sql: str) -> None:
            """Before what came of it is written down."""
            if "UPDATE reminder" in sql and place.posted:
                shutil.copytree(home, killed)

        async with desk(home, blog(place), NOW, targets=targets) as told:
            await told.poll()
            told.store.db.conn.set_trace_callback(kill)
            assert len(await told.bailiff.remind(last_days)) == 1
            told.store.db.conn.set_trace_callback(None)
        async with desk(killed, blog(place), NOW, targets=targets) as told:
            assert len(await told.bailiff.remind(last_days)) == 1

    assert ["Possible repeat" in json.dumps(body) for path, body in place.posted if path == "/hook"] == [False, True]
