"""What the diary keeps of the life of incidents, and of diaries that were written before they had one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from monitor.model import (
    Alert,
    AlertKind,
    Bar,
    DeliveryState,
    Digest,
    Figures,
    Hold,
    Incident,
    IncidentState,
    Level,
    Mark,
    Rhythm,
    Silence,
    Tally,
    Telling,
    Verdict,
)
from monitor.store import Store, codec
from monitor.store.schema import migrations

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
FIGURES = Figures(HOUR, 12, 2.0, 0.0, 5.0, 15, 0.2, 9, 3)
VERDICT = Verdict("Valmy", NOW, Level.WARNING, "many", FIGURES)
INCIDENT = Incident("Valmy", IncidentState.OPEN, Level.WARNING, NOW, NOW, VERDICT, 12)


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Store:
    return Store(tmp_path / "vigie.db", now=NOW)


def announced(store: Store, *tellings: Telling, kind: AlertKind = AlertKind.OPENED, incident: int = 0) -> Alert:
    saved = store.incidents.get(incident) or store.incidents.save(INCIDENT)
    return store.incidents.announce(Alert(kind, NOW, saved, VERDICT, curve=(Bar(NOW, 12, 2.0, 0.0, 5.0),)), tellings)


def test_every_state_can_be_written_down(store: Store) -> None:
    for state in IncidentState:
        saved = store.incidents.save(replace(INCIDENT, state=state, resolved_at=NOW))
        assert store.incidents.get(saved.id) == saved


def test_living_and_recent_incidents_are_found_the_newest_first(store: Store) -> None:
    over = replace(INCIDENT, state=IncidentState.RESOLVED)
    old = store.incidents.save(replace(over, resolved_at=NOW - timedelta(days=9)))
    recent = store.incidents.save(replace(over, resolved_at=NOW - HOUR))
    living = store.incidents.save(INCIDENT)

    assert store.incidents.recent("Valmy", NOW - timedelta(days=7)) == (living, recent)
    assert old in store.incidents.recent("Valmy", NOW - timedelta(days=30))
    assert store.incidents.recent("Nordelec", NOW) == ()


def test_what_was_held_was_not_told(store: Store) -> None:
    held = Telling("boss", AlertKind.OPENED, DeliveryState.HELD, Hold.QUIET, "quiet hours until 07:00")
    alert = announced(store, Telling("team", AlertKind.OPENED), held)

    assert [(told.target, told.negatives, told.folded) for told in store.incidents.told(alert.incident.id)] == [
        ("team", 12, False)
    ]
    assert [each.target for each in store.outbox.due(NOW)] == ["team"]
    assert store.incidents.alert(alert.id) == alert


def test_what_still_waits_is_overtaken_by_what_says_more(store: Store) -> None:
    first = announced(store, Telling("team", AlertKind.OPENED))
    other = announced(store, Telling("team", AlertKind.OPENED))
    second = announced(store, Telling("team", AlertKind.RESOLVED), kind=AlertKind.RESOLVED, incident=first.incident.id)

    (gone,) = store.outbox.of(first.id)
    assert gone.state is DeliveryState.FOLDED
    assert [each.alert.id for each in store.outbox.due(NOW)] == [other.id]
    store.outbox.sent(store.outbox.due(NOW)[0], "ok", NOW)
    assert [each.alert.id for each in store.outbox.due(NOW)] == [second.id]


def test_a_delivery_knows_the_last_message_of_its_thread(store: Store) -> None:
    first = announced(store, Telling("team", AlertKind.OPENED))
    store.outbox.sent(store.outbox.due(NOW)[0], "slack C1 1.1", NOW)
    announced(store, Telling("team", AlertKind.ESCALATED), kind=AlertKind.ESCALATED, incident=first.incident.id)

    assert store.outbox.of(first.id)[0].thread == "slack C1 1.1"
    assert store.outbox.due(NOW)[0].thread == "slack C1 1.1"


def test_a_digest_keeps_no_words_of_mentions_and_names_what_was_missed(store: Store) -> None:
    announced(store, Telling("team", AlertKind.OPENED, DeliveryState.HELD, Hold.SILENCE, "silenced by ann"))
    missed = store.digests.missed("team", NOW - HOUR, NOW + HOUR)
    tally = store.digests.tally("Valmy", NOW - HOUR, NOW + HOUR)
    digest = store.digests.post(Digest(Rhythm.DAILY, NOW - HOUR, NOW, (tally,), missed), "team", send=True)

    (due,) = store.outbox.due(NOW)
    assert due.alert == digest == store.digests.get(digest.id)
    assert [(each.kind, each.hold) for each in missed] == [(AlertKind.OPENED, Hold.SILENCE)]
    assert [each.id for each in tally.incidents] == [1]
    assert store.digests.last("team", NOW) == NOW
    assert store.digests.last("team", NOW - HOUR) is None, "the clock was ahead when it was made"
    assert store.digests.missed("team", NOW - timedelta(days=2), NOW - timedelta(days=1)) == ()


def test_old_digests_go_but_the_last_one_and_those_that_wait_stay(store: Store) -> None:
    for day, send in ((1, False), (2, True), (3, False)):
        at = NOW + timedelta(days=day)
        store.digests.post(Digest(Rhythm.DAILY, NOW, at, (Tally("Valmy", 1, 0, 1, 0),)), "team", send=send)
    keep = {"mentions": HOUR, "seen": HOUR, "incidents": HOUR}

    store.forget(NOW + timedelta(days=90), **keep)
    assert [store.digests.get(number) is not None for number in (1, 2, 3)] == [False, True, True]
    store.outbox.sent(store.outbox.due(NOW + timedelta(days=90))[0], "ok", NOW)
    store.forget(NOW + timedelta(days=90), **keep)
    assert [store.digests.get(number) is not None for number in (2, 3)] == [False, True]


def test_silences_and_marks_are_kept(store: Store) -> None:
    silence = store.orders.silence(Silence("Valmy", NOW, NOW + HOUR, "ann", "we know"))
    mark = store.orders.mark(Mark("Valmy", NOW, NOW + HOUR, real=True, who="ann", incident=3))

    assert store.orders.silences(NOW) == (silence,)
    assert store.orders.silences(NOW + HOUR) == ()
    assert store.orders.marks() == (mark,)
    assert not store.orders.unsilence(7, NOW)
    assert store.orders.unsilence(silence.id, NOW)


def test_a_diary_from_before_keeps_its_incidents_and_its_open_deliveries(tmp_path: Path) -> None:
    """Nothing that was told is told again after an upgrade, and nothing that waited is lost."""
    db = Database(tmp_path / "vigie.db")
    first = Migrations("vigie")
    first._migrations.extend(migrations._migrations[:1])
    first.apply(db)
    record = json.loads(codec.dump(INCIDENT))
    for unknown in ("news", "reopened_at", "acknowledged_at", "acknowledged_by", "resolved_by", "exercise"):
        del record[unknown]
    db.execute(
        "INSERT INTO incident (brand, state, opened_at, record) VALUES ('Valmy', 'calming', 1, ?)", [json.dumps(record)]
    )
    db.execute(
        """
        INSERT INTO alert (incident, number, kind, at, verdict, snapshot, quotes)
        VALUES (1, 1, 'opened', 1, ?, ?, '[]')
        """,
        [codec.dump(VERDICT), json.dumps(record)],
    )
    db.execute(
        "INSERT INTO delivery (alert, target, state, due_at, receipt) VALUES (1, 'team', 'sent', 1, 'slack 200')"
    )
    db.execute("INSERT INTO delivery (alert, target, state, due_at) VALUES (1, 'boss', 'waiting', 1)")
    db.conn.commit()
    db.close()

    store = Store(tmp_path / "vigie.db", now=NOW)

    assert store.incidents.recent("Valmy", NOW)[0].opened_at == NOW
    assert [told.target for told in store.incidents.told(1)] == ["team", "boss"]
    (waiting,) = store.outbox.due(NOW)
    assert (waiting.target, waiting.alert) == ("boss", store.incidents.alert(1))
    assert store.check() == "ok"
    assert not store.db.execute("PRAGMA foreign_key_check").fetchall()
