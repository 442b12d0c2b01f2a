"""The workshop of queries: what is asked is said back, doubted, tried and shown, and nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from monitor.match import Names
from monitor.model import Brand
from tests.web.office import Office, office_in

pytestmark = pytest.mark.anyio
WATCHED = (Brand("Bruyère", aliases=("l'appli Bruyère",)), Brand("Acme", query="acme -support"))


@pytest.fixture(name="office")
def _office(tmp_path: Path) -> Iterator[Office]:
    names = Names(lists={"pannes": ("plante", "panne")})
    with office_in(tmp_path, watched=WATCHED, names=names) as office:
        yield office


def asking(**words: str) -> str:
    return f"/queries?{urlencode(words)}"


async def test_a_query_is_said_back_with_what_it_finds_in_the_archive(office: Office) -> None:
    browser = await office.at_work("alex")

    page = (await browser.get(asking(q="bruyère NEAR/9 plante", text="Bruyère plante"))).text

    assert "the word “bruyère”" in page
    assert "at most 9 words from it:" in page
    assert 'title="so here">✓</span> the word “bruyère” <mark class="term">Bruyère</mark>' in page
    assert "It finds this text:" in page
    assert '<mark class="term">Bruyère</mark>, c' in page  # a sample of the archive
    assert "texts of the archive" in page


async def test_a_bad_query_is_pointed_at_and_told_what_to_write(office: Office) -> None:
    browser = await office.at_work("alex")

    answer = await browser.get(asking(q='acme "panne'))

    assert answer.status_code == 400
    assert '<mark class="cue">&#34;panne</mark>' in answer.text
    assert "this quote is never closed" in answer.text


async def test_a_french_reader_is_told_in_french_what_is_wrong(office: Office) -> None:
    browser = await office.at_work("camille", language="fr")

    workshop = await browser.get(asking(q='acme "panne'))
    inbox = await browser.get("/inbox?q=acme+AND")

    assert "ce guillemet n&#39;est jamais refermé" in workshop.text
    assert (inbox.status_code, "rien ne suit AND" in inbox.text) == (400, True)


async def test_a_change_tells_what_it_adds_and_loses(office: Office) -> None:
    browser = await office.at_work("alex")

    page = (await browser.get(asking(q="acme -crashes", brand="Acme"))).text

    assert "What the change adds <small>1" in page
    assert "What the change loses <small>1" in page


async def test_the_query_of_a_brand_is_shown_where_none_is_written(office: Office) -> None:
    browser = await office.at_work("alex")

    assert ">acme -support</textarea>" in (await browser.get(asking(brand="Acme"))).text


async def test_doubts_are_told_in_the_language_of_the_reader(office: Office) -> None:
    browser = await office.at_work("camille", language="fr")

    page = (await browser.get(asking(q="acme and orange"))).text

    assert "est cherché comme un mot" in page
    assert "tout ceci :" in page


async def test_lists_of_the_configuration_are_known(office: Office) -> None:
    browser = await office.at_work("alex")

    assert "Found <small>1" in (await browser.get(asking(q="bruyère list:pannes"))).text


async def test_what_is_hostile_is_shown_as_text(office: Office) -> None:
    browser = await office.at_work("alex")

    page = (await browser.get(asking(q='"<script>x</script>', text="<img src=x>", brand="<b>"))).text

    assert "<script>x" not in page
    assert "<img src=x" not in page


async def test_an_empty_archive_says_so(tmp_path: Path) -> None:
    with office_in(tmp_path, texts=(), watched=WATCHED) as office:
        browser = await office.at_work("alex")

        assert "The archive is empty yet." in (await browser.get(asking(q="acme"))).text


async def test_nobody_sees_it_who_is_not_logged_in(office: Office) -> None:
    assert (await office.browser().get(asking(q="acme"))).status_code == 303


async def test_the_inbox_knows_the_lists_of_the_configuration(office: Office) -> None:
    browser = await office.at_work("alex")

    answer = await browser.get(f"/inbox?{urlencode({'status': 'any', 'q': 'list:pannes NEAR/12 bruyère'})}")

    assert answer.status_code == 200
    assert answer.text.count("data-mention=") == 1
