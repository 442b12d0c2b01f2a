"""Every kind against answers that are nearly right: it reads them or says why not, and does nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import ParseError
from monitor.model import Item, Page
from tests.sources.saved import GOLDEN, golden, golden_files

SAVED = {str(path.relative_to(GOLDEN)): golden(path) for path in golden_files()}
ODD: list[Any] = [
    *(
        None,
        True,
        -1,
        0,
        1e400,
        float("nan"),
        10**30,
        "",
        "0",
        "\ud800",
        "\0\u202e<b>",
        "x" * 600,
        "2026-13-45",
        "1e999",
    ),
    *([], {}, [[]], [None], {"": None}, [{}], {"a": {"b": {"c": []}}}, "javascript:alert(1)", "http://[", "//"),
]


def mutations(value: Any) -> st.SearchStrategy[Any]:
    """*value* with anything anywhere replaced, dropped, or repeated."""
    inside: st.SearchStrategy[Any]
    if isinstance(value, dict) and value:
        key = st.sampled_from(sorted(value))
        inside = key.flatmap(lambda k: mutations(value[k]).map(lambda new: {**value, k: new}))
        dropped = key.map(lambda k: {each: told for each, told in value.items() if each != k})
        return st.one_of(inside, inside, dropped, st.sampled_from(ODD))
    if isinstance(value, list) and value:
        place = st.integers(0, len(value) - 1)
        inside = place.flatmap(lambda i: mutations(value[i]).map(lambda new: [*value[:i], new, *value[i + 1 :]]))
        return st.one_of(inside, inside, place.map(lambda i: [*value, value[i]]), st.sampled_from(ODD))
    return st.sampled_from(ODD)


def damages(body: bytes) -> st.SearchStrategy[bytes]:
    """*body* cut, shuffled, repeated, or with other bytes somewhere."""
    place = st.integers(0, len(body))
    junk = st.one_of(
        st.binary(max_size=20), st.sampled_from([b"<", b'"', b"\0", b"&#x110000;", b"<!--", b"]]>", b"{" * 2000])
    )
    cut = st.tuples(place, place).map(lambda ends: body[: min(ends)] + body[max(ends) :])
    return st.one_of(cut, st.tuples(place, junk).map(lambda told: body[: told[0]] + told[1] + body[told[0] :]))


def bodies(body: bytes) -> st.SearchStrategy[bytes]:
    if body.lstrip()[:1] not in (b"{", b"["):
        return damages(body)
    value = json.loads(body)
    return st.one_of(mutations(value).flatmap(mutations).map(lambda v: json.dumps(v).encode()), damages(body))


def survives(name: str, body: bytes) -> None:
    try:
        page = SAVED[name].read(body)
    except ParseError as error:
        assert error.message  # noqa: PT017 - either outcome is fine, anything else raised is not
        return
    assert isinstance(page, Page)
    assert len({item.id for item in page.items}) == len(page.items)
    for item in page.items:
        assert_fit(item)
    assert all(isinstance(told, str) for told in (page.cursor, page.title, *page.gone))
    assert page.more is None or page.more.url.startswith("http")


def assert_fit(item: Item) -> None:
    """Nothing in it breaks the diary, a log or a terminal."""
    for told in (item.id, item.url, item.title, item.text, item.author, item.language, item.thread, item.parent):
        assert isinstance(told, str)
        told.encode()
        assert "\0" not in told
        assert "\u202e" not in told
    assert item.id
    assert item.url == "" or item.url.startswith("http")
    assert item.published is None or item.published.tzinfo
    assert item.reach is None or item.reach >= 0


@pytest.mark.parametrize("name", SAVED)
@settings(max_examples=settings().max_examples // 5, suppress_health_check=list(HealthCheck), deadline=None)
@given(data=st.data())
def test_an_answer_that_is_nearly_right_is_read_or_explained(name: str, data: st.DataObject) -> None:
    survives(name, data.draw(bodies(SAVED[name].reply.body)))


BOMBS = {
    "deep JSON": b"[" * 200_000,
    "deep objects": b'{"a":' * 50_000,
    "a long number": b'{"hits": ' + b"9" * 100_000 + b"}",
    "laughs": b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "&%c;&%c;&%c;">' % (98 + n, 97 + n, 97 + n, 97 + n) for n in range(20))
    + b"]><urlset><url><loc>&u;</loc></url></urlset>",
    "an outside file": b'<!DOCTYPE f [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss version="2.0"><channel>'
    b"<item><title>&x;</title></item></channel></rss>",
    "deep HTML": b"<div class=tgme_widget_message data-post=a/1 itemscope>" * 4_000,
    "unclosed tags": b"<p " * 50_000,
    "comments without end": b"<!--" * 50_000,
}


@pytest.mark.parametrize("kind", sorted({path.parent.name for path in golden_files()}))
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_does_not_go_off(kind: str, bomb: str) -> None:
    first = str(Path(golden_files(kind)[0]).relative_to(GOLDEN))
    survives(first, BOMBS[bomb])
