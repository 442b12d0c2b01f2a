"""The share of voice of the overview: beside which competitors, who was measured and who was not."""

from __future__ import annotations

import html
import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from monitor.model import Brand
from monitor.store import Tally
from monitor.web.pages.voice import shares_of
from tests.web.office import Office, office_in

ACME = Brand("Acme", aliases=("Acme Pro",))
BRUYERE = Brand("Bruyère", competitors=("acme pro", "Ostrelle", "Bragance & Fils"))
QUIET = Brand("Calme")
HEARD = (Tally("Bruyère", 4, 2, 1), Tally("Acme", 2, 1, 1), Tally("Autre", 1, 0, 0))


Own = tuple[tuple[str, tuple[str, ...]], ...]
Shown = Callable[..., Awaitable[str]]


@pytest.fixture
def page_of(tmp_path: Path) -> Shown:
    async def shown(address: str, *watched: Brand, language: str = "en", own: Own = ()) -> str:
        with office_in(tmp_path, watched=watched, own=own) as office:
            return await _words(office, address, language)

    return shown


async def _words(office: Office, address: str, language: str) -> str:
    browser = await office.at_work("camille", language=language)
    told = html.unescape((await browser.get(address)).text)
    title = "Part de voix" if language == "fr" else "Share of voice"
    section = told.split(f"<h2>{title}</h2>", 1)[1].split("</section>", 1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", section)).strip()


def test_a_brand_stands_beside_its_competitors_and_nobody_else() -> None:
    found = shares_of(HEARD, (BRUYERE, ACME, Brand("Autre")), "Bruyère")

    assert [each.name for each in found.tallies] == ["Bruyère", "Acme"], "by another of its names"
    assert found.total == 6
    assert found.missing == ("Ostrelle", "Bragance & Fils")


def test_a_watched_competitor_of_whom_nothing_was_heard_is_nought_and_not_left_out() -> None:
    found = shares_of(HEARD, (Brand("Acme", competitors=("Calme",)), QUIET), "Acme")

    assert found.tallies[-1] == Tally("Calme", 0, 0, 0)
    assert not found.missing


def test_without_a_choice_all_that_was_heard_stands_there() -> None:
    found = shares_of(HEARD, (BRUYERE, ACME), "")

    assert [each.name for each in found.tallies] == ["Bruyère", "Acme", "Autre"]
    assert found.missing == ("Ostrelle", "Bragance & Fils")


def test_a_brand_without_competitors_stands_beside_all_others() -> None:
    assert [each.name for each in shares_of(HEARD, (ACME, BRUYERE), "Acme").tallies] == ["Bruyère", "Acme", "Autre"]


async def test_the_page_says_what_was_measured_and_what_was_not(page_of: Shown) -> None:
    told = await page_of("/overview?brand=Bruyère&since=7d", BRUYERE, ACME)

    assert "Bruyère 4 67%" in told
    assert "Acme 2 33%" in told
    assert "Measured: of each, what its own query found at the sources that are watched here." in told
    assert "Not measured: Ostrelle, Bragance & Fils." in told


async def test_french_says_so_too(page_of: Shown) -> None:
    told = await page_of("/overview", BRUYERE, ACME, language="fr", own=(("blog", ("Bruyère",)),))

    assert "Mesuré : pour chaque marque, ce que sa propre requête a trouvé" in told
    assert "Non mesuré : Ostrelle, Bragance & Fils." in told
    assert "Chez blog, tout compte pour Bruyère, que le nom soit cité ou non." in told


async def test_a_competitor_of_whom_nothing_was_heard_is_shown_without_dividing_by_it(page_of: Shown) -> None:
    assert "Calme 0 0% – –" in await page_of("/overview?brand=Acme", Brand("Acme", competitors=("Calme",)), QUIET)


async def test_who_watches_one_brand_is_told_of_no_comparison(tmp_path: Path) -> None:
    with office_in(tmp_path, (("", "Acme, merci."),), watched=(ACME,), brands=("Acme",)) as office:
        assert "Measured" not in await _words(office, "/overview", "en")
