"""What stands around a list and a mention: titles, counts, the way back, and links to what a figure counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from monitor.model import Item
from monitor.web.pages.plot import plot
from tests.web.office import NOW, Office, heard, office_in


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_in(tmp_path) as found:
        yield found


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/inbox", "(6) À traiter · vigie"),
        ("/inbox?severity=grave", "(1) Graves · vigie"),
        ("/inbox?status=any&q=terrible", "«\u202fterrible\u202f» · Boîte de réception · vigie"),
        ("/inbox?brand=Acme", "Boîte de réception · vigie"),
    ],
)
async def test_the_title_says_which_list_it_is_and_how_long(office: Office, address: str, title: str) -> None:
    browser = await office.at_work("camille", language="fr")

    assert f"<title>{title}</title>" in (await browser.get(address)).text


@pytest.mark.parametrize(
    ("address", "told"),
    [("/inbox?brand=Acme", "2 mentions"), ("/inbox?status=any&q=terrible", "1 mention"), ("/inbox", "")],
)
async def test_who_filters_or_searches_is_told_how_much_was_found(office: Office, address: str, told: str) -> None:
    browser = await office.at_work("camille")
    page = (await browser.get(address)).text

    assert (f'role="status">{told}</p>' in page) is bool(told)


async def test_more_than_a_page_is_told_as_such_on_the_first_page_only(office: Office) -> None:
    many = tuple(Item(f"n{n}", text=f"Acme, mot numéro {n} {n * 7919}", published=NOW) for n in range(60))
    heard(office.store, many)
    browser = await office.at_work("camille")
    first = (await browser.get("/inbox?brand=Acme")).text
    further = first.split('rel="next" href="', 1)[1].split('"', 1)[0].replace("&amp;", "&")

    assert "more than 50 mentions" in first
    assert 'class="hint found"' not in (await browser.get(further)).text


async def test_the_way_back_from_a_mention_leads_to_its_line(office: Office) -> None:
    browser = await office.at_work("camille")

    assert 'href="/inbox?severity=grave#m2" data-up' in (await browser.get("/mentions/2?severity=grave")).text
    assert 'id="m2"' in (await browser.get("/inbox?severity=grave")).text


async def test_who_changes_the_colours_stays_in_his_list(office: Office) -> None:
    browser = await office.at_work("camille")

    assert (
        'name="back" value="/inbox?severity=grave&amp;q=vol%C3%A9"'
        in (await browser.get("/inbox?severity=grave&q=vol%C3%A9")).text
    )


async def test_every_name_and_figure_of_the_overview_leads_to_what_it_counts(office: Office) -> None:
    browser = await office.at_work("camille")
    page = (await browser.get("/overview?since=7d&brand=Acme")).text

    for query in (
        "status=any&amp;brand=Acme&amp;since=7d",
        "status=any&amp;brand=Acme&amp;severity=negative&amp;since=7d",
        "status=any&amp;brand=Acme&amp;source=forum&amp;since=7d",
        "status=any&amp;brand=Acme&amp;author=auteur4&amp;since=7d",
        "status=any&amp;brand=Bruy%C3%A8re&amp;since=7d",  # the others whose voices are shared
    ):
        assert f'href="/inbox?{query}"' in page
        assert (await browser.get(f"/inbox?{query}".replace("&amp;", "&"))).text.count("<article") > 0


def test_the_days_of_a_plot_begin_where_they_do_for_its_reader() -> None:
    since, zone = datetime(2026, 3, 27, 18, 0, tzinfo=UTC), ZoneInfo("America/New_York")
    told = plot((), since, since + timedelta(days=3), timedelta(hours=1), zone)

    assert [day.isoformat() for day, _ in told.days][:2] == ["2026-03-28T00:00:00-04:00", "2026-03-29T00:00:00-04:00"]
    assert [round((at - 44) / ((960 - 44) / 72), 1) for _, at in told.days] == [10.0, 34.0, 58.0]  # hours from its left
