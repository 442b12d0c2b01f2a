"""Copies behind the first of them, wherever mentions are shown."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from monitor.enrich import reach_of
from monitor.enrich.fingerprint import take_fingerprint
from monitor.model import Item, Mention, Rating, Score
from monitor.store import Harvest, Store
from tests.cli.town import Door

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
FILE = """\
brands:
  - name: Velmora
timezone: Europe/Paris
store: vigie.db
sources:
  - {name: agence, url: "https://agence.example/feed"}
  - {name: journal, url: "https://journal.example/feed"}
"""
DISPATCH = (
    "Velmora a annoncé jeudi le rappel de 1 200 sèche-cheveux vendus depuis le printemps, après deux débuts d'incendie "
    "survenus dans le Finistère. Les clients peuvent rapporter l'appareil en magasin et seront remboursés."
)


@pytest.fixture(name="syndicated")
def _syndicated(bare: Door) -> Door:
    """A dispatch in three places, of which the first came last, and one opinion."""
    bare.write(FILE)
    store = Store(bare.home / "vigie.db", now=NOW)
    with store.atomic():
        store.sources.sync([("agence", "feed", "a"), ("journal", "feed", "b")], NOW)
        store.past.watch(("Velmora",), NOW)
    for number, (source, text) in enumerate(
        [
            ("journal", f"QUIMPER — {DISPATCH}".replace("1 200", "1 300")),
            ("journal", "Velmora, leurs sèche-cheveux sont une honte"),
            ("journal", DISPATCH[:150] + "…"),
            ("agence", DISPATCH),
        ]
    ):
        item = Item(str(number), text=text, published=NOW - timedelta(hours=number), author="\x1b[2Jx")
        bare_one = Mention(item, "Velmora", source, NOW, sentiment=Score(-0.4, "negative", 0.7))
        state = store.sources.get(source)
        assert state
        reach = reach_of(item, "feed")
        store.save(Harvest(state, fresh=(take_fingerprint(replace(bare_one, reach=reach)),)), NOW)
    store.close()
    return bare


def rows(door: Door, line: str) -> list[tuple[str, str, str]]:
    header, *told = (row.split("\t") for row in door.line(line).out.splitlines())
    return [
        (row["id"], row["source"], row["copies"]) for row in (dict(zip(header, each, strict=True)) for each in told)
    ]


def test_a_listing_shows_the_first_of_a_family_and_how_many_followed(syndicated: Door) -> None:
    assert rows(syndicated, "mentions") == [("2", "journal", ""), ("4", "agence", "+2")]
    assert rows(syndicated, "mentions --all") == [
        *(("1", "journal", ""), ("2", "journal", "")),
        *(("3", "journal", ""), ("4", "agence", "")),
    ]
    assert rows(syndicated, "mentions --source journal") == [("2", "journal", ""), ("3", "journal", "+1")]


def test_a_search_folds_copies_too(syndicated: Door) -> None:
    assert rows(syndicated, "search Finistère") == [("4", "agence", "+2")]
    assert len(rows(syndicated, "search --all Finistère")) == 3


@pytest.mark.parametrize(("line", "copies"), [("export", ["0", "2"]), ("export --all", ["0"] * 4)])
def test_an_export_counts_a_family_once_unless_it_is_asked_for_all(
    syndicated: Door, line: str, copies: list[str]
) -> None:
    told = list(csv.DictReader(syndicated.line(line).out.splitlines()))

    assert [row["copies"] for row in told] == copies
    assert {(row["reach_low"], row["reach_high"], row["reach_known"]) for row in told} == {("50", "500000", "False")}


def test_an_explanation_shows_the_family_and_what_became_of_the_text(syndicated: Door) -> None:
    told = syndicated("explain", "1").out

    assert told.partition("\nfamily: ")[2].splitlines() == [
        "3 mentions of one text, counted once",
        "reach of all together: between 150 and 1,500,000",
        "  4  2026-11-22 07:30  agence  first published",
        f"  3  2026-11-22 08:30  journal  without “{DISPATCH[-69:-1]}” (9 words)",
        "→ 1  2026-11-22 10:30  journal  with “QUIMPER”; “1 200” became “1 300”",
    ]
    assert "reach: unknown, between 50 and 500,000 as usual for an article\n" in told


def test_a_french_sentence_has_french_numbers(syndicated: Door) -> None:
    syndicated.patch.setenv("LANG", "fr_FR.UTF-8")
    told = syndicated("explain", "1").out.replace("\N{NO-BREAK SPACE}", " ")

    assert "entre 50 et 500 000 comme" in told
    assert "entre 150 et 1 500 000" in told
    assert re.search(r"sentiment : \w+ \([+-]?\d,\d\d, confiance \d,\d\d\)", told)
    assert "\x1b" not in told


def test_who_stands_alone_has_no_family(syndicated: Door) -> None:
    assert "family" not in syndicated("explain", "2").out


def test_a_program_gets_the_family_with_its_drift(syndicated: Door) -> None:
    told = json.loads(syndicated("explain", "4", "--json").out)

    assert [member["id"] for member in told["family"]] == [4, 3, 1]
    assert [len(member["drift"]) for member in told["family"]] == [0, 1, 2]
    assert told["copies"] == 2


def test_a_reach_that_is_told_is_said_so(syndicated: Door) -> None:
    item = Item("9", text="Velmora", reach=12_000, rating=Rating(1))
    store = Store(syndicated.home / "vigie.db", now=NOW)
    state = store.sources.get("journal")
    assert state
    store.save(Harvest(state, fresh=(Mention(item, "Velmora", "journal", NOW, reach=reach_of(item, "feed")),)), NOW)
    store.close()

    assert "reach: 12,000, as told by its source\n" in syndicated("explain", "5").out
