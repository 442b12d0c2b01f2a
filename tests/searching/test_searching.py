"""The archive asked in the language of queries finds exactly what the matcher would."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import QueryError
from monitor.match.filtering import Filter, filter_of
from monitor.match.previewing import preview
from monitor.match.query import Names
from monitor.model import Item, Mention, Rating, Score
from monitor.searching import previewed, search
from monitor.store import Find, Harvest, Store

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
NAMES = Names({"tools": ("marteau", "clé à molette")}, {"angry": "honte OR arnaque~1"})
TEXTS = (
    """
L'Oréal et l'œuvre d'Acme|Une honte, ces COEURS brisés !|acme acmé ACME|#AcmeFail est en tête des tendances
acme-shop.example ou acme[.]com|A c m e, encore|4cme vend des clés à molette|qu'Acme s'explique. Le marteau est cassé
Ac​me invisible|Acme’s hammer is great|the refund never came, what a scam|service client injoignable depuis hier
remboursement refusé par le service client|Le client du service|une arnaqe de plus|客户服务アクメの新製品|Acme アクメ
C&A contre C & A|c. a. est autre chose|Straße und Strasse|ﬁn de série, ﬂeur
the Acme   car-sharing car sharing carsharing
aujourd'hui j’ai reçu un colis d'acme|AcmeShop et acme_shop|naïve façade déjà-vu|Tout va bien.|100% acme, 3,50 €
""".strip()
    .replace("\n", "|")
    .split("|")
)


@pytest.fixture(scope="module", name="store")
def _store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = Store(tmp_path_factory.mktemp("archive") / "vigie.db", now=NOW)
    with store.atomic():
        store.sources.sync([("forum", "feed", "a"), ("avis", "reviews", "b")], NOW)
    yield store
    store.close()


def said(number: int, text: str, title: str = "") -> Mention:
    item = Item(
        f"{title}{number}",
        url=f"https://www.{'acme' if number % 3 else 'blog'}.example/{number}",
        title=title,
        text=text,
        author=("Léa Acme", "Bo", "")[number % 3],
        published=NOW - timedelta(days=number),
        rating=Rating(number % 5 + 1) if number % 2 else None,
        reach=number * 100,
    )
    tone = ("negative", "neutral", "positive")[number % 3]
    score = Score((number % 3 - 1) * 0.7, tone, 0.8)
    return Mention(item, "Acme", "forum", NOW, (), ("fr", "en")[number % 2], score, fingerprint=f"f{number}")


def keep(store: Store, mentions: list[Mention]) -> None:
    state = store.sources.get("forum")
    assert state
    store.save(Harvest(state, (), tuple(mentions)), NOW)


def asked_and_searched(store: Store, asked: Filter) -> tuple[list[int], list[int]]:
    wanted = Find(limit=-1)
    reference = [mention.id for mention in store.mentions.find(wanted) if asked(mention)]
    return reference, [mention.id for mention in search(store, asked, wanted)]


WORDS = (
    "acme Acmé acm* ac?e acme~1 l'Oréal oeuvre œuvre coeur* cœurs honte service client marteau carsharing~ #AcmeFail "
    "acmefail アクメ 客户 C&A strasse fin fleur the refund scam /h.nte/ {Acme} list:tools macro:angry car-sharing "
    "sentiment:negative rating:<3 lang:fr author:acme site:acme.example reach:>=500 has:rating published:2026-11"
).split()
LEAVES = st.sampled_from([*WORDS, '"service client"', '"clé à molette"', '"client service"~3', "title:(acme OR honte)"])
QUERIES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" AND ", " OR ", " "]), inner).map(lambda parts: f"({''.join(parts)})"),
        inner.map(lambda part: f"NOT {part}"),
        st.tuples(LEAVES, st.sampled_from([" NEAR/3 ", " ONEAR/2 ", " SENTENCE ", " NOT NEAR/2 "]), LEAVES).map(
            "".join
        ),
    ),
    max_leaves=6,
)


def understood(text: str) -> Filter | None:
    try:
        return filter_of(text, NAMES)
    except QueryError:  # such as a field that is near something
        return None


@pytest.fixture(scope="module", name="archive")
def _archive(store: Store) -> Store:
    titles = ("", "Acme", "Une honte")
    keep(store, [said(number, text, titles[number % 3]) for number, text in enumerate(TEXTS)])
    return store


@given(QUERIES)
@settings(max_examples=60)
def test_a_search_finds_exactly_what_the_query_asks_for(archive: Store, text: str) -> None:
    asked = understood(text)
    reference, found = asked_and_searched(archive, asked) if asked else ([], [])

    assert found == reference


@pytest.mark.parametrize("text", WORDS)
def test_every_kind_of_term_finds_what_it_asks_for(archive: Store, text: str) -> None:
    asked = filter_of(text, NAMES)
    reference, found = asked_and_searched(archive, asked)

    assert found == reference
    assert found


PIECES = st.sampled_from(
    [*TEXTS[:12], "acme", "-", "'", "’", " ", ".", "\n", "œ", "é", "É", "#", "@", "\u200b", "4", "客"]
)


@given(st.lists(st.lists(PIECES, max_size=6).map("".join), min_size=1, max_size=8), st.lists(QUERIES, max_size=6))
@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_and_so_it_is_whatever_the_archive_holds(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str], queries: list[str]
) -> None:
    store = Store(tmp_path_factory.mktemp("any") / "vigie.db", now=NOW)
    store.sources.sync([("forum", "feed", "a")], NOW)
    keep(store, [said(number, text) for number, text in enumerate(texts)])
    try:
        for asked in filter(None, map(understood, queries)):
            reference, found = asked_and_searched(store, asked)
            assert found == reference
    finally:
        store.close()


@given(st.text(max_size=40))
@settings(max_examples=40)
def test_no_query_is_a_syntax_error_of_the_store(archive: Store, text: str) -> None:
    asked = understood(text)

    assert asked is None or asked_and_searched(archive, asked)


@pytest.mark.parametrize("count", [500, 1500])
def test_a_query_of_many_words_is_searched(archive: Store, count: int) -> None:
    asked = filter_of(" OR ".join(["honte", *(f"word{number}" for number in range(count))]))

    reference, found = asked_and_searched(archive, asked)

    assert found == reference
    assert found


def test_of_copies_the_first_that_is_meant_is_told_with_the_number_of_the_others(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    store = Store(tmp_path_factory.mktemp("copies") / "vigie.db", now=NOW)
    store.sources.sync([("forum", "feed", "a")], NOW)
    keep(store, [replace(said(number, "Acme, une honte"), fingerprint="same") for number in range(7)])

    def told(query: str) -> list[tuple[str, int]]:
        found = search(store, filter_of(query), Find(limit=2, first_copies=True))
        return [(mention.item.id, mention.copies) for mention in found]

    try:
        assert told("acme") == [("6", 6)]
        assert told("acme rating:<4") == [("5", 1)]
        assert told("acme rating:5") == []
        assert told("honte lang:en") == [("5", 2)]
    finally:
        store.close()


@pytest.mark.parametrize("text", ["acme", "honte OR acme~1", "-lang:en", "/h.nte/", "acme -rating:<3"])
def test_a_preview_tells_what_a_look_at_every_mention_would(archive: Store, text: str) -> None:
    asked, saved = filter_of(text), filter_of("acme")
    first, last = archive.mentions.extent() or (NOW, NOW)
    kept = list(archive.mentions.find(Find(limit=-1)))
    plain = preview(kept, asked.find, saved=saved.find, since=first, until=last, clock=UTC)

    assert previewed(archive, asked, saved=saved, days=3660, clock=UTC) == plain
    assert plain.looked_at


def test_an_empty_archive_has_no_preview(tmp_path: Path) -> None:
    with closing(Store(tmp_path / "vigie.db", now=NOW)) as store:
        assert previewed(store, filter_of("acme"), days=28, clock=UTC) is None
