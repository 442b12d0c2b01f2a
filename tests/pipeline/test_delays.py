"""How long news travels is told by stage and kind, and only of what was news."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.delays import Delays
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

    assert store.survey.delays(NOW - timedelta(days=1)) == (Delay("feed", 100, 50, 95),)
    store.close()
