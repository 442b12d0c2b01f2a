"""How long news travels is told by stage and kind, and only of what was news."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.delays import SLOWEST, SOURCES, Delays
from monitor.model import (
    Alert,
    AlertKind,
    Delivery,
    DeliveryState,
    Figures,
    Incident,
    IncidentState,
    Item,
    Level,
    Mention,
    Verdict,
)
from monitor.store import Delay, Harvest, Store

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


def said(key: str, ago: int, source: str = "forum") -> Mention:
    item = Item(key, text=f"Valmy {key}", published=NOW - timedelta(seconds=ago))
    return Mention(item, "Valmy", source, NOW, fingerprint=key)


def test_each_stage_is_counted_by_the_kind_of_the_source() -> None:
    delays = Delays(kinds={"forum": "feed"})
    delays.stored([said("1", 7), said("2", 4000)], NOW, first=False)
    delays.judged(NOW + timedelta(seconds=3))
    delays.judged(NOW + timedelta(seconds=90))

    stored, judged = delays.spreads["stored", "feed"], delays.spreads["judged", "feed"]
    assert (sum(stored.counts), stored.total) == (2, 4007)
    assert dict(stored.buckets())["10.0"] == 1
    assert stored.buckets()[-1] == ("+Inf", 2)
    assert (sum(judged.counts), judged.total) == (2, 6)


def test_what_was_there_before_we_came_is_no_delay() -> None:
    delays = Delays()
    delays.stored([said("1", 9_999_999)], NOW, first=True)

    assert not delays.spreads


def test_however_many_sources_are_watched_only_the_slowest_are_named() -> None:
    delays = Delays()
    for n in range(SOURCES + 5):
        delays.stored([said(str(n), n, f"source {n}")], NOW, first=False)

    assert [*delays.slowest()] == [f"source {SOURCES - n}" for n in range(1, SLOWEST + 1)]
    assert len(delays.sources) == SOURCES


def test_an_alert_that_arrived_is_as_late_as_the_newest_that_it_quotes() -> None:
    delays = Delays(kinds={"forum": "feed"})
    verdict = Verdict("Valmy", NOW, Level.CRISIS, "rule", Figures(timedelta(hours=1), 9, 1.0, 0.0, 3.0, 9, 0.1, 9, 1))
    incident = Incident("Valmy", IncidentState.OPEN, Level.CRISIS, NOW, NOW, verdict, 1)
    alert = Alert(AlertKind.OPENED, NOW, incident, verdict, quotes=(said("1", 600), said("2", 60)))
    for state in (DeliveryState.WAITING, DeliveryState.SENT):
        delays.delivered(Delivery(alert, "team", state, 1, NOW), NOW)

    assert delays.spreads["delivered", "feed"].total == 60


def test_the_diary_tells_how_late_it_hears(tmp_path: Path) -> None:
    store = Store(tmp_path / "vigie.db", now=NOW)
    store.sources.sync([("forum", "feed", "x")], NOW)
    state = store.sources.get("forum")
    assert state
    store.save(Harvest(state, fresh=(said("0", 5000),)), NOW)
    store.db.execute("UPDATE source SET first_page_at = ?", [int(NOW.timestamp()) - 1000])
    store.db.commit()
    store.save(Harvest(state, fresh=tuple(said(str(n), n) for n in range(1, 101))), NOW)
    store.db.execute("UPDATE source SET first_page_at = ?", [int(NOW.timestamp()) - 1000])
    store.db.commit()

    told = store.survey.delays(NOW - timedelta(days=1))
    assert told.kinds == (Delay("feed", 100, 50, 95),)
    assert told.slowest == (Delay("forum", 100, 50, 95),)
    assert told.targets == ()
    store.close()


def test_only_the_slowest_sources_are_named_and_only_where_enough_was_heard(tmp_path: Path) -> None:
    store = Store(tmp_path / "vigie.db", now=NOW)
    names = [f"forum {n}" for n in range(8)]
    store.sources.sync([(name, "feed", "x") for name in names], NOW)
    store.db.execute("UPDATE source SET first_page_at = 0")
    for n, name in enumerate(names):
        state = store.sources.get(name)
        assert state
        few = 2 if n == 7 else 3
        store.save(Harvest(state, fresh=tuple(said(f"{n} {k}", 60 * n, name) for k in range(few))), NOW)

    slowest = store.survey.delays(NOW - timedelta(days=1)).slowest
    assert [each.name for each in slowest] == ["forum 6", "forum 5", "forum 4", "forum 3", "forum 2"]
    store.close()
