"""Review pages, as shops build them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import ParseError
from monitor.model import Item, Page, Rating
from monitor.sources.reviews import Reviews
from tests.sources.saved import reply

SHOP = "https://shop.example/oven"
REVIEW = {"@type": "Review", "author": "Ann", "reviewBody": "It burns.", "reviewRating": {"ratingValue": 1}}


def read(html: str | bytes, *headers: tuple[str, str]) -> Page:
    return Reviews(SHOP).parse(reply(html, SHOP, headers), "")


def page(*documents: object, wrap: str = "{}") -> str:
    scripts = (f'<script type="application/ld+json">{wrap.format(json.dumps(each))}</script>' for each in documents)
    return f"<!doctype html><html><head><title>Shop</title>{''.join(scripts)}</head></html>"


def only(review: dict[str, Any]) -> Item:
    (item,) = read(page(REVIEW | review)).items
    return item


# ------------------------------------------------------------------ where reviews stand


@pytest.mark.parametrize(
    "document",
    [
        REVIEW,
        [REVIEW],
        {"@graph": [{"@type": "WebSite"}, REVIEW]},
        {"@type": "Product", "review": REVIEW},
        {"@type": "Product", "reviews": [REVIEW, REVIEW]},
        {"@type": "Organization", "subOrganization": {"@type": "Store", "review": [REVIEW]}},
        REVIEW | {"@type": ["CreativeWork", "schema:Review"]},
        REVIEW | {"@type": "https://schema.org/UserReview"},
    ],
)
def test_a_review_is_found_wherever_it_stands(document: object) -> None:
    assert [item.text for item in read(page(document)).items] == ["It burns."]


@pytest.mark.parametrize(
    "wrap", ["<!-- {} -->", "//<![CDATA[\n{}\n//]]>", "/* <![CDATA[ */ {} /* ]]> */", "{};", "\ufeff{}"]
)
def test_a_script_may_be_wrapped_in_comments(wrap: str) -> None:
    assert len(read(page(REVIEW, wrap=wrap)).items) == 1


def test_a_broken_script_does_not_hide_the_next_one() -> None:
    assert len(read(page("x", wrap="{{{}") + page(REVIEW)).items) == 1


def test_the_charset_of_the_page_counts() -> None:
    html = page().replace("</head>", '<script type="application/ld+json">{"@type": "Review", "text": "Déçu"}</script>')

    for body, content_type in [
        (html.encode("windows-1252"), "text/html; charset=windows-1252"),
        (html.replace("<title>", '<meta charset="iso-8859-1"><title>').encode("iso-8859-1"), "text/html"),
        (html.encode(), "text/html; charset=nonsense"),
        (html.encode("utf-16"), ""),
        (html.encode("windows-1252"), ""),
    ]:
        assert read(body, ("content-type", content_type)).items[0].text == "Déçu"


# ------------------------------------------------------------------ no reviews


@pytest.mark.parametrize(
    "document",
    [
        {"@type": "Product", "aggregateRating": {"@type": "AggregateRating", "reviewCount": 0}},
        {"@type": "AggregateRating", "ratingValue": "4,1", "bestRating": "5"},
    ],
)
def test_a_page_that_is_rated_and_shows_no_review_is_empty(document: object) -> None:
    assert read(page(document)).items == ()


@pytest.mark.parametrize(
    ("html", "words"),
    [
        (page({"@type": "Product"}, {"@type": "BreadcrumbList"}), "tells only of BreadcrumbList, Product"),
        (page(), "it has no readable JSON-LD"),
        (page("x", wrap="{{{}"), "it has no readable JSON-LD"),
        (page([[[]]] * 3, wrap="[" * 100_000 + "{}"), "it has no readable JSON-LD"),
        (page({"@type": "ClaimReview"}), "tells only of ClaimReview"),
        ("<html><title>Are you a robot?</title></html>", "an HTML page titled 'Are you a robot?'"),
    ],
)
def test_a_page_without_reviews_is_blocked_or_changed_and_never_nothing_new(html: str, words: str) -> None:
    with pytest.raises(ParseError, match="blocked or changed") as caught:
        read(html)

    assert words in str(caught.value)


# ------------------------------------------------------------------ one review


@pytest.mark.parametrize(
    ("told", "rating"),
    [
        ({"ratingValue": 4}, Rating(4, 5, 1)),
        ({"ratingValue": "4,5", "bestRating": "5,0", "worstRating": "0,5"}, Rating(4.5, 5, 0.5)),
        ({"ratingValue": "4/5"}, Rating(4, 5, 1)),
        ({"ratingValue": "8 sur 10"}, Rating(8, 10, 1)),
        ({"ratingValue": "80 %"}, Rating(80, 100, 1)),
        ({"ratingValue": 9}, Rating(9, 10, 1)),
        ({"ratingValue": 87, "bestRating": 5}, Rating(87, 100, 1)),
        ({"ratingValue": 0}, Rating(0, 5, 0)),
        ({"ratingValue": 0.5}, Rating(0.5, 5, 0.5)),
        ("3", Rating(3, 5, 1)),
        ([{"ratingValue": 2}], Rating(2, 5, 1)),
        ({"ratingValue": "good"}, None),
        ({"ratingValue": True}, None),
        ({"ratingValue": 1e400}, None),
        ({"ratingValue": 10**30}, None),
        ({"ratingValue": 1, "bestRating": 1, "worstRating": 1}, None),
        ({}, None),
        (None, None),
        ([], None),
    ],
)
def test_stars_are_read_on_their_own_scale(told: object, rating: Rating | None) -> None:
    assert only({"reviewRating": told}).rating == rating


def test_a_reference_is_followed() -> None:
    person = {"@type": "Person", "@id": "#ann", "name": "Ann of the graph"}

    items = read(page({"@graph": [REVIEW | {"author": {"@id": "#ann"}}, person]})).items

    assert items[0].author == "Ann of the graph"


def test_a_review_without_a_title_is_titled_by_what_it_reviews() -> None:
    assert only({"itemReviewed": {"@type": "Product", "name": "Nordelec X200"}}).title == "Nordelec X200"
    assert read(page({"@type": "Product", "name": "Brioche Valmy", "review": REVIEW})).items[0].title == "Brioche Valmy"
    assert only({"name": "Ouch", "itemReviewed": {"name": "Nordelec X200"}}).title == "Ouch"


# ------------------------------------------------------------------ identity


@pytest.mark.parametrize("told", ["https://shop.example/reviews/77", "urn:review:8f3c", "#review-48213", "/reviews/77"])
def test_what_a_review_is_called_is_its_identity(told: str) -> None:
    assert only({"@id": told}).id == told


@pytest.mark.parametrize("place", ["#review-1", f"{SHOP}#review12", "_:b0", "#3", SHOP, "", 7])
def test_a_place_on_the_page_is_no_identity(place: object) -> None:
    first, second = REVIEW | {"@id": place}, REVIEW | {"@id": place, "reviewBody": "It froze."}

    before = {item.text: item.id for item in read(page(first)).items}
    after = {item.text: item.id for item in read(page(second)).items}

    assert before["It burns."] != after["It froze."]


def test_reviews_that_share_the_address_of_the_page_are_all_kept() -> None:
    reviews = [REVIEW | {"url": f"{SHOP}#reviews", "reviewBody": text} for text in ("a", "b", "c")]

    items = read(page(*reviews)).items

    assert len({item.id for item in items}) == 3


# ------------------------------------------------------------------ anything at all

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["Review", "#a"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from("@id @type @graph name author review reviewRating ratingValue bestRating url".split()),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=40, deadline=None)
@given(ANYTHING, st.binary(max_size=60))
def test_any_json_ld_is_a_page_or_an_error_we_can_explain(document: object, body: bytes) -> None:
    for html in (
        page(document).encode(),
        page({"@type": "Review", "author": document}).encode(),
        page().encode() + body,
    ):
        try:
            items = read(html).items
        except ParseError:
            continue
        assert all(item.id for item in items)
