"""In which order a list is read: what stands first, page after page, each mention once, whatever is tied."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.law import countries
from monitor.model import Item, Mention, Reach, Score
from monitor.store import Harvest, Order, Place, Role, Wanted
from monitor.web.pages import portrait
from monitor.web.pages.filters import place, placed
from tests.web.office import NOW, Office, office_in

LABELS = ("none", "none", "none", "possible", "likely")
DAY = timedelta(days=1)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_in(tmp_path, texts=()) as found:
        yield found


def said(number: int, *, days: float = 0, seen: float = 0, family: str = "", **scores: object) -> Mention:
    """Something about Acme, said *days* ago; *scores* are `tone`, `insult`, `accusation`, `reach`."""
    item = Item(f"n{number}", f"https://a.example/{number}", text=f"Acme word {number}", published=NOW - days * DAY)
    reach = scores.get("reach")
    return Mention(
        item if days else replace(item, published=None),
        "Acme",
        "forum",
        NOW - seen * DAY,
        (),
        fingerprint=family,
        sentiment=Score(0.0, str(scores.get("tone", "neutral")), 1.0),
        insult=Score(0.0, str(scores.get("insult", "none")), 1.0),
        accusation=Score(0.0, str(scores.get("accusation", "none")), 1.0),
        reach=Reach(reach, reach) if isinstance(reach, int) else Reach(10, 1000, "post"),
    )


def fill(office: Office, mentions: Sequence[Mention]) -> None:
    with office.store.atomic():
        office.store.sources.sync([("forum", "feed", "x")], NOW)
    state = office.store.sources.get("forum")
    assert state
    office.store.save(Harvest(state, fresh=tuple(mentions)), NOW)
    office.store.mentions.index(lambda text: text)


def many(dice: random.Random, count: int) -> list[Mention]:
    """Of every rank, with many ties."""
    return [
        said(
            number,
            days=dice.choice((0, 1, 1, 2, 30, 80, 89, 95)),
            tone=dice.choice(("negative", "neutral", "positive")),
            insult=dice.choice(LABELS),
            accusation=dice.choice(LABELS),
            reach=dice.choice((None, None, 0, 50, 50, 900)),
            family=dice.choice(("", "", "f1", "f2")),
        )
        for number in range(count)
    ]


def asked(order: Order, **more: object) -> Wanted:
    return Wanted(order=order, deadlines=portrait.deadlines("FR", NOW), **more)  # type: ignore[arg-type]


def pages(office: Office, wanted: Wanted, size: int) -> list[int]:
    """All of a list, page by page, by the cursors that addresses carry."""
    found: list[int] = []
    before: Place | None = None
    while True:
        look = office.store.inbox.look(wanted, before, size)
        found += [row.mention.id for row in look.rows]
        if not look.more:
            return found
        before = place(str(placed(look.more)))
        assert before == look.more


def rank(mention: Mention, order: Order) -> float:
    """The greater stands first: told of what a page shows, by nothing of the store."""
    if order is Order.GRAVEST:
        labels = {mention.insult.label, mention.accusation.label}
        tones = ("positive", "neutral", "negative")
        return 4 if "likely" in labels else 3 if "possible" in labels else tones.index(mention.sentiment.label)
    if order is Order.REACH:
        return mention.reach.low if mention.reach and mention.reach.known else -1
    if order is Order.DEADLINE:
        clock = portrait.legal_clock(mention, "FR", NOW)
        return -clock.last_day.toordinal() if clock else float("-inf")
    return 0


def naive(office: Office, order: Order) -> list[int]:
    """Every mention of the list, one for each family, in its order."""
    rows = (office.store.mentions.get(number) for number in range(1, office.store.inbox.newest() + 1))
    known = [mention for mention in rows if mention]
    best: dict[str, Mention] = {}
    for each in sorted(known, key=lambda one: (-rank(one, order), one.at, one.id)):
        best.setdefault(each.fingerprint or str(each.id), each)
    way = 1 if order is Order.OLDEST else -1
    ordered = sorted(best.values(), key=lambda one: (-rank(one, order), way * one.at.timestamp(), way * one.id))
    return [mention.id for mention in ordered]


@pytest.mark.parametrize("order", Order)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), size=st.integers(1, 9))
def test_page_after_page_each_stands_once_in_its_place(
    tmp_path_factory: pytest.TempPathFactory, order: Order, seed: int, size: int
) -> None:
    with office_in(tmp_path_factory.mktemp("office"), texts=()) as office:
        fill(office, many(random.Random(seed), 40))

        assert pages(office, asked(order), size) == naive(office, order)


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("words", [{}, {"expression": "word"}], ids=["list", "search"])
def test_the_one_before_and_the_one_after_are_those_of_the_list(
    office: Office, order: Order, words: dict[str, object]
) -> None:
    fill(office, many(random.Random(5), 30))
    wanted = asked(order, **words)
    shown = [row.mention.id for row in office.store.inbox.look(wanted, None, 100).rows]

    assert shown == naive(office, order) if order or not words else shown
    for at, number in enumerate(shown):
        before, after = office.store.inbox.beside(wanted, number)
        assert (before, after) == (shown[at - 1] if at else None, (*shown, None)[at + 1])


@pytest.mark.parametrize("order", Order)
def test_a_search_is_sorted_and_paged_as_a_list_is(office: Office, order: Order) -> None:
    fill(office, [replace(each, fingerprint="") for each in many(random.Random(9), 40)])

    assert pages(office, asked(order, expression="word"), 7) == naive(office, order)


@pytest.mark.parametrize(
    "narrow",
    [
        {"status": "open"},
        {"brand": "Acme", "severity": "grave"},
        {"severity": "negative"},
        {"author": "nobody"},
        {"assignee": "camille"},
        {"aside": True},
        {"tag": "seldom"},
        {"named": "camille"},
    ],
    ids=str,
)
@pytest.mark.parametrize("order", Order)
def test_whatever_narrows_a_list_is_narrowed_in_every_order(
    office: Office, order: Order, narrow: dict[str, object]
) -> None:
    fill(office, many(random.Random(3), 30))
    found = pages(office, asked(order, **narrow), 4)

    assert sorted(found) == sorted(set(found))
    assert len(found) == office.store.inbox.count(asked(order, **narrow))


def test_a_cursor_of_another_order_or_of_nobody_s_making_breaks_nothing(office: Office) -> None:
    fill(office, many(random.Random(4), 20))
    cursors = (Place(0, 0), Place(10**11, 5, 17), Place(-5, 1, -3), Place(10**11, 10**17, 10**17))

    for order in Order:
        for before in cursors:
            office.store.inbox.look(asked(order), before, 5)
            office.store.inbox.look(asked(order, expression="word"), before, 5)


def test_a_known_reach_stands_before_a_guessed_one_and_the_widest_copy_for_all(office: Office) -> None:
    fill(
        office,
        [
            said(1, days=1, reach=None),
            said(2, days=3, reach=5, family="one"),
            said(3, days=2, reach=800, family="one"),
            said(4, days=1, reach=70),
        ],
    )

    assert pages(office, asked(Order.REACH), 10) == [3, 4, 1]
    assert pages(office, asked(Order.NEWEST), 10) == [4, 1, 2]


def test_what_the_law_lets_one_act_on_soonest_stands_first_and_what_is_past_with_the_rest(office: Office) -> None:
    fill(
        office,
        [
            said(1, days=5, insult="likely"),
            said(2, days=85, accusation="possible"),
            said(3, days=200, insult="likely"),
            said(4, tone="negative"),
        ],
    )

    assert pages(office, asked(Order.DEADLINE), 10) == [2, 1, 4, 3]


@pytest.mark.parametrize("country", sorted(countries()))
@given(said_at=st.floats(0, 2000), seen_after=st.floats(0, 400), insult=st.booleans(), accusation=st.booleans())
def test_what_is_sorted_by_is_the_day_that_the_line_tells(
    country: str, said_at: float, seen_after: float, insult: bool, accusation: bool
) -> None:
    known = portrait.deadlines(country, NOW)
    at = NOW - timedelta(days=said_at)
    seen_at = min(at + timedelta(days=seen_after), NOW)
    item = Item("x", "https://a.example/", text="Acme", published=at)
    label = {True: "likely", False: "none"}
    scores = {"insult": Score(1.0, label[insult], 1.0), "accusation": Score(1.0, label[accusation], 1.0)}
    clock = portrait.legal_clock(Mention(item, "Acme", "forum", seen_at, (), **scores), country, NOW)  # type: ignore[arg-type]

    assert known
    assert known.last_day(at, seen_at, insult, accusation) == (clock and clock.last_day)
    assert clock is None or seen_at >= known.since


def test_a_country_whose_law_is_not_known_has_no_deadlines() -> None:
    assert portrait.deadlines("", NOW) is None
    assert portrait.deadlines("XX", NOW) is None


# ---------------------------------------------------------------------- the pages and the API


async def test_the_order_is_part_of_the_address_of_pages_cursors_and_views(office: Office) -> None:
    fill(office, [said(number, days=1 + number, tone="negative" if number % 2 else "positive") for number in range(60)])
    browser = await office.at_work("camille")
    first = (await browser.get("/inbox?order=gravest")).text
    next_page = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = (await browser.get(next_page)).text

    assert '<option value="gravest" selected>' in first
    assert next_page.startswith("/inbox?order=gravest&before=")
    assert shown(first) == [*range(2, 61, 2), *range(1, 40, 2)]
    assert shown(second) == list(range(41, 60, 2))
    assert 'href="/mentions/2?order=gravest"' in first
    await browser.post("/views", {"name": "worst", "query": "order=gravest&brand=Acme"})
    assert 'href="/inbox?brand=Acme&amp;order=gravest"' in (await browser.get("/inbox")).text
    assert "order=" not in (await browser.get("/inbox?order=sideways")).text.split('class="filters"')[1]


async def test_programs_ask_for_the_same_order_and_feeds_for_what_is_new(office: Office) -> None:
    fill(office, [said(number, days=1 + number, reach=number) for number in range(5)])
    browser = await office.at_work("camille", Role.VIEWER)
    answer = (await browser.get("/api/v1/mentions?order=reach&limit=3", accept="application/json")).json()
    rest = (await browser.get(f"/api/v1/mentions?order=reach&limit=3&cursor={answer['next']}")).json()

    assert [each["id"] for each in answer["mentions"]] == [5, 4, 3]
    assert [each["id"] for each in rest["mentions"]] == [2, 1]
    assert rest["next"] is None
    feed = (await browser.get("/api/v1/mentions.atom?order=oldest")).text
    assert feed.index("word 0") < feed.index("word 4")
    table = (await browser.get("/api/v1/export.csv?order=oldest")).text
    assert table.index("word 4") < table.index("word 0")


def shown(page: str) -> list[int]:
    return [int(part.split('"')[0]) for part in page.split('data-mention="')[1:]]
