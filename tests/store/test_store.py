"""The diary, on a real file."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlite_utils import Database

from monitor.errors import InUse, NewerSchema, StoreError
from monitor.model import (
    Alert,
    AlertKind,
    DeliveryState,
    Figures,
    Incident,
    IncidentState,
    Item,
    Level,
    Mention,
    Rating,
    Reason,
    Rights,
    Score,
    Span,
    Telling,
    Verdict,
)
from monitor.store import Change, Find, Harvest, Health, Sighting, SourceState, Store, codec
from monitor.store.schema import migrations
from tests.kills import start_killed
from tests.store.ruled import PRESENT, written

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
SOURCES = (("blog", "feed", "a1"), ("reviews", "reviews", "b2"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "vigie.db", now=NOW)
    with store.atomic():
        store.sources.sync(SOURCES, NOW)
        store.past.watch(("Valmy",), NOW)
    yield store
    store.close()


def item(key: str = "1", text: str = "Valmy a encore oublié ma commande") -> Item:
    return Item(key, "https://blog.example/1", "Un avis", text, "Léa", NOW - HOUR, rating=Rating(1))


def mention(key: str = "1", text: str = "Valmy a encore oublié ma commande", brand: str = "Valmy") -> Mention:
    reason = Reason(0, 5, "oublié", -1.5, "lexicon")
    return Mention(
        item(key, text), brand, "blog", NOW, (Span(9, 14, "Valmy"),), "fr", Score(-0.6, "negative", 0.8, (reason,)),
        accusation=Score(0.7, "likely", 0.6), fingerprint=f"f{key}",
    )  # fmt: skip


def state(store: Store, name: str = "blog") -> SourceState:
    found = store.sources.get(name)
    assert found
    return found


def harvest(store: Store, *mentions: Mention) -> Harvest:
    sightings = tuple(Sighting(m.item.id.encode(), b"content") for m in mentions)
    return Harvest(state(store), sightings, mentions)


def alert(store: Store, *targets: str) -> Alert:
    figures = Figures(HOUR, 12, 2.0, 0.0, 5.0, 15, 0.2, 9, 3, themes=("remboursement",))
    verdict = Verdict("Valmy", NOW, Level.CRISIS, "baseline", figures)
    incident = Incident("Valmy", IncidentState.OPEN, Level.CRISIS, NOW, NOW, verdict, 12)
    saved = store.incidents.save(incident)
    tellings = [Telling(target, AlertKind.OPENED) for target in targets]
    return store.incidents.announce(Alert(AlertKind.OPENED, NOW, saved, verdict), tellings)


def test_what_is_written_is_read_back_as_it_was(store: Store) -> None:
    saved = store.save(harvest(store, mention()), NOW).fresh[0]

    assert saved.id
    assert store.mentions.get(saved.id) == saved == replace(mention(), id=saved.id)


def test_the_same_harvest_twice_is_one_mention(store: Store) -> None:
    once = store.save(harvest(store, mention()), NOW)
    twice = store.save(harvest(store, mention()), NOW)

    assert once.fresh == twice.fresh
    assert store.mentions.count() == {"Valmy": 1}


def test_the_words_of_a_page_are_one_part_of_their_index(store: Store) -> None:
    """Each part is merged again and again: one for each text was what a mention cost most in a large diary."""
    store.save(harvest(store, *(mention(str(n), f"Valmy a oublié {n} commandes") for n in range(20))), NOW, str)

    assert store.db.execute("SELECT count(DISTINCT segid) FROM prose_idx").fetchone() == (1,)
    assert len(list(store.mentions.find(Find(expression="commandes")))) == 20


def test_an_item_that_a_page_shows_twice_is_found_by_its_last_words(store: Store) -> None:
    once, other = mention(), mention(brand="Nordelec")
    changed = mention(text="Valmy a livré en une heure")
    page = replace(harvest(store, once, other, once), edited=(Change(changed.item, (changed,)),))

    first, second, third = store.save(page, NOW, str).fresh

    assert first == third
    assert first.id != second.id
    found = [list(store.mentions.find(Find(expression=word))) for word in ("commande", "heure")]
    assert [len(each) for each in found] == [0, 2]
    store.db.execute("INSERT INTO prose (prose, rank) VALUES ('integrity-check', 1)")


def test_a_page_is_written_whole_or_not_at_all(store: Store) -> None:
    broken = replace(mention("2"), sentiment=Score(0, "no such tone", 1))

    with pytest.raises(StoreError, match="vigie doctor"):
        store.save(harvest(store, mention(), broken), NOW)

    assert store.mentions.count() == {}
    assert store.sources.items() == {}
    assert state(store).polls == 0


def test_an_edited_item_is_the_same_mention_with_its_edit_recorded(store: Store) -> None:
    first = store.save(harvest(store, mention()), NOW).fresh[0]
    edited = mention(text="Valmy m'a remboursé, merci")
    change = Change(edited.item, (replace(edited, seen_at=NOW + HOUR, sentiment=Score(0.7, "positive", 0.9)),))

    store.save(Harvest(state(store), edited=(change,)), NOW + HOUR)

    kept = store.mentions.get(first.id)
    assert kept
    assert kept.item.text == "Valmy m'a remboursé, merci"
    assert kept.sentiment.label == "positive"
    assert kept.seen_at == first.seen_at
    assert [edit.text for edit in store.mentions.edits(first.id)] == ["Valmy a encore oublié ma commande"]


def test_a_mention_whose_brand_was_edited_away_stays(store: Store) -> None:
    first = store.save(harvest(store, mention()), NOW).fresh[0]

    store.save(Harvest(state(store), edited=(Change(item(text="Rien à dire"), ()),)), NOW + HOUR)

    assert store.mentions.get(first.id) is not None
    assert store.mentions.edits(first.id)


def test_an_edit_that_was_never_a_mention_leaves_no_trace_of_words(store: Store) -> None:
    saved = store.save(Harvest(state(store), edited=(Change(item("9", "Il pleut"), ()),)), NOW)

    assert saved.edited == ()
    assert store.db.execute("SELECT count(*) FROM item").fetchone() == (0,)


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Find(), ["3", "2", "1"]),
        (Find(brand="Valmy"), ["2", "1"]),
        (Find(tone="negative", limit=1), ["3"]),
        (Find(flagged=True), ["3", "2", "1"]),
        (Find(source="reviews"), []),
        (Find(since=NOW - timedelta(minutes=1)), []),
        (Find(until=NOW), ["3", "2", "1"]),
        (Find(expression='"ecole"'), ["2"]),
        (Find(expression='"oubliee" OR "oublie"'), ["1"]),
    ],
)
def test_mentions_are_found_by_what_narrows_them(store: Store, wanted: Find, found: list[str]) -> None:
    store.save(harvest(store, mention("1"), mention("2", "L'école Valmy"), mention("3", "Nordelec", "Nordelec")), NOW)
    store.mentions.index(str)

    assert [each.item.id for each in store.mentions.find(wanted)] == found


def test_an_edit_is_found_by_its_new_words_only(store: Store) -> None:
    store.save(harvest(store, mention()), NOW)
    store.mentions.index(str)
    store.save(Harvest(state(store), edited=(Change(item(text="Valmy rembourse"), ()),)), NOW)

    assert not list(store.mentions.find(Find(expression='"commande"')))
    assert store.mentions.index(str) == 1
    assert store.mentions.index(str) == 0
    assert list(store.mentions.find(Find(expression='"rembourse"')))
    assert not list(store.mentions.find(Find(expression='"commande"')))


def test_a_due_source_is_leased_to_one(store: Store) -> None:
    due = store.sources.due(NOW, limit=10, lease=HOUR)

    assert [each.name for each in due] == ["blog", "reviews"]
    assert store.sources.due(NOW, limit=10, lease=HOUR) == ()
    assert len(store.sources.due(NOW + 2 * HOUR, limit=10, lease=HOUR)) == 2


def test_a_lease_can_be_given_back(store: Store) -> None:
    first, _ = store.sources.due(NOW, limit=10, lease=HOUR)
    store.sources.release([first.name])

    assert [each.name for each in store.sources.due(NOW, limit=10, lease=HOUR)] == [first.name]


def test_recording_a_poll_ends_the_lease(store: Store) -> None:
    blog, _ = store.sources.due(NOW, limit=10, lease=HOUR)

    store.save(Harvest(replace(blog, next_poll_at=NOW + timedelta(minutes=5), etag='"x"')), NOW)

    assert [each.etag for each in store.sources.due(NOW + timedelta(minutes=6), limit=10, lease=HOUR)] == ['"x"']


def test_a_source_whose_options_changed_starts_again_and_keeps_what_it_has_seen(store: Store) -> None:
    store.save(harvest(store, mention()), NOW)
    store.sources.record(replace(state(store), etag='"x"', first_page_at=NOW, next_poll_at=NOW + HOUR))

    store.sources.sync([("blog", "feed", "changed")], NOW)

    assert state(store).etag == ""
    assert state(store).first_page_at is None
    assert state(store).next_poll_at == NOW
    assert store.sources.seen(state(store).id)
    assert store.sources.get("reviews") is None


def test_a_source_that_comes_back_goes_on_where_it_was(store: Store) -> None:
    store.sources.record(replace(state(store), etag='"x"'))
    store.sources.sync([], NOW)

    store.sources.sync(SOURCES, NOW)

    assert state(store).etag == '"x"'


@pytest.mark.parametrize(
    ("health", "habit", "quiet", "expected"),
    [
        (Health.OK, HOUR, 2 * HOUR, Health.OK),
        (Health.OK, HOUR, timedelta(days=2), Health.SILENT),
        (Health.OK, timedelta(days=7), timedelta(days=20), Health.OK),
        (Health.OK, timedelta(days=7), timedelta(days=36), Health.SILENT),
        (Health.OK, timedelta(), timedelta(days=300), Health.OK),
        (Health.FAILING, HOUR, timedelta(days=2), Health.FAILING),
    ],
)
def test_silence_is_longer_than_a_source_s_own_habit(
    store: Store, health: Health, habit: timedelta, quiet: timedelta, expected: Health
) -> None:
    quiet_one = replace(state(store), health=health, habit=habit, new_at=NOW - quiet)

    assert quiet_one.health_at(NOW) is expected


def test_who_speaks_by_himself_is_not_asked_because_the_clock_was_ahead(store: Store) -> None:
    store.sources.rest(["blog"])
    store.sources.record(replace(state(store), polled_at=NOW + HOUR))

    store.sources.reset(NOW)

    assert [each.name for each in store.sources.due(NOW, limit=9, lease=HOUR)] == ["reviews"]


def test_history_counts_distinct_negatives_by_the_hour_they_were_published(store: Store) -> None:
    copies = [replace(mention(str(n)), fingerprint="same") for n in range(4)]
    store.save(harvest(store, *copies, replace(mention("9"), fingerprint="other")), NOW)

    history = store.past.history("Valmy", NOW, window=2 * HOUR, back=timedelta(days=1), weights={"blog": 2.0})

    assert [(hour.total, hour.negatives) for hour in history.hours] == [(5, 2)]
    assert history.hours[0].at == datetime(2026, 11, 22, 8, tzinfo=UTC)
    assert len(history.samples) == 5
    assert history.samples[0].weight == 2.0
    assert history.samples[0].accusation
    assert history.since == NOW


def test_a_brand_is_watched_since_the_first_time_it_was(store: Store) -> None:
    with store.atomic():
        store.past.watch(("Valmy", "Nordelec"), NOW + HOUR)

    since = {b: store.past.history(b, NOW, window=HOUR, back=HOUR, weights={}).since for b in ("Valmy", "Nordelec")}
    assert since == {"Valmy": NOW, "Nordelec": NOW + HOUR}


def test_one_delivery_waits_for_each_target_before_anybody_is_told(store: Store) -> None:
    told = alert(store, "team", "boss")

    assert [(each.target, each.state) for each in store.outbox.of(told.id)] == [
        ("team", DeliveryState.WAITING),
        ("boss", DeliveryState.WAITING),
    ]
    assert store.outbox.due(NOW)[0].alert == told


def test_a_delivery_is_claimed_once(store: Store) -> None:
    alert(store, "team")
    waiting = store.outbox.due(NOW)[0]

    assert store.outbox.claim(waiting, NOW + HOUR) is not None
    assert store.outbox.claim(waiting, NOW + HOUR) is None
    assert store.outbox.due(NOW) == ()


def test_a_delivery_that_somebody_has_tried_meanwhile_is_not_claimed(store: Store) -> None:
    """Rounds of telling overlap: what one of them read may be over, and to be tried later, when it comes to it."""
    alert(store, "team")
    (before,) = store.outbox.due(NOW)
    tried = store.outbox.claim(before, NOW + HOUR)
    assert tried
    store.outbox.postpone(tried, "no answer in time", NOW + HOUR, doubt=True)

    assert store.outbox.claim(before, NOW + HOUR) is None


def test_a_target_is_told_things_in_their_order(store: Store) -> None:
    first, second = alert(store, "team", "boss"), alert(store, "team", "boss")
    team, boss = store.outbox.due(NOW)
    store.outbox.postpone(team, "no answer", NOW + HOUR)
    store.outbox.sent(boss, "ok", NOW)

    assert [(each.target, each.alert.id) for each in store.outbox.due(NOW)] == [("boss", second.id)]
    assert [each.alert.id for each in store.outbox.due(NOW + HOUR) if each.target == "team"] == [first.id]


def test_a_delivery_cut_off_by_a_crash_is_repeated_once_and_then_parked(store: Store) -> None:
    told = alert(store, "team")
    store.outbox.claim(store.outbox.due(NOW)[0], NOW + HOUR)

    assert store.outbox.recover(store.outbox.sending(), NOW) == 1
    again = store.outbox.due(NOW)[0]
    assert again.repeat
    store.outbox.claim(again, NOW + HOUR)
    assert store.outbox.recover(store.outbox.sending(), NOW) == 1

    parked = store.outbox.of(told.id)[0]
    assert parked.state is DeliveryState.UNKNOWN
    assert "twice" in parked.error
    assert parked.attempts == 2


def test_a_call_whose_end_was_never_written_down_does_not_silence_its_target(store: Store) -> None:
    first, second = alert(store, "team"), alert(store, "team")
    for _ in range(2):
        (late,) = store.outbox.due(NOW)
        assert late.alert.id == first.id
        store.outbox.claim(late, NOW)

    (following,) = store.outbox.due(NOW)
    assert following.alert.id == second.id
    assert store.outbox.of(first.id)[0].state is DeliveryState.UNKNOWN


def test_retention_takes_what_is_old_and_leaves_what_an_open_delivery_quotes(store: Store) -> None:
    old, quoted = store.save(harvest(store, mention("1"), mention("2")), NOW).fresh
    store.mentions.index(str)
    verdict = alert(store, "team").verdict
    incident = store.incidents.save(Incident("Valmy", IncidentState.OPEN, Level.CRISIS, NOW, NOW, verdict, 12))
    store.incidents.announce(
        Alert(AlertKind.OPENED, NOW, incident, verdict, (quoted,)), [Telling("team", AlertKind.OPENED)]
    )

    gone = store.forget(NOW + timedelta(days=400), mentions=timedelta(days=365), seen=HOUR, incidents=HOUR)

    assert gone == 1
    assert store.mentions.get(old.id) is None
    assert store.mentions.get(quoted.id) is not None
    assert not list(store.mentions.find(Find(expression='"commande"', limit=5)))[1:]


def test_a_source_s_own_terms_end_earlier_than_our_retention(store: Store) -> None:
    lent = replace(mention(), item=replace(item(), rights=Rights(keep_days=2)))
    store.save(harvest(store, lent), NOW)

    assert store.forget(NOW + timedelta(days=3), mentions=timedelta(days=365), seen=HOUR, incidents=HOUR) == 1


def test_a_source_that_answers_304_for_a_year_forgets_nothing(store: Store) -> None:
    store.save(harvest(store, mention()), NOW)
    store.sources.record(replace(state(store), page_at=NOW))

    store.forget(NOW + timedelta(days=365), mentions=timedelta(days=999), seen=timedelta(days=90), incidents=HOUR)

    assert len(store.sources.seen(state(store).id)) == 1


def test_a_resolved_incident_ends_with_its_alerts(store: Store) -> None:
    told = alert(store, "team")
    store.incidents.save(replace(told.incident, state=IncidentState.RESOLVED, resolved_at=NOW))
    keep = {"mentions": HOUR, "seen": HOUR, "incidents": timedelta(days=30)}

    store.forget(NOW + timedelta(days=31), **keep)
    assert store.incidents.all(), "it is still to be told"
    store.outbox.sent(store.outbox.due(NOW)[0], "ok", NOW)
    store.forget(NOW + timedelta(days=31), **keep)

    assert store.incidents.all() == ()
    assert store.incidents.alerts() == ()


def test_the_schema_is_the_one_that_is_written_down(store: Store) -> None:
    with contextlib.closing(Database(memory=True)) as told:
        told.executescript(PRESENT.read_text())

        assert written(store.db) == written(told)


def test_a_first_start_that_is_cut_off_anywhere_is_followed_by_one_that_succeeds(tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()

    ruled, left = start_killed(tmp_path / "whole", NOW)

    assert len(left) > 20
    for place in left:
        store = Store(place / "vigie.db", now=NOW)
        assert written(store.db) == ruled
        store.close()


def test_a_store_of_a_later_vigie_is_refused_in_plain_words(tmp_path: Path) -> None:
    path = tmp_path / "vigie.db"
    Store(path, now=NOW).close()
    with sqlite3.connect(path) as db:
        db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('vigie', 'telepathy', '')")
    db.close()

    with pytest.raises(NewerSchema, match="later vigie"):
        Store(path, now=NOW)


def test_a_store_is_backed_up_before_it_is_migrated(tmp_path: Path) -> None:
    path = tmp_path / "vigie.db"
    Store(path, now=NOW).close()

    @migrations()
    def second_page(db: Database) -> None:
        db.execute("CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT")

    try:
        Store(path, now=NOW).close()
    finally:
        migrations._migrations.pop()

    copy = sqlite3.connect(next(tmp_path.glob("vigie.db.before-second_page-*")))
    assert not copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'later'").fetchall()
    copy.close()


@pytest.mark.parametrize("foreign", ["CREATE TABLE theirs (id)", "PRAGMA user_version = 3"])
def test_somebody_else_s_database_is_not_written(tmp_path: Path, foreign: str) -> None:
    path = tmp_path / "theirs.db"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE theirs (id)")
        db.execute(foreign.replace("TABLE theirs", "TABLE more"))
    db.close()

    with pytest.raises(StoreError, match="not one of vigie's"):
        Store(path, now=NOW)


def test_a_file_that_is_no_database_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "vigie.db"
    path.write_bytes(b"this is not a database, whatever its name says" * 100)

    with pytest.raises(StoreError, match="vigie doctor"):
        Store(path, now=NOW)


def test_a_second_daemon_is_kept_away(tmp_path: Path) -> None:
    first = Store(tmp_path / "vigie.db", now=NOW, alone=True)

    with pytest.raises(InUse, match="another vigie already runs"):
        Store(tmp_path / "vigie.db", now=NOW, alone=True)

    first.close()
    Store(tmp_path / "vigie.db", now=NOW, alone=True).close()


def test_a_backup_is_whole(store: Store, tmp_path: Path) -> None:
    store.save(harvest(store, mention()), NOW)

    store.backup(tmp_path / "copy.db")

    copy = Store(tmp_path / "copy.db", now=NOW)
    assert copy.mentions.count() == {"Valmy": 1}
    assert copy.check() == "ok"
    copy.close()


@given(
    st.builds(
        Score,
        st.floats(-1, 1),
        st.sampled_from(["negative", "neutral"]),
        st.floats(0, 1),
        st.lists(st.builds(Reason, st.integers(0), st.integers(0), st.text(), st.floats(-4, 4), st.text())).map(tuple),
    )
)
def test_any_score_survives_its_json(score: Score) -> None:
    assert codec.load(Score, codec.dump(score)) == score


def test_a_noun_written_before_a_field_existed_takes_its_default() -> None:
    assert codec.load(Rating, '{"value": 2.0}') == Rating(2.0)
