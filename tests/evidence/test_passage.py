"""The passage that a mention is about, and what became of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.evidence.dates import page_date, server_date
from monitor.evidence.passage import anchor, difference, passage, share
from monitor.evidence.watching import ABSENCES, OVER, Sight, look, trouble
from monitor.links import State, Watched
from monitor.model import Reply, Request

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
COMMENTS = """
<body><nav>Menu</nav><article><p>Un article.</p></article>
<ol><li id="comment-1"><b>Léa</b><p>Très bien &amp; bon</p><script>x("never")</script></li>
<li id=comment-2><p>Ce sont des voleurs<br>et des menteurs</li></ol></body>"""


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("comment-1", "Léa\nTrès bien & bon"),
        ("comment-2", "Ce sont des voleurs\net des menteurs"),
        ("comment-3", None),
        ("", "Un article."),
    ],
)
def test_an_anchor_leads_to_its_element_and_no_anchor_to_the_article(wanted: str, text: str | None) -> None:
    assert passage(COMMENTS, wanted) == text


def test_a_page_without_an_article_is_read_whole() -> None:
    assert passage("<title>t</title><p>Un</p><style>p{}</style><p>Deux</p>") == "t\nUn\nDeux"


def test_the_anchor_of_an_address_is_what_it_points_at() -> None:
    assert anchor("https://x.example/a#comment-%C3%A9") == "comment-é"
    assert anchor("https://x.example/a") == ""


@given(st.text())
def test_anybodys_page_is_read(html: str) -> None:
    assert passage(html) is not None
    assert passage(f"<p id=a>{html}", "a") is not None


def test_a_hostile_page_costs_no_more_than_its_length() -> None:
    assert passage("<div>" * 200_000 + "x") is not None
    assert passage("<!--" * 200_000) is not None
    assert passage("<a " * 200_000) is not None


def test_a_difference_tells_what_went_and_what_came() -> None:
    assert difference("un\ndeux\ntrois", "un\n2\ntrois") == "- deux\n+ 2"


def test_words_are_found_whatever_their_case_and_spacing() -> None:
    assert share("Il dit : CE  sont des VOLEURS notoires", "ce sont des voleurs") == 1
    assert share("tout autre chose ici", "ce sont des voleurs") == 0
    assert 0 < share("ce sont des voleurs", "ce sont des voleurs et des menteurs") < 1
    assert share("rien", "") == 0


def answer(body: str, status: int = 200, modified: str = "") -> Reply:
    told = (("content-type", "text/html; charset=utf-8"), ("last-modified", modified))
    return Reply(Request("https://x.example/a"), "https://x.example/a", status, told, body.encode(), NOW)


def watched(url: str = "https://x.example/a") -> Watched:
    return Watched(1, url, NOW, NOW)


def test_a_page_that_says_removed_with_status_200_is_absent() -> None:
    words = "ce sont des voleurs, ils ont pris mon acompte"
    first = look(watched(), answer(f"<article>{words}</article>"), words, NOW)
    then = look(first.watched, answer("<article>This review was removed by a moderator.</article>"), words, NOW)

    assert (first.sight, then.sight) == (Sight.FIRST, Sight.MISSING)


def test_what_was_never_found_is_never_called_gone() -> None:
    page = watched("https://x.example/a#c1")
    seen = look(page, answer("<p>drawn by a script"), "words", NOW)
    for hours in range(0, 200, 20):
        seen = look(seen.watched, answer("<p>drawn by a script"), "words", NOW + timedelta(hours=hours))

    assert seen.watched.state is not State.GONE
    assert "never found" in seen.watched.error


def listed(*numbers: int) -> str:
    return "".join(f"<li id=c-{number}>words of {number}</li>" for number in numbers)


@pytest.mark.parametrize(
    ("after", "sight"),
    [
        ((1, 2, 4, 5), Sight.MISSING),  # one of the list is gone
        ((0, 1, 2, 4, 5), Sight.MISSING),  # and another came: its neighbours are still there on both sides
        ((8, 9, 1, 2), Sight.TROUBLE),  # new ones pushed it to the next page
        ((8, 9, 10), Sight.TROUBLE),
        ((), Sight.MISSING),
    ],
)
def test_what_was_pushed_to_a_further_page_is_not_called_missing(after: tuple[int, ...], sight: Sight) -> None:
    page = watched("https://x.example/a#c-3")
    first = look(page, answer(listed(1, 2, 3, 4, 5)), "words of 3", NOW)

    assert look(first.watched, answer(listed(*after)), "words of 3", NOW).sight is sight


def test_absences_count_only_when_they_last() -> None:
    seen = look(watched(), answer("<article>words here now</article>"), "words here now", NOW)
    at = NOW
    for _ in range(ABSENCES + 2):
        seen = look(seen.watched, answer("", 404), "words here now", at)
    assert seen.watched.state is State.MISSING
    seen = look(seen.watched, answer("", 404), "words here now", at + OVER)
    assert seen.watched.state is State.GONE


def test_looks_grow_rarer_and_an_absence_makes_them_frequent_again() -> None:
    seen, at, pauses = watched(), NOW, []
    for _ in range(12):
        told = look(seen, answer("<article>words here now</article>"), "words here now", at)
        seen = told.watched
        assert seen.due_at
        pauses.append(seen.due_at - at)
        at = seen.due_at
    lost = look(seen, answer("", 410), "words", at).watched

    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=15)
    assert pauses[-1] == timedelta(days=30)
    assert lost.due_at == at + timedelta(hours=1)


def test_nobodys_error_is_an_absence() -> None:
    for status in (301, 401, 403, 429, 500, 503):
        assert look(watched(), answer("", status), "words", NOW).sight is Sight.TROUBLE
    assert trouble(watched(), "no route", NOW).watched.absences == 0


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ('<script type="application/ld+json">{"datePublished": "2026-05-01T10:00:00+02:00"}</script>', (1, 8)),
        ('<meta property="article:published_time" content="2026-05-02T10:00:00Z">', (2, 10)),
        ("<meta content='2026-05-03' name='datePublished'>", (3, 23)),
        ('{"datePublished": "2027-01-01T00:00:00Z"}', None),
        ('{"datePublished": "yesterday or so"}', None),
        ("", None),
    ],
)
def test_a_page_tells_when_it_was_published(html: str, told: tuple[int, int] | None) -> None:
    moment = page_date(answer(html))

    assert (moment and (moment.day, moment.hour)) == told


def test_a_server_tells_since_when_a_page_is_as_it_is() -> None:
    told = server_date(answer("", modified="Fri, 01 May 2026 08:00:00 GMT"))

    assert told == datetime(2026, 5, 1, 8, tzinfo=UTC)
    assert server_date(answer("", modified="soon")) is None
    assert server_date(answer("", modified="Fri, 01 May 2099 08:00:00 GMT")) is None
    assert server_date(answer("")) is None
