"""Anybody's API."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.errors import ParseError, VigieError
from monitor.model import Page, Rating, Request
from monitor.sources.json_http import Json
from tests.sources.saved import reply

API = "https://api.example/v1/comments"


def read(answer: object, url: str = API, **options: Any) -> Page:
    return Json(**({"url": API, "text": "text"} | options)).parse(reply(json.dumps(answer), url), "")


# ------------------------------------------------------------------ what is asked


def test_it_asks_for_json_with_its_headers() -> None:
    request = Json(API, text="t", headers={"x-key": "invented"}).request("ignored")

    assert request == Request(API, (("accept", "application/json"), ("x-key", "invented")))


@pytest.mark.parametrize("option", ["items", "id", "title", "text", "published", "next"])
def test_an_option_that_is_no_jmespath_is_refused_at_once(option: str) -> None:
    wrong: dict[str, Any] = {option: "a..b["}

    with pytest.raises(VigieError, match=f"the option {option} is no JMESPath") as caught:
        Json(API, **wrong)

    assert "jmespath.org" in caught.value.hint


# ------------------------------------------------------------------ what is answered


def test_the_answer_itself_may_be_the_list() -> None:
    assert [item.text for item in read([{"id": 1, "text": "a"}, {"id": 2, "text": "b"}]).items] == ["a", "b"]


def test_an_expression_may_build_what_no_field_holds() -> None:
    (item,) = read(
        {"hits": [{"t": "a", "who": {"first": "Ann", "last": "B."}, "tags": ["x", "y"], "n": 3}]},
        items="hits[?n > `2`]",
        text="t",
        title="join(' ', tags)",
        author="join(' ', [who.first, who.last])",
        id="join('-', ['post', to_string(n)])",
    ).items

    assert (item.title, item.author, item.id) == ("x y", "Ann B.", "post-3")


@pytest.mark.parametrize(
    ("answer", "options", "words"),
    [
        ({"error": "quota"}, {"items": "data"}, "JSON with the keys error, not a list at items: data"),
        ({"data": {"a": 1}}, {"items": "data"}, "not a list at items: data"),
        ({"data": "x"}, {"items": "length(data.a)"}, "does not fit"),
        ([{"body": "a"}, {"body": "b"}], {}, "2 entries, and none has a text, a title or stars"),
        (["a", None, 3], {}, "3 entries, and none"),
        ([{"text": 1}], {"text": "sum(text)"}, "does not fit"),
        (7, {}, "not a list at items: @"),
    ],
)
def test_an_answer_of_another_shape_is_named(answer: object, options: dict[str, str], words: str) -> None:
    with pytest.raises(ParseError) as caught:
        read(answer, **options)

    assert words in caught.value.message
    assert caught.value.hint


@pytest.mark.parametrize(
    "body", [b"", b"<html><title>Sorry</title>", b"{", b"[" * 100_000, b"1" * 5_000, b"\xff\xfe\x00"]
)
def test_an_answer_that_is_no_json_is_named(body: bytes) -> None:
    with pytest.raises(ParseError, match=r"^api\.example answered with .*, not "):
        Json(API, text="t").parse(reply(body, API), "")


def test_no_entries_are_nothing_new() -> None:
    assert read([]) == Page(())


def test_an_entry_that_an_expression_does_not_fit_loses_that_field_only() -> None:
    items = read([{"id": 1, "text": "a", "tags": ["x"]}, {"id": 2, "text": "b"}], title="join(' ', tags)").items

    assert [(item.title, item.text) for item in items] == [("x", "a"), ("", "b")]


def test_an_entry_without_a_word_is_left_out() -> None:
    assert [item.id for item in read([{"id": 1}, {"id": 2, "text": "b"}]).items] == ["2"]


@pytest.mark.parametrize(
    ("told", "published"),
    [
        (1771405200, datetime(2026, 2, 18, 9, 0, tzinfo=UTC)),
        (1771405200.5, datetime(2026, 2, 18, 9, 0, 0, 500_000, tzinfo=UTC)),
        ("1771405200000", datetime(2026, 2, 18, 9, 0, tzinfo=UTC)),
        (1771405200000000, datetime(2026, 2, 18, 9, 0, tzinfo=UTC)),
        ("2026-02-18T09:00:00Z", datetime(2026, 2, 18, 9, 0, tzinfo=UTC)),
        ("2026-02-18T10:00:00.000+0100", datetime(2026, 2, 18, 9, 0, tzinfo=UTC)),
        ("2026-02-18 09:00:00", datetime(2026, 2, 18, 9, 0, tzinfo=UTC)),
        ("2026-02-18 09:00:00 UTC", datetime(2026, 2, 18, 9, 0, tzinfo=UTC)),
        ("20260218T090000Z", datetime(2026, 2, 18, 9, 0, tzinfo=UTC)),
        ("20260218", datetime(2026, 2, 18, 0, 0, tzinfo=UTC)),
        ("Wed, 18 Feb 2026 09:00:00 -0000", datetime(2026, 2, 18, 9, 0, tzinfo=UTC)),
        (0, None),
        (-1, None),
        (10**40, None),
        (True, None),
        ("0001-01-01T00:00:00+23:00", None),
        ("9999-12-31", None),
        ("soon", None),
        ([], None),
    ],
)
def test_a_date_is_understood_or_none(told: object, published: datetime | None) -> None:
    assert read([{"text": "a", "at": told}], published="at").items[0].published == published


def test_without_an_identity_the_content_is_one() -> None:
    first, again, other = (read([{"text": text}]).items[0].id for text in ("a", "a", "b"))

    assert first == again != other


def test_stars_alone_are_a_review() -> None:
    (item,) = read([{"id": 1, "note": "18/20"}, {"id": 2}], rating="note", best=20.0, worst=0.0).items

    assert item.rating == Rating(18, 20, 0)


def test_html_is_made_plain() -> None:
    assert read([{"text": "<p>Fish &amp; <b>chips</b></p><script>x()</script>"}]).items[0].text == "Fish & chips"


# ------------------------------------------------------------------ further pages


ENTRIES = [{"id": 1, "text": "a"}]


@pytest.mark.parametrize(
    ("answer", "options", "url", "more"),
    [
        ({"e": ENTRIES}, {}, API, None),
        ({"e": ENTRIES, "n": f"{API}?page=2"}, {"next": "n"}, API, f"{API}?page=2"),
        ({"e": ENTRIES, "n": "?after=9"}, {"next": "n"}, API, f"{API}?after=9"),
        ({"e": ENTRIES, "n": API}, {"next": "n"}, API, None),
        ({"e": ENTRIES, "n": "http://[x\ud800"}, {"next": "n"}, API, None),
        ({"e": ENTRIES, "n": "\ud800"}, {"next": "n", "param": "p"}, API, None),
        ({"e": ENTRIES, "n": "ftp://x"}, {"next": "n"}, API, None),
        ({"e": ENTRIES, "n": None}, {"next": "n"}, API, None),
        ({"e": ENTRIES, "n": "a&b="}, {"next": "n", "param": "after"}, f"{API}?q=1", f"{API}?q=1&after=a%26b%3D"),
        ({"e": ENTRIES, "n": 8}, {"next": "n", "param": "p"}, f"{API}?p=7&q=é", f"{API}?q=%C3%A9&p=8"),
        ({"e": ENTRIES, "n": ""}, {"next": "n", "param": "p"}, f"{API}?p=7", None),
        ({"e": ENTRIES}, {"param": "page"}, f"{API}?page=3", f"{API}?page=4"),
        ({"e": ENTRIES}, {"param": "page"}, API, f"{API}?page=2"),
        ({"e": ENTRIES}, {"param": "page"}, f"{API}?page=last", None),
        ({"e": []}, {"param": "page"}, API, None),
    ],
)
def test_the_next_page_is_where_the_answer_or_the_count_says(
    answer: object, options: dict[str, str], url: str, more: str | None
) -> None:
    further = read(answer, url, items="e", **options).more

    assert (further.url if further else None) == more


def test_headers_do_not_follow_to_another_host() -> None:
    answer = {"e": ENTRIES, "n": "https://evil.example/"}

    further = read(answer, items="e", next="n", headers={"authorization": "Bearer invented"}).more

    assert further == Request("https://evil.example/", (("accept", "application/json"),))


# ------------------------------------------------------------------ anything at all

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from("id text at by n stars".split()), inner, max_size=6)
    ),
    max_leaves=15,
)


@settings(max_examples=40, deadline=None)
@given(ANYTHING)
def test_any_json_is_a_page_or_an_error_we_can_explain(answer: object) -> None:
    options = {"author": "by", "published": "at", "rating": "stars", "link": "by", "next": "n", "language": "by"}
    for whole in (answer, [answer], [{"id": answer, "text": "a", "by": answer, "at": answer, "stars": answer}]):
        try:
            page = read(whole, **options)
        except ParseError:
            continue
        assert all(item.id for item in page.items)
