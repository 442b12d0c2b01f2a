"""Marks, and what is set aside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.errors import VigieError
from monitor.model import Item, Mention, Reason, Rights, Score, Span
from monitor.reading import Reading
from monitor.sifting import Sifter, mark, sieve_of
from monitor.store import Aside, Change, Find, Harvest, Sighting, Store

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
PHONE = "mon forfait Colvert et la facture de l'opérateur, ligne numéro {}"
BIRD = "un Colvert sur l'étang, ses plumes et son nid, oiseau numéro {}"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "vigie.db", now=NOW)
    with store.atomic():
        store.sources.sync([("forum", "feed", "a1")], NOW)
        store.past.watch(("Colvert",), NOW - HOUR)
    yield store
    store.close()


def said(text: str, number: int, *, muted: str = "") -> Mention:
    item = Item(str(number), text=text.format(number), published=NOW - timedelta(minutes=number % 50))
    found = text.index("Colvert")
    span = Span(found, found + 7, "Colvert")
    tone = Score(-0.6, "negative", 0.8)
    return Mention(item, "Colvert", "forum", NOW, (span,), "fr", tone, fingerprint=f"f{number}", muted=muted)


def keep(store: Store, *mentions: Mention) -> tuple[Mention, ...]:
    state = store.sources.get("forum")
    assert state
    return store.save(Harvest(state, (), mentions), NOW).fresh


def ids(store: Store, aside: Aside) -> list[str]:
    return [mention.item.id for mention in store.mentions.find(Find(aside=aside))]


def teach(store: Store, each: int = 30) -> None:
    for n, mention in enumerate(keep(store, *(said((BIRD, PHONE)[n % 2], n) for n in range(2 * each)))):
        mark(store, mention.id, NOW, irrelevant=n % 2 == 0)


def test_what_is_marked_is_folded_away_and_kept(store: Store) -> None:
    one, _ = keep(store, said(BIRD, 1), said(PHONE, 2))

    mark(store, one.id, NOW, irrelevant=True)

    assert ids(store, Aside.NEITHER) == ["2"]
    assert ids(store, Aside.FOLDED) == ["1"]
    assert sorted(ids(store, Aside.ANY)) == ["1", "2"]
    assert store.mentions.aside(Find(aside=Aside.NEITHER)) == {"folded": 1, "muted": 0}


def test_the_first_of_the_copies_that_were_not_folded_away_is_shown(store: Store) -> None:
    kept, _ = keep(store, *(replace(said(BIRD, number), fingerprint="same") for number in (9, 1)))

    def shown(aside: Aside) -> list[tuple[str, int]]:
        return [(each.item.id, each.copies) for each in store.mentions.find(Find(aside=aside, first_copies=True))]

    assert shown(Aside.NEITHER) == [("9", 1)]
    mark(store, kept.id, NOW, irrelevant=True)
    assert shown(Aside.NEITHER) == [("1", 0)]
    assert shown(Aside.ANY) == [("9", 1)]


def test_what_is_erased_leaves_the_index_and_the_reasons_and_stays_marked(store: Store) -> None:
    heard = replace(said(BIRD, 1), relevance=Score(0.97, "irrelevant", 0.94, (Reason(3, 10, "étang", 2.0),)))
    keep(store, heard)
    store.mentions.index(lambda prose: prose.replace("é", "e"))
    assert list(store.mentions.find(Find(expression='"etang"')))
    assert ids(store, Aside.FOLDED) == ["1"]
    state = store.sources.get("forum")
    assert state

    store.mentions.erase(state.id, "1", NOW)

    assert not list(store.mentions.find(Find(expression='"etang"')))
    assert store.db.execute("SELECT words FROM item").fetchone() == ("",)
    assert ids(store, Aside.FOLDED) == ["1"]
    (erased,) = store.mentions.find(Find())
    assert erased == erased.wordless
    assert store.mentions.index(str) == 0


def test_words_that_are_not_ours_to_keep_are_no_reasons_either(store: Store) -> None:
    bare = said(BIRD, 1)
    one = replace(bare, item=replace(bare.item, rights=Rights(store=False)))
    (kept,) = keep(store, one)

    store.mentions.fold(replace(one, id=kept.id, relevance=Score(1, "irrelevant", 1, (Reason(3, 10, "étang", 2.0),))))

    (found,) = store.mentions.find(Find())
    assert found.folded
    assert not found.relevance.reasons


def test_a_mark_is_taken_back(store: Store) -> None:
    (one,) = keep(store, said(BIRD, 1))
    mark(store, one.id, NOW, irrelevant=True)

    mark(store, one.id, NOW, irrelevant=None)

    assert ids(store, Aside.NEITHER) == ["1"]
    assert store.marks.of("Colvert") == ()


def test_the_last_mark_holds(store: Store) -> None:
    (one,) = keep(store, said(BIRD, 1))

    for kind in (True, False, True, False):
        mark(store, one.id, NOW, irrelevant=kind)

    assert [irrelevant for _, irrelevant in store.marks.of("Colvert")] == [False]


def test_a_mention_that_is_none_cannot_be_marked(store: Store) -> None:
    with pytest.raises(VigieError, match="there is no mention 99"):
        mark(store, 99, NOW, irrelevant=True)


def test_an_edit_of_the_source_does_not_undo_a_mark(store: Store) -> None:
    (one,) = keep(store, said(BIRD, 1))
    mark(store, one.id, NOW, irrelevant=True)
    state = store.sources.get("forum")
    assert state
    edited = replace(said(PHONE, 1), item=replace(one.item, text="Colvert, corrigé"))

    store.save(Harvest(state, (Sighting(b"1", b"new"),), (), (Change(edited.item, (edited,)),)), NOW)

    kept = store.mentions.get(one.id)
    assert kept
    assert (kept.item.text, kept.folded) == ("Colvert, corrigé", True)


def test_new_mentions_are_folded_away_once_the_marks_have_proven_something(store: Store) -> None:
    sifter = Sifter(store)
    heard = Reading("", "", None, None, 2, 2, (), (), (said(BIRD, 500), said(PHONE, 501)), ())
    assert [mention.folded for mention in sifter.sift(heard).fresh] == [False, False]

    teach(store)

    assert [mention.folded for mention in sifter.sift(heard).fresh] == [True, False]
    assert sieve_of(store, "Colvert").evidence.precision == 1.0


def test_marks_go_with_their_mentions(store: Store) -> None:
    teach(store, 2)
    before = store.marks.version()

    store.forget(NOW + timedelta(days=400), mentions=timedelta(days=365), seen=HOUR, incidents=HOUR)

    assert store.marks.of("Colvert") == ()
    assert store.marks.version() != before


def test_what_is_muted_counts_nowhere_and_what_is_folded_counts(store: Store) -> None:
    keep(store, said(PHONE, 1), said(PHONE, 2, muted="contest"), said(PHONE, 3))
    (*_, last) = store.mentions.find(Find())
    mark(store, last.id, NOW, irrelevant=True)

    history = store.past.history("Colvert", NOW, window=HOUR, back=HOUR, weights={})

    assert len(history.samples) == 2
    assert store.mentions.aside(Find(aside=Aside.NEITHER))["muted"] == 1
