from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.notify import escape, payload, preview
from tests.notify.disarmed import MAIL, check_mail, check_markdown, check_slack, check_terminal, told_with, unseen
from tests.notify.story import ENGLISH, FRENCH, HOSTILE, LINK, alert, mention

ANYTHING = st.one_of(
    st.sampled_from(HOSTILE), st.text(max_size=300), st.text("<>&*_~`|!@#[]()\\ \n\r\x1b\u202e", max_size=60)
)
# Never a deadline: how busy the machine is says nothing about what gets through.
ONE = settings(max_examples=60, deadline=None)
WHOLE = settings(max_examples=25, deadline=None)

# ------------------------------------------------------------------ one sink at a time


@given(ANYTHING)
@ONE
def test_a_line_is_one_line(text: str) -> None:
    assert unseen(escape.line(text)) == ""
    assert unseen(escape.terminal(text)) == ""


@given(ANYTHING)
@ONE
def test_nothing_that_slack_parses_gets_through(text: str) -> None:
    safe = escape.slack(text)

    assert not re.search(r"[<>*_~`]|&(?!(amp|lt|gt);)", safe)
    assert unseen(safe) == ""


@given(ANYTHING)
@ONE
def test_nothing_that_markdown_parses_gets_through(text: str) -> None:
    safe = escape.markdown(text)

    assert not re.search(r"[<>*_~`\[\]|\\]|@\w", safe)
    assert unseen(safe) == ""


@given(ANYTHING, st.integers(1, 200))
@ONE
def test_what_is_made_to_fit_fits_and_breaks_no_entity(text: str, limit: int) -> None:
    safe = escape.fitted(text, limit, escape.slack)

    assert len(safe) <= limit
    assert not re.search(r"&(?!(amp|lt|gt);)", safe)


@pytest.mark.parametrize("text", ["Crédit & Cie", "l'été — 30 % « ici »", "12\u202f000 €", "日本語 😀"])
def test_harmless_words_stay_as_they_are(text: str) -> None:
    assert escape.line(text) == text
    assert escape.terminal(text) == text
    assert escape.markdown(text) == text
    assert escape.slack(text).replace("&amp;", "&") == text


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://avis.example/r?a=1&b=2#x", "https://avis.example/r?a=1&b=2#x"),
        ("http://avis.example:8080/é <x>|y", "http://avis.example:8080/%C3%A9%20%3Cx%3E%7Cy"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("//evil.example/x", ""),
        ("https://", ""),
        ("https:evil.example", ""),
        ("https://norvane.example@evil.example/", ""),
        ("https://norvane.example\\@evil.example/", ""),
        ("https://evil.example:port/", ""),
        ("http://[::1", ""),
        ("https://evil.example/\r\nX: y", ""),
        ("https://evil.example/\u202egnp", ""),
        ("https://evil.example/" + "a" * 1000, ""),
        ("https://evil.example/" + "é" * 400, ""),
        ("", ""),
    ],
)
def test_only_an_address_that_says_where_it_leads_becomes_a_link(url: str, safe: str) -> None:
    assert escape.link(url) == safe


@given(ANYTHING)
@ONE
def test_a_link_never_breaks_out_of_its_place(text: str) -> None:
    for url in (text, f"https://evil.example/{text}", f"https://{text}"):
        assert re.fullmatch(r"(https?://[!-~]+)?", escape.link(url))
        assert not set(escape.link(url)) & set('<>|"\\ `')


# ------------------------------------------------------------------ the whole way, every sink


@given(ANYTHING)
@WHOLE
def test_hostile_words_reach_slack_disarmed(text: str) -> None:
    check_slack(told_with(text), ENGLISH, LINK)
    check_slack(told_with(text), FRENCH, text)


@given(ANYTHING)
@WHOLE
def test_hostile_words_reach_a_page_disarmed(text: str) -> None:
    check_mail(told_with(text), LINK)
    check_mail(told_with(text), text)


@given(ANYTHING)
@WHOLE
def test_hostile_words_reach_a_terminal_disarmed(text: str) -> None:
    check_terminal(told_with(text))


@given(ANYTHING)
@WHOLE
def test_hostile_words_reach_any_other_service_disarmed(text: str) -> None:
    check_markdown(told_with(text))


@pytest.mark.parametrize("text", HOSTILE)
def test_each_known_trick_fails_everywhere(text: str) -> None:
    check_slack(told_with(text), FRENCH, LINK)
    check_mail(told_with(text), LINK)


def test_a_template_in_a_mention_is_only_text() -> None:
    told = alert(brand="{{7*7}} {brand}", quotes=(mention("{{7*7}} {0.__class__}"),))

    assert "{{7*7}} {brand}" in preview(told, ENGLISH)
    assert "49" not in str(payload(told, MAIL)["html"]).replace("#1f2937", "")
