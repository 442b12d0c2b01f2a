from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread
from time import monotonic

import pytest

from monitor.crisis import acknowledge
from monitor.model import Item, Mark, Mention, Score
from monitor.store import Store
from tests.cli.town import HOOK, Door
from tests.site import Site

END = datetime(2026, 3, 30, tzinfo=UTC)
RULES = """\
rules:
  - {{kind: threshold, name: many, level: crisis, at_least: {number}, within: 1h, voices: 3}}
"""
FILE = """\
brands: [{name: Valmy}]
sources: [{name: blog, url: "https://blog.example/feed"}]
rules: [{kind: threshold, name: many, level: crisis, at_least: 8, within: 1h, voices: 3}]
targets: [{name: team, way: apprise, address: "json://127.0.0.1:9"}]
"""


@pytest.fixture(name="archive")
def _archive(bare: Door) -> Door:
    """A month with a storm of six complaints each Monday, and one of twenty on the 18th."""
    bare.write(FILE)
    store = Store(bare.home / "vigie.db", now=END - timedelta(days=30))
    said = 0
    with store.atomic():
        store.sources.sync([("blog", "feed", "x")], END)
        store.past.watch(("Valmy",), END - timedelta(days=30))
        for day, number in ((2, 6), (9, 6), (16, 6), (18, 20), (23, 6)):
            for n in range(number):
                said += 1
                at = datetime(2026, 3, day, 10, n, tzinfo=UTC)
                item = Item(str(said), text=f"plainte numéro {said}", author=f"a{said}", published=at)
                store.mentions.add(1, [Mention(item, "Valmy", "blog", at, sentiment=Score(-0.8, "negative", 0.9))])
        store.orders.mark(
            Mark("Valmy", datetime(2026, 3, 18, 10, tzinfo=UTC), datetime(2026, 3, 19, tzinfo=UTC), real=True)
        )
    store.close()
    return bare


def test_a_replay_says_what_other_rules_would_have_told(archive: Door) -> None:
    archive.write(RULES.format(number=5), "new.yaml")

    said = archive.line("replay --rules new.yaml --from 2026-03-01 --to 2026-03-29 --json").json

    assert [(call["opened"][:10], call["change"]) for call in said["calls"]] == [
        ("2026-03-02", "new"),
        ("2026-03-09", "new"),
        ("2026-03-16", "new"),
        ("2026-03-18", ""),
        ("2026-03-23", "new"),
    ]
    assert said["weeks"] == 4
    assert said["a_week"] == {"team": 2.5}
    assert [(mark["called"][:16], mark["delay"]) for mark in said["marks"]] == [("2026-03-18T10:05", 300.0)]


def test_a_replay_says_what_would_be_lost(archive: Door) -> None:
    archive.write(RULES.format(number=30), "new.yaml")

    said = archive.line("replay --rules new.yaml --from 2026-03-01 --to 2026-03-29")

    assert "lost\tValmy\t2026-03-18T10:10:00" in said.out
    assert "0 incidents in 4.0 weeks (now: 1; new: 0, lost: 1); messages a week: team 0" in said.err
    assert "crisis of Valmy, 2026-03-18 10:00: missed" in said.err


def test_a_replay_of_the_rules_as_they_stand_needs_no_file(archive: Door) -> None:
    said = archive.line("replay --from 2026-03-01 --to 2026-03-29")

    assert "Valmy\t2026-03-18T10:10:00" in said.out
    assert "called after 10m" in said.err


def test_a_time_in_which_nobody_listened_is_not_taken_for_calm(archive: Door) -> None:
    said = archive.line("replay --from 2025-03-01 --to 2026-03-29")

    assert "1 incident in 4.1 weeks" in said.err


def test_a_rate_of_a_few_days_is_called_a_guess(archive: Door) -> None:
    assert "only 1.0 weeks of the archive" in archive.line("replay --from 2026-03-14 --to 2026-03-21").err


def test_an_hour_of_crisis_is_not_called_hundreds_of_messages_a_week(archive: Door) -> None:
    said = archive.line("replay --from 2026-03-18T09:30 --to 2026-03-18T11:30 --json").json

    assert len(said["calls"]) == 1
    assert said["a_week"] == {"team": 1.0}


def test_what_was_never_heard_is_not_judged(archive: Door) -> None:
    said = archive.line("replay --from 2026-06-01 --to 2026-06-09")

    assert said.code == 1
    assert "nothing was heard between 2026-06-01 00:00 and 2026-06-09 00:00" in said.err
    assert "what is kept was said from 2026-03-02 10:00 to 2026-03-23 10:05" in said.err


def test_a_replay_changes_nothing(archive: Door) -> None:
    before = list(sqlite3.connect(archive.home / "vigie.db").iterdump())

    archive.line("replay --from 2026-03-01 --to 2026-03-29")

    assert list(sqlite3.connect(archive.home / "vigie.db").iterdump()) == before


def test_a_mistake_in_the_new_rules_has_its_place(archive: Door) -> None:
    archive.write("rules:\n  - {kind: threshold, at_lest: 5}\n", "new.yaml")

    said = archive.line("replay --rules new.yaml")

    assert said.code == 78
    assert said.err.startswith("new.yaml:2:23: unknown key 'at_lest'; did you mean 'at_least'?")


@pytest.mark.parametrize(
    ("command", "code", "words"),
    [
        ("replay --rules nothing.yaml", 78, "nothing.yaml: cannot be read"),
        ("replay --from 2026-03-29 --to 2026-03-01", 64, "ends before it begins"),
        ("budget often --target team", 64, "is no budget"),
        ("budget 3/week --target nobody", 1, "no target is called 'nobody'"),
        ("drill --target nobody", 1, "no target is called 'nobody'"),
        ("drill --brand nobody", 1, "no brand is called 'nobody'"),
    ],
)
def test_what_cannot_be_rehearsed_is_said_in_one_line(archive: Door, command: str, code: int, words: str) -> None:
    said = archive.line(command)

    assert said.code == code
    assert words in said.err
    assert "Traceback" not in said.both


def test_a_budget_is_fitted_on_the_archive_and_has_a_price(archive: Door) -> None:
    archive.write(FILE.replace("at_least: 8", "at_least: 4"))

    said = archive.line("budget 1/week --target team --from 2026-03-01 --to 2026-03-29 --json").json

    (knob,) = said["knobs"]
    assert (knob["rule"], knob["option"], knob["before"]) == ("many", "at_least", 4)
    assert 6 < knob["after"] <= 20
    assert said["a_week"] == 0.5
    assert [call["opened"][:10] for call in said["lost"]] == ["2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23"]


def test_a_budget_may_be_impossible(archive: Door) -> None:
    said = archive.line("budget 0/week --from 2026-03-01 --to 2026-03-29")

    assert said.code in (0, 1)
    assert "at_least" in said.both


def test_a_budget_that_is_not_spent_makes_the_rules_laxer(archive: Door) -> None:
    said = archive.line("budget 10/week --from 2026-03-01 --to 2026-03-29")

    assert "rule many: at_least: 5  # was 8" in said.out
    assert "the price: 0 incidents not called any more" in said.out


def test_a_drill_goes_the_whole_way_and_leaves_no_trace_in_the_diary(vigie: Door, place: Site, tmp_path: Path) -> None:
    vigie("poll")
    before = list(sqlite3.connect(vigie.home / "vigie.db").iterdump())
    posted = len(place.posted)

    (row,) = vigie.line("drill --target team --wait 0 --json").json

    said = [body for path, body in place.posted[posted:] if path == HOOK]
    assert (row["target"], row["delivery"], row["error"]) == ("team", "sent", "")
    assert 0 <= row["told_after"] < 60
    assert [body["text"].partition(" · ")[0] for body in said] == [
        "🔴 EXERCICE\u202f: crise probable",
        "🟢 EXERCICE\u202f: retour à la normale",
    ]
    assert "Ceci est un exercice" in str(said[0]["blocks"])
    assert "/incidents/" not in str(said[0]["blocks"])
    assert list(sqlite3.connect(vigie.home / "vigie.db").iterdump()) == before
    assert (vigie.home / "vigie.drill.db").exists()


def test_a_drill_that_somebody_cannot_hear_says_so(vigie: Door) -> None:
    said = vigie.line("drill --target 'on call' --wait 0")

    assert said.code == 1
    assert "Connection refused" in said.out


def test_an_acknowledgement_of_a_drill_is_timed(vigie: Door, place: Site) -> None:
    """Somebody acknowledges elsewhere while the drill waits."""
    someone = Thread(target=_acknowledge, args=(vigie.home / "vigie.drill.db", place, len(place.posted)))
    someone.start()

    (row,) = vigie.line("drill --target team --wait 30s --json").json

    someone.join()
    assert row["by"] == "Ann"
    assert 0 <= row["told_after"] <= row["acknowledged_after"] < 60


def _acknowledge(diary: Path, place: Site, before: int) -> None:
    """As soon as the message arrived."""
    deadline = monotonic() + 30
    while len(place.posted) == before and monotonic() < deadline:
        Event().wait(0.05)
    store = Store(diary, now=datetime.now(UTC))
    (incident,) = store.incidents.all(1)
    store.incidents.save(acknowledge(incident, "Ann", datetime.now(UTC).replace(microsecond=0)))
    store.close()


def test_rules_that_ask_for_words_are_replayed_too(archive: Door) -> None:
    archive.write("rules:\n  - {kind: match, name: seven, query: '\"numéro 7\"', level: warning}\n", "new.yaml")

    said = archive.line("replay --rules new.yaml --from 2026-03-01 --to 2026-03-29 --json").json

    assert [(call["opened"][:10], call["rule"]) for call in said["calls"] if call["change"] == "new"] == [
        ("2026-03-09", "seven")
    ]
