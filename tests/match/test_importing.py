"""Queries of other houses, said in ours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import QueryError
from monitor.match.grammar import parse
from monitor.match.importing import DIALECTS, import_query

CARRIED = [
    ("brandwatch", "apple AND juice", "apple AND juice"),
    ("brandwatch", "apple juice", "apple AND juice"),
    ("brandwatch", '"apple juice"', '"apple juice"'),
    ("brandwatch", '"apple juice"~5', '"apple juice"~5'),
    ("brandwatch", "“apple juice”", '"apple juice"'),
    ("brandwatch", "apple OR (pear AND NOT tree)", "apple OR (pear AND NOT tree)"),
    ("brandwatch", "a1 OR b1 AND c1", "a1 OR (b1 AND c1)"),
    ("brandwatch", "(apple OR orange) NEAR/5 (smartphone OR phone)", "(apple OR orange) NEAR/5 (smartphone OR phone)"),
    ("brandwatch", "logitech NEAR/2f keyboard", "logitech ONEAR/2 keyboard"),
    ("brandwatch", "raw:Google+", 'raw:"Google+"'),
    ("brandwatch", "{BBC}", 'raw:"BBC"'),
    ("brandwatch", "site:twitter.com AND acme", "site:twitter.com AND acme"),
    ("brandwatch", 'acme NOT author:(bot OR "big bot")', 'acme AND NOT (author:bot OR author:"big bot")'),
    ("brandwatch", "acme <<< why we watch it >>> OR acmé", "acme OR acmé"),
    ("brandwatch", "((cake OR cookie) AND birthday)~5", "(cake OR cookie) NEAR/5 birthday"),
    ("brandwatch", "acme AND -bike", "acme AND NOT bike"),
    ("brandwatch", "acme rating:[1 TO 2]", "acme AND rating:>=1 AND rating:<=2"),
    ("talkwalker", "chocolate -swiss", "chocolate AND NOT swiss"),
    ("talkwalker", "acme AND NOT bike", "acme AND NOT bike"),
    ("talkwalker", "luxemb* gr?y", "luxemb* AND gr?y"),
    ("talkwalker", "roam~1", "roam~1"),
    ("talkwalker", "+Gap OR ++Gap", 'raw:"Gap" OR raw:"Gap"'),
    ("talkwalker", "acme ONEAR/3 bike", "acme ONEAR/3 bike"),
    ("talkwalker", 'acme site:"http://www.courrier.example/"', "acme AND site:courrier.example"),
    ("talkwalker", "acme sentiment:negative lang:fr", "acme AND sentiment:negative AND lang:fr"),
    ("meltwater", '"sailboat" or "boat"', '"sailboat" OR "boat"'),
    ("meltwater", "apple NEAR watch", "apple NEAR/4 watch"),
    ("meltwater", "apple onear/7 watch", "apple ONEAR/7 watch"),
    ("meltwater", "acme^9 AND (shop OR store)^4", "acme AND (shop OR store)"),
]


@pytest.mark.parametrize(("dialect", "foreign", "ours"), CARRIED, ids=lambda value: value)
def test_what_we_know_is_carried_over_whole(dialect: str, foreign: str, ours: str) -> None:
    imported = import_query(foreign, dialect)

    assert imported.query == ours
    assert imported.notices == ()
    assert parse(imported.query).text == ours


LOST = [
    ("brandwatch", "acme AND city:berlin", "acme", "city:berlin", "left out", "more"),
    ("brandwatch", "acme OR links:acme.example", "acme", "links:acme.example", "left out", "less"),
    ("brandwatch", "acme NOT links:acme.example", "acme", "links:acme.example", "left out", "more"),
    ("brandwatch", "acme NOT (bike OR city:berlin)", "acme AND NOT bike", "city:berlin", "left out", "more"),
    ("brandwatch", "acme NOT (bike AND city:berlin)", "acme AND NOT bike", "city:berlin", "left out", "less"),
    ("brandwatch", "acme AND flavour:mint", "acme", "flavour:mint", "left out", "more"),
    ("brandwatch", "acme authorFollowers:[100 TO 200]", "acme", "authorFollowers:[100 TO 200]", "left out", "more"),
    ("brandwatch", "acme hashtags:fail", "acme AND fail", "hashtags:fail", "changed", ""),
    ("talkwalker", "acme *foo", "acme", "*foo", "left out", "more"),
    ("talkwalker", "acme contains:video", "acme", "contains:video", "left out", "more"),
    ("talkwalker", "carsharing~", "carsharing", "carsharing", "changed", ""),
    ("meltwater", "d*c* OR dc", "dc", "d*c*", "left out", "less"),
    ("meltwater", "atleast3(acme) bike", "acme AND bike", "atleast3(acme)", "changed", ""),
    ("talkwalker", "acme ab~1", "acme", "ab", "left out", "more"),
    ("brandwatch", '"acme corp"~500 bike', "bike", '"acme corp"', "left out", "more"),
    ("brandwatch", "acme NEAR/999 bike", "acme AND bike", "acme NEAR/999 bike", "changed", ""),
    ("brandwatch", "acme rating:good", "acme", "rating:good", "left out", "more"),
    ("meltwater", "ingress:acme", "text:acme", "ingress:acme", "changed", ""),
]


@pytest.mark.parametrize(("dialect", "foreign", "ours", "written", "fate", "effect"), LOST)
def test_what_we_cannot_carry_over_is_told_with_its_place_and_its_price(
    dialect: str, foreign: str, ours: str, written: str, fate: str, effect: str
) -> None:
    imported = import_query(foreign, dialect)

    (notice,) = imported.notices
    assert imported.query == ours
    assert (notice.written, str(notice.fate), notice.effect) == (written, fate, effect)
    assert foreign[notice.start : notice.end] == written
    assert notice.why


@pytest.mark.parametrize(
    ("foreign", "position"), [("acme AND", 8), ("(acme", 0), ('acme "bike', 5), ("acme)", 4), ("", 0), ("()", 0)]
)
def test_a_broken_query_is_pointed_at(foreign: str, position: int) -> None:
    with pytest.raises(QueryError) as error:
        import_query(foreign, "brandwatch")

    assert error.value.position == position


def test_a_query_of_which_nothing_is_left_says_why() -> None:
    with pytest.raises(QueryError, match="where their author lives"):
        import_query("city:berlin", "brandwatch")


SIGNS = st.sampled_from(
    '( ) " AND OR NOT NEAR/3 NEAR ~5 ~ ^2 * ? - + : title: raw: city: [1 TO 2] { } <<< >>> a été'.split(" ")
)


@given(st.one_of(st.text(max_size=40), st.lists(SIGNS, max_size=14).map(" ".join)), st.sampled_from(sorted(DIALECTS)))
def test_anything_is_a_query_of_ours_or_a_clear_error(foreign: str, dialect: str) -> None:
    assert outcome(foreign, dialect)


def outcome(foreign: str, dialect: str) -> str:
    """What it says in ours, or what is pointed at."""
    try:
        imported = import_query(foreign, dialect)
    except QueryError as error:
        return error.pointed() if 0 <= error.position <= len(foreign) else ""
    return parse(imported.query, filters=True).text
