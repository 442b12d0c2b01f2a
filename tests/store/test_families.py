"""Copies and their families, on a real file: who carried whose text, in whatever order they came."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from sqlite_utils import Database

from monitor.enrich.fingerprint import take_fingerprint
from monitor.model import Item, Mention, Reach, Score
from monitor.store import Change, Find, Harvest, Sighting, Store
from monitor.store.schema import migrations

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
SOURCES = (("agence", "feed", "a"), ("journal", "feed", "b"), ("blog", "feed", "c"))

DISPATCH = (
    "La chaîne de magasins Velmora a annoncé jeudi le rappel de 1 200 sèche-cheveux vendus depuis le printemps, après "
    "deux débuts d'incendie survenus dans le Finistère. Les clients peuvent rapporter l'appareil en magasin et seront "
    "remboursés sans ticket de caisse. L'enseigne assure avoir prévenu les autorités dès le premier signalement, ce "
    "que conteste une association de consommateurs, qui réclame la publication du rapport d'expertise."
)
TEASER = DISPATCH[:190] + "…"
OTHER_DATELINE = "QUIMPER (Agence Ponant) — " + DISPATCH.replace("1 200", "1 300")
ANOTHER = (
    "Velmora ouvre un magasin de trois étages dans l'ancienne halle aux grains, où une cinquantaine de personnes "
    "seront embauchées avant la fin de l'année, a indiqué la mairie."
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "vigie.db", now=NOW)
    with store.atomic():
        store.sources.sync(SOURCES, NOW)
        store.past.watch(("Velmora",), NOW)
    yield store
    store.close()


def mention(key: str, text: str, *, source: str = "journal", at: datetime = NOW, brand: str = "Velmora") -> Mention:
    item = Item(key, f"https://{source}.example/{key}", "", text, f"author {key}", at)
    bare = Mention(item, brand, source, NOW, language="fr", sentiment=Score(-0.5, "negative", 0.8))
    return take_fingerprint(bare)


def save(store: Store, *mentions: Mention) -> list[Mention]:
    """Each in a page of its own."""
    saved: list[Mention] = []
    for each in mentions:
        saved += store.save(page(store, each), NOW).fresh
    return saved


def page(store: Store, *mentions: Mention, edited: tuple[Change, ...] = ()) -> Harvest:
    state = store.sources.get(mentions[0].source if mentions else "journal")
    assert state
    return Harvest(state, tuple(Sighting(m.item.id.encode(), b"") for m in mentions), mentions, edited)


def families(store: Store) -> set[frozenset[str]]:
    told: dict[str, set[str]] = {}
    for each in store.mentions.find(Find(limit=-1)):
        told.setdefault(each.fingerprint, set()).add(each.item.id)
    return set(map(frozenset, told.values()))


COPIES = {"dispatch": DISPATCH, "teaser": TEASER, "dateline": OTHER_DATELINE, "other": ANOTHER}


@pytest.mark.parametrize("order", list(permutations(COPIES)), ids="-".join)
def test_families_are_the_same_in_whatever_order_copies_arrive(store: Store, order: tuple[str, ...]) -> None:
    save(store, *(mention(key, COPIES[key]) for key in order))

    assert families(store) == {frozenset({"dispatch", "teaser", "dateline"}), frozenset({"other"})}


def test_copies_in_one_page_know_each_other(store: Store) -> None:
    saved = store.save(page(store, *(mention(key, text) for key, text in COPIES.items())), NOW).fresh

    assert len({each.fingerprint for each in saved}) == 2
    assert len(families(store)) == 2


def test_a_text_that_resembles_two_families_joins_them(store: Store) -> None:
    head, tail = DISPATCH[:240], DISPATCH[130:]
    save(store, mention("head", head), mention("tail", tail))
    assert len(families(store)) == 2

    save(store, mention("whole", DISPATCH))

    assert families(store) == {frozenset({"head", "tail", "whole"})}


def test_a_family_outlives_a_restart(store: Store, tmp_path: Path) -> None:
    save(store, mention("dispatch", DISPATCH))

    again = Store(tmp_path / "vigie.db", now=NOW)
    save(again, mention("dateline", OTHER_DATELINE))

    assert len(families(again)) == 1
    again.close()


def test_a_family_has_one_name_whatever_the_brand(store: Store) -> None:
    one, other = mention("a", DISPATCH), mention("a", DISPATCH, brand="Nordelec")
    third = mention("b", OTHER_DATELINE, brand="Nordelec")

    saved = store.save(page(store, one, other, third), NOW).fresh

    assert len({each.fingerprint for each in saved}) == 1
    assert [each.item.id for each in store.mentions.family(saved[0])] == ["a"]
    assert [each.item.id for each in store.mentions.family(saved[2])] == ["a", "b"]


def test_an_older_original_that_arrives_late_is_the_origin(store: Store) -> None:
    (copy,) = save(store, mention("copy", TEASER))
    save(store, mention("original", DISPATCH, source="agence", at=NOW - HOUR))

    family = store.mentions.family(copy)

    assert [each.item.id for each in family] == ["original", "copy"]


def test_few_words_make_no_family(store: Store) -> None:
    save(
        store, *(mention(str(n), text) for n, text in enumerate(("Velmora, nul !", "Velmora nul", "velmora, NUL !!!")))
    )

    assert len(families(store)) == 3


def test_the_same_harvest_twice_changes_no_family(store: Store) -> None:
    first = save(store, mention("dispatch", DISPATCH), mention("dateline", OTHER_DATELINE))
    assert save(store, mention("dispatch", DISPATCH), mention("dateline", OTHER_DATELINE)) == first
    assert store.db.execute("SELECT count(*) FROM wording").fetchone() == (2,)


def test_a_listing_folds_copies_into_the_first_and_counts_them(store: Store) -> None:
    save(
        store,
        mention("copy", TEASER, at=NOW - HOUR),
        mention("other", ANOTHER, at=NOW - 2 * HOUR),
        mention("origin", DISPATCH, source="agence", at=NOW - 3 * HOUR),
        mention("late", OTHER_DATELINE, at=NOW),
    )
    store.mentions.index(str)

    def listed(wanted: Find) -> list[tuple[str, int]]:
        return [(each.item.id, each.copies) for each in store.mentions.find(wanted)]

    assert listed(Find(first_copies=True)) == [("other", 0), ("origin", 2)]
    assert listed(Find()) == [("late", 0), ("copy", 0), ("other", 0), ("origin", 0)]
    assert listed(Find(first_copies=True, source="journal")) == [("copy", 1), ("other", 0)]
    assert listed(Find(first_copies=True, since=NOW - timedelta(minutes=5))) == [("late", 0)]
    assert listed(Find(first_copies=True, expression='"QUIMPER"')) == [("late", 0)]
    assert listed(Find(first_copies=True, tone="positive")) == []


def test_a_mention_tells_how_many_copies_it_has(store: Store) -> None:
    origin, _ = save(store, mention("a", DISPATCH), mention("b", TEASER))

    found = store.mentions.get(origin.id)

    assert found
    assert found.copies == 1


def test_judges_count_a_family_once(store: Store) -> None:
    save(
        store, *(mention(key, text, at=NOW - timedelta(minutes=n + 40)) for n, (key, text) in enumerate(COPIES.items()))
    )

    history = store.past.history("Velmora", NOW, window=2 * HOUR, back=timedelta(days=1), weights={})

    assert len({sample.fingerprint for sample in history.samples}) == 2
    assert [(hour.total, hour.negatives) for hour in history.hours] == [(4, 2)]


def test_an_edit_moves_an_item_to_the_family_of_its_new_words(store: Store) -> None:
    origin, copy = save(store, mention("a", DISPATCH), mention("b", TEASER))
    changed = mention("b", ANOTHER)

    saved = store.save(page(store, edited=(Change(changed.item, (changed,)),)), NOW)

    assert saved.edited[0].mentions[0].fingerprint != copy.fingerprint
    assert families(store) == {frozenset("a"), frozenset("b")}
    assert store.mentions.family(origin)[0].copies == 0


def test_an_edit_of_a_few_words_stays_in_its_family(store: Store) -> None:
    before, _ = save(store, mention("a", DISPATCH), mention("b", TEASER))
    retouched = mention("a", DISPATCH.replace("jeudi", "vendredi"))

    saved = store.save(page(store, edited=(Change(retouched.item, (retouched,)),)), NOW)

    assert saved.edited[0].mentions[0].fingerprint == before.fingerprint
    assert len(families(store)) == 1


def test_retention_forgets_a_wording_with_the_last_item_that_carries_it(store: Store) -> None:
    old = replace(mention("a", DISPATCH), seen_at=NOW - timedelta(days=400))
    save(store, old, mention("b", DISPATCH), replace(mention("c", ANOTHER), seen_at=NOW - timedelta(days=400)))

    store.forget(NOW, mentions=timedelta(days=365), seen=HOUR, incidents=HOUR)

    assert store.db.execute("SELECT count(*), count(DISTINCT family) FROM wording").fetchone() == (1, 1)
    save(store, mention("d", TEASER))
    assert families(store) == {frozenset("bd")}


def test_a_phrase_of_every_text_of_a_site_costs_no_more_than_a_few_looks(store: Store) -> None:
    chance = random.Random(7)
    footer = " Abonnez-vous à notre lettre du matin pour ne rien manquer de l'actualité des enseignes de votre région."
    said = (" ".join(f"m{chance.randrange(10**6)}" for _ in range(40)) + footer for _ in range(120))
    save(store, *(mention(str(n), text) for n, text in enumerate(said)))

    assert len(families(store)) == 120


def test_reach_is_written_and_read_back(store: Store) -> None:
    (saved,) = save(store, replace(mention("a", DISPATCH), reach=Reach(50, 5_000, "review")))

    found = store.mentions.get(saved.id)

    assert found == saved
    assert saved.reach == Reach(50, 5_000, "review")


def test_a_diary_from_before_families_keeps_its_exact_copies(tmp_path: Path) -> None:
    db = Database(tmp_path / "vigie.db")
    migrations.apply(db, stop_before="families")
    source = "INSERT INTO source (name, kind, digest, next_poll_at) VALUES ('journal', 'feed', 'b', 0)"
    db.execute(source)
    for number, fingerprint in ((1, mention("a", DISPATCH).fingerprint), (2, "f" * 16), (3, "")):
        db.execute(
            "INSERT INTO item (id, source, key, url, title, text, author, language, thread, parent, show, seen_at)"
            " VALUES (?, 1, ?, '', '', '', '', '', '', '', 1, 0)",
            [number, str(number)],
        )
        db.execute(
            "INSERT INTO mention (item, brand, at, seen_at, language, sentiment, tone, insult, accusation, scores,"
            " spans, fingerprint) VALUES (?, 'Velmora', 0, 0, 'fr', 0, 'neutral', 'none', 'none', '{}', '[]', ?)",
            [number, fingerprint],
        )
    db.conn.commit()
    db.close()

    store = Store(tmp_path / "vigie.db", now=NOW)
    (copy,) = save(store, mention("new", DISPATCH))

    rows = store.db.execute("SELECT count(*), count(item.wording) FROM item WHERE id < 4").fetchone()
    assert rows == (3, 2)
    assert store.db.execute("SELECT count(*) FROM mention WHERE fingerprint = ?", [copy.fingerprint]).fetchone() == (2,)
    store.close()
