"""What a brand's query may be missing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.match import Matcher
from monitor.match.suggesting import Kind, distance, suggest
from monitor.model import Brand, Item, Mention

NOW = datetime(2026, 11, 22, tzinfo=UTC)
BRAND = Brand("Brioche Valmy", ("BriocheValmy",))
MATCHER = Matcher([BRAND])


def said(*texts: str, url: str = "") -> list[Mention]:
    found = []
    for number, text in enumerate(texts):
        item = Item(str(number), url=url, text=text, author=f"author {number}")
        match = MATCHER.match(item.prose)
        spans = match[0].spans if match else ()
        found.append(Mention(item, BRAND.name, "forum", NOW, spans, fingerprint=text, id=number + 1))
    return found


def known(query: str) -> bool:
    return not query.startswith("site:") and bool(MATCHER.match(query))


def found(kind: Kind, mentions: list[Mention]) -> dict[str, int]:
    suggested = suggest((BRAND.name, *BRAND.aliases), mentions, known)
    return {each.query: each.texts for each in suggested if each.kind is kind}


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("j'adore brioche valmi, vraiment", '"brioche valmi"'),
        ("j'adore BRIOCHE VAMLY", '"brioche vamly"'),
        ("la brioch valmy est bonne", '"brioch valmy"'),
        ("vive briochevalmi !", "briochevalmi"),
        ("vive briohcevlamy !", "briohcevlamy"),
    ],
)
def test_a_slip_of_the_pen_is_proposed(text: str, query: str) -> None:
    assert found(Kind.SPELLING, said(text)) == {query: 1}


@pytest.mark.parametrize(
    "text",
    [
        "la bataille de Valmy",
        "des brioches valmys",
        "brioche varmoise",
        "Brioche Valmy",
        "la brioche de Valérie",
        "brio",
    ],
)
def test_another_word_is_no_slip(text: str) -> None:
    assert found(Kind.SPELLING, said(text)) == {}


def test_a_hashtag_of_several_people_is_proposed_and_one_s_own_is_not() -> None:
    texts = [f"Brioche Valmy {n} #BoycottBrioche #only{n}" for n in range(3)]

    assert found(Kind.HASHTAG, said(*texts)) == {"#boycottbrioche": 3}


def test_an_address_with_the_name_in_it_is_proposed() -> None:
    texts = ["voir https://www.brioche-valmy-avis.example/page", "ou avis.briochevalmy.example", "ou autre.example"]

    assert found(Kind.DOMAIN, said(*texts)) == {
        "site:brioche-valmy-avis.example": 1,
        "site:avis.briochevalmy.example": 1,
    }


def test_a_product_beside_the_name_is_proposed_with_where_it_was_seen() -> None:
    mentions = said(*(f"Hier {n}, la Nuage de Brioche Valmy était rassie. Demain non." for n in range(3)))

    (product,) = suggest((BRAND.name,), mentions, known)

    assert (product.query, product.texts, product.authors, product.number) == ("Nuage", 3, 3, 1)
    assert "la Nuage de Brioche Valmy" in product.example


def test_what_the_query_finds_already_is_not_proposed() -> None:
    mentions = said(*(f"Hier {n}, la Nuage de Brioche Valmy" for n in range(3)))
    wider = Matcher([Brand("Brioche Valmy", ("Nuage",))])

    assert suggest((BRAND.name,), mentions, lambda text: bool(wider.match(text))) == ()


def test_copies_of_one_text_count_once() -> None:
    mentions = said(*["la Nuage de Brioche Valmy"] * 5)

    assert found(Kind.PRODUCT, mentions) == {}


@pytest.mark.parametrize(
    ("left", "right", "steps"),
    [
        ("acme", "acme", 0),
        ("acme", "amce", 1),
        ("acme", "acmee", 1),
        ("acme", "akme", 1),
        ("acme", "brio", 3),
        ("", "a", 1),
    ],
)
def test_steps_from_one_word_to_another(left: str, right: str, steps: int) -> None:
    assert distance(left, right, 2) == distance(right, left, 2) == steps


@given(st.lists(st.text(max_size=80), max_size=5))
def test_any_texts_are_looked_through(texts: list[str]) -> None:
    for each in suggest((BRAND.name, "œuf", ""), said(*texts), known):
        assert each.query
        assert each.texts
