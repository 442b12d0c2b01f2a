"""What is stored is heard once, judged, kept, and judged again from what was kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor import config
from monitor.alarm import Alarm
from monitor.config import Config
from monitor.lookout import Lookout, again
from monitor.model import Alert, Brand, Item, Level, Mention, Mute, Rating, Score
from monitor.replay import archive, replay
from monitor.sifting import Sifter
from monitor.store import Harvest, Store

START = datetime(2026, 11, 2, tzinfo=UTC)  # a Monday
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
VALMY = Brand("Valmy")
FILE = """
brands: [{name: Valmy}, {name: Nordelec}]
sources: [{name: forum, url: "https://forum.example/feed", weight: 1.5}]
targets: [{name: team, way: slack, address: "https://slack.example/x"}]
"""


def believed(more: str = "") -> Config:
    return config.parse(FILE + more, file="vigie.yaml", environ={})


class Town:
    """A diary in which people talk, and the lookout over it."""

    def __init__(self, path: Path, more: str = "") -> None:
        self.config = believed(more)
        self.store = Store(path / "vigie.db", now=START)
        self.store.sources.sync([("forum", "feed", "x")], START)
        self.store.past.watch(("Valmy", "Nordelec"), START)
        self.number = 0
        self.restart()

    def restart(self) -> None:
        self.lookout = Lookout(self.store, self.config)
        self.alarm = Alarm(self.store, self.config)

    def says(self, at: datetime, tone: str = "negative", text: str = "", **more: object) -> None:
        self.number += 1
        said = text or f"Valmy, encore une rupture de stock, numéro {self.number}"
        rating = more.pop("rating", None)
        item = Item(
            f"{self.number}",
            text=said,
            author=f"author {self.number}",
            published=at,
            rating=rating if isinstance(rating, Rating) else None,
        )
        sentiment = Score(-0.8 if tone == "negative" else 0.5, tone, 0.9)
        mention = Mention(item, "Valmy", "forum", at, sentiment=sentiment, fingerprint=f"{self.number}")
        state = self.store.sources.get("forum")
        assert state
        self.store.save(Harvest(state, fresh=(mention,)), at)

    def usual(self, days: int) -> None:
        for hour in range(24 * days):
            for n in range(3):
                self.says(START + hour * HOUR + n * 20 * MINUTE, "negative" if (hour + n) % 6 == 0 else "neutral")

    def judge(self, now: datetime) -> tuple[Alert, ...]:
        self.lookout.listen(now)
        verdict, evidence = self.lookout.judge(VALMY, now)
        with self.store.atomic():
            alerts = self.alarm.hear(verdict, lambda: (), now)
            self.lookout.keep(VALMY, alerts, evidence, now)
        return alerts


@pytest.fixture(name="town")
def _town(tmp_path: Path) -> Iterator[Town]:
    town = Town(tmp_path)
    yield town
    town.store.close()


def storm(town: Town, at: datetime, number: int = 14) -> datetime:
    for n in range(number):
        town.says(at + n * 2 * MINUTE)
    return at + 30 * MINUTE


def test_a_storm_is_called_and_its_verdict_can_be_reached_again(town: Town) -> None:
    town.usual(3)
    assert town.judge(START + 72 * HOUR) == ()
    now = storm(town, START + 73 * HOUR)
    (alert,) = town.judge(now)

    assert alert.verdict.rule == "unusual"
    assert alert.verdict.figures.negatives >= 13
    assert again(town.store, alert) == alert.verdict
    storm(town, now)  # what was said later changes nothing of it
    assert again(town.store, alert) == alert.verdict


def test_a_restart_in_the_middle_changes_nothing(tmp_path: Path) -> None:
    told = []
    for often in (1000, 1):
        (tmp_path / f"{often}").mkdir()
        town = Town(tmp_path / f"{often}")
        town.usual(2)
        storm(town, START + 49 * HOUR)
        verdicts = []
        for step in range(12):
            if step % often == 0:
                town.lookout.close()
                town.restart()
            verdicts += [alert.verdict for alert in town.judge(START + 48 * HOUR + step * 20 * MINUTE)]
        told.append(verdicts)
        town.store.close()
    assert told[0] == told[1]
    assert len(told[0]) == 1


def test_what_a_new_rule_silences_is_forgotten_and_comes_back_with_its_end(town: Town) -> None:
    def heard() -> tuple[float, int, int, bool]:
        town.lookout.listen(now)
        tally = town.store.digests.tally("Valmy", START, now)
        verdict, _ = town.lookout.judge(VALMY, now)
        sources = town.lookout.watches["Valmy"].talk.sources.total
        return sources, tally.total, len(tally.quotes), verdict.level is Level.CALM

    town.usual(2)
    town.judge(START + 48 * HOUR)
    now = storm(town, START + 49 * HOUR)
    before = heard()
    town.lookout.close()
    mutes = (Mute("rupture", "our own exercise"),)

    concerned = Sifter(town.store, mutes).reconsider(now)
    assert concerned == {"Valmy"}
    town.lookout.forget(concerned)
    assert before[-1] is False
    assert heard() == (0, 0, 0, True)

    town.lookout.forget(Sifter(town.store).reconsider(now))
    assert heard() == before
    assert Sifter(town.store).reconsider(now) == frozenset()


def test_what_was_heard_is_not_heard_again(town: Town) -> None:
    town.usual(1)
    town.judge(START + 24 * HOUR)
    heard = town.lookout.watches["Valmy"].talk.sources.total
    town.lookout.close()
    town.restart()
    town.judge(START + 24 * HOUR + MINUTE)
    assert town.lookout.watches["Valmy"].talk.sources.total == pytest.approx(heard)
    town.judge(START + 24 * HOUR + 2 * MINUTE)
    assert town.lookout.watches["Valmy"].talk.sources.total == pytest.approx(heard)


def test_a_diary_without_a_watch_is_heard_from_its_beginning(town: Town) -> None:
    town.usual(3)
    town.lookout.listen(START + 72 * HOUR)
    assert town.lookout.watches["Valmy"].talk.habits.usual_share == pytest.approx(1 / 6, abs=0.05)
    assert town.lookout.watches["Nordelec"].fed == 0


NAMES = "lists: {recalls: [rappel, recall]}\nmacros: {batch: 'lot OR série'}\n"


@pytest.mark.parametrize(
    ("query", "silenced"),
    [
        ("rating:<=2", True),
        ("rating:4..5 OR type:post", False),
        ("source:forum type:review -sentiment:positive", True),
        ("rappel NEAR/1 macro:batch", False),
        ("rappel NEAR/3 macro:batch", True),
        ("list:recalls SENTENCE {Valmy}", True),
        ("anonse~1 OR /lot d[ue]s/", False),
        ("anonce~1", True),
    ],
)
def test_a_rule_of_silence_speaks_the_whole_language(town: Town, query: str, silenced: bool) -> None:
    names = believed(NAMES).names
    text = "Valmy annonce le rappel de ce lot"
    town.says(START + HOUR, text=text, rating=Rating(1, 5))

    concerned = Sifter(town.store, (Mute(query, "known"),), names).reconsider(START + 2 * HOUR)
    assert concerned == ({"Valmy"} if silenced else set())


@pytest.mark.parametrize(
    "query",
    [
        "rappel OR recall",
        "list:recalls",
        "list:recalls NEAR/3 macro:batch",
        "rapel~1 SENTENCE {Valmy} -film",
        "/rappel d.un/",
        "rappel rating:<=2 type:review",
        "source:forum rating:<=2 -sentiment:negative NOT boutique",
    ],
)
def test_a_rule_speaks_the_whole_language(tmp_path: Path, query: str) -> None:
    rule = f"{{kind: match, name: recall, query: '{query}', level: crisis}}"
    town = Town(tmp_path, f"rules: [{rule}]\n{NAMES}")
    town.says(START + HOUR, "neutral", "Valmy ouvre une boutique")
    assert town.judge(START + HOUR + MINUTE) == ()
    town.says(START + 2 * HOUR, "neutral", "Valmy annonce le rappel d'un lot", rating=Rating(1, 5))
    (alert,) = town.judge(START + 2 * HOUR + MINUTE)
    assert (alert.verdict.rule, alert.verdict.level) == ("recall", Level.CRISIS)
    past = archive(town.store, town.config, START, START + 3 * HOUR)
    assert [call.opened for call in replay(past, town.config)] == [START + 2 * HOUR + 5 * MINUTE]
    assert again(town.store, alert) is None
    town.store.close()
