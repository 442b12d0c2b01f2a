"""What somebody reads on the pages all day: whole French, no number without a sense, the way back to where he was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.model import Alert, AlertKind, Figures, Incident, IncidentState, Item, Level, Reach, Verdict
from monitor.store import Harvest
from monitor.web.tongue import Tongue, french
from tests.web.office import NOW, Office, office_in

NARROW = "\u202f"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_in(tmp_path) as found:
        yield found


def test_no_french_sign_stands_alone_at_the_beginning_of_a_line() -> None:
    loose = [told for told in french().values() if re.search(r" [:;!?»]|« ", told)]

    assert not loose


@pytest.mark.parametrize(
    ("value", "told"), [(0.0, "0,00"), (-0.004, "0,00"), (0.004, "0,00"), (0.5, "+0,50"), (-0.86, "−0,86")]
)
def test_nothing_has_no_sign(value: float, told: str) -> None:
    assert Tongue("fr").score(value) == told


async def test_a_search_is_quoted_as_its_reader_quotes(office: Office) -> None:
    camille, alex = await office.at_work("camille", language="fr"), await office.at_work("alex")

    french_page = (await camille.get("/inbox?q=nul")).text
    assert f"«{NARROW}nul{NARROW}»" in french_page
    assert "“nul”" not in french_page
    assert "“nul”" in (await alex.get("/inbox?q=nul")).text


async def test_a_view_is_named_as_the_mentions_in_it_are(office: Office) -> None:
    camille = await office.at_work("camille", language="fr")

    views = re.search(r'<aside class="views">.*?</aside>', (await camille.get("/inbox")).text, re.DOTALL)
    assert views
    assert "Traitées" in views[0]
    assert "Traité " not in views[0]


async def test_a_mention_that_was_replied_to_is_told_by_no_command(office: Office) -> None:
    camille = await office.at_work("camille", language="fr")
    await camille.post("/act", {"m": "1", "what": "replied", "link": "au téléphone"})

    row = (await camille.get("/rows/1")).text
    assert "avec réponse" in row
    assert "répondre" not in row


@pytest.mark.parametrize(("known", "listed", "whole"), [(True, "4,200", "4,200 people"), (False, None, "nobody knows")])
async def test_a_list_tells_how_many_read_it_where_somebody_knows(
    office: Office, known: bool, listed: str | None, whole: str
) -> None:
    mention = office.store.mentions.get(1)
    state = office.store.sources.get("forum")
    assert mention
    assert state
    reach = Reach(4200, 4200) if known else Reach(50, 500_000, "article")
    item = Item("read", text="Acme, once more.", author="Zoe", published=NOW)
    office.store.save(Harvest(state, fresh=(replace(mention, item=item, brand="Acme", reach=reach),)), NOW)
    browser = await office.at_work("alex")

    row = (await browser.get("/rows/7")).text
    assert ("◉" in row) == known
    assert (listed or "") in row
    assert "500,000" not in row
    assert whole in (await browser.get("/mentions/7")).text


async def test_a_likeness_has_no_sign_and_a_tone_has_one(office: Office) -> None:
    browser = await office.at_work("alex")

    page = (await browser.get("/mentions/2")).text
    values = re.findall(r'<th scope="row">(Tone|Insult|Accusation)</th><td>(\S+)', page)
    assert [name for name, _ in values] == ["Tone", "Insult", "Accusation"]
    assert values[0][1][0] in "+−"
    assert not any(value.startswith("+") for _, value in values[1:])


async def test_the_clock_of_the_house_is_named(office: Office) -> None:
    browser = await office.at_work("alex")

    assert "as configured (Europe/Paris)" in (await browser.get("/settings")).text


async def test_a_source_that_is_well_has_nothing_wrong_on_a_telephone(office: Office) -> None:
    browser = await office.at_work("alex")

    page = (await browser.get("/sources")).text
    assert re.search(r'<td data-name="What is wrong"></td>', page), "what is empty is not shown where lines are cards"


def _incident(office: Office, rule: str = "many complaints") -> str:
    """One that a rule called, for which another rule speaks now; its address."""
    figures = Figures(timedelta(hours=1), 7, 0.0, 0.0, 0.0, 9, None, 6, 2, mentions=(2, 5, 1))
    called = Verdict("Bruyère", NOW, Level.WARNING, rule, figures)
    worse = replace(called, level=Level.CRISIS, rule="storm")
    with office.store.atomic():
        found = office.store.incidents.save(Incident("Bruyère", IncidentState.OPEN, Level.CRISIS, NOW, NOW, worse, 7))
        office.store.incidents.announce(Alert(AlertKind.OPENED, NOW, found, called), ())
        office.store.incidents.announce(Alert(AlertKind.ESCALATED, NOW, found, worse), ())
    return f"/incidents/{found.id}"


async def test_an_incident_names_the_rule_that_called_it(office: Office) -> None:
    address = _incident(office)
    browser = await office.at_work("camille")

    page = (await browser.get(address)).text
    assert "Opened by the rule many complaints" in page
    assert "usual not yet known" in page
    assert "expected: 0" not in page


async def test_an_incident_names_a_rule_without_a_name_in_the_language_of_its_reader(office: Office) -> None:
    camille, alex = await office.at_work("camille", language="fr"), await office.at_work("alex")
    address = _incident(office, "unusual")

    assert f"Ouvert par la règle «{NARROW}inhabituel{NARROW}»" in (await camille.get(address)).text
    assert "Opened by the rule unusual" in (await alex.get(address)).text


async def test_from_a_mention_of_an_incident_one_goes_back_to_it_and_on_to_its_next(office: Office) -> None:
    address = _incident(office)
    browser = await office.at_work("camille")

    assert 'href="/mentions/5?incident=1"' in (await browser.get(address)).text
    page = (await browser.get("/mentions/5?incident=1")).text
    assert f'href="{address}#m5"' in page
    assert "← Incident 1" in page
    assert 'data-previous href="/mentions/2?incident=1"' in page
    assert 'data-next href="/mentions/1?incident=1"' in page
    assert 'data-advance="/mentions/1?incident=1"' in page
    last = (await browser.get("/mentions/1?incident=1")).text
    assert f'data-advance="{address}"' in last
    for odd in ("x", "99", "9" * 40):
        assert (await browser.get(f"/mentions/1?incident={odd}")).status_code == 200


async def test_who_undoes_reads_what(office: Office) -> None:
    browser = await office.at_work("camille", language="fr")
    await browser.ask("/act", {"m": ["1", "3"], "what": "done"})
    await browser.ask("/act", {"m": "2", "what": "note", "note": "à voir"})

    assert (await browser.ask("/undo", {})).json()["said"] == f"Annulé{NARROW}: note écrite"
    assert (await browser.ask("/undo", {})).json()["said"] == f"Annulé{NARROW}: 2 mentions traitées"


async def test_what_was_sent_is_told_with_the_spaces_of_its_reader(office: Office) -> None:
    address = _incident(office)
    browser = await office.at_work("camille", language="fr")
    office.store.db.execute(
        "INSERT INTO silence (brand, start, until, who, why) VALUES ('Bruyère', 0, ?, 'alex', 'on sait')",
        [int((NOW + timedelta(hours=1)).timestamp())],
    )

    assert f"alex{NARROW}: on sait" in (await browser.get(address)).text


async def test_what_is_muted_is_told_in_the_language_of_its_reader(office: Office) -> None:
    camille, alex = await office.at_work("camille", language="fr"), await office.at_work("alex")
    await camille.post("/mutes", {"kind": "author", "mention": "2", "for": "30d"})

    for address in ("/rows/2", "/mentions/2"):
        told = (await camille.get(address)).text
        assert f"auteur{NARROW}: auteur1" in told
        assert "author: auteur1" not in told
        assert "author: auteur1" in (await alex.get(address)).text


async def test_only_what_is_closed_can_be_opened_again(office: Office) -> None:
    browser = await office.at_work("camille")
    again = 'name="what" value="open"'

    for address in ("/inbox", "/mentions/1"):
        assert again not in (await browser.get(address)).text
    await browser.post("/act", {"m": "1", "what": "done"})
    for address in ("/inbox?status=done", "/inbox?status=any", "/mentions/1"):
        assert again in (await browser.get(address)).text


async def test_many_are_given_to_a_colleague_at_once(office: Office) -> None:
    camille = await office.at_work("camille")
    office.hire("alex")

    assert (
        '<option>alex</option></select></label> <button name="what" value="assign"'
        in (await camille.get("/inbox")).text
    )
    await camille.ask("/act", {"m": ["1.0", "2.0"], "what": "assign", "to": "alex"})
    standings = [office.store.triage.standing(number) for number in (1, 2, 3)]
    assert [each.assignee or "" for each in standings if each] == ["alex", "alex", ""]


async def test_a_theme_of_an_incident_leads_to_what_is_said_of_it(office: Office) -> None:
    address = _incident(office)
    found = office.store.incidents.get(1)
    assert found
    figures = replace(found.verdict.figures, themes=("service client",))
    with office.store.atomic():
        office.store.incidents.save(replace(found, verdict=replace(found.verdict, figures=figures)))
    browser = await office.at_work("camille")

    page = (await browser.get(address)).text
    link = re.search(r'<a class="chip" href="([^"]+)">service client</a>', page)
    assert link
    answer = await browser.get(link[1].replace("&amp;", "&"))
    assert 'data-mention="1"' in answer.text


@pytest.mark.parametrize(("language", "told"), [("fr", "français"), ("en", "French")])
async def test_a_language_is_named_and_not_coded(office: Office, language: str, told: str) -> None:
    browser = await office.at_work("camille", language=language)
    await browser.post("/act", {"m": "1", "what": "positive"})

    assert f'<th scope="row">{told}</th>' in (await browser.get("/accuracy")).text


async def test_who_has_heard_nothing_yet_has_not_done_all(tmp_path: Path) -> None:
    with office_in(tmp_path, []) as empty:
        page = (await (await empty.at_work("camille")).get("/inbox")).text
        assert "Nothing was heard yet." in page
        assert "All is done." not in page


async def test_who_has_done_all_is_told_so(office: Office) -> None:
    browser = await office.at_work("camille")
    await browser.post("/act", {"m": [str(number) for number in range(1, 7)], "what": "done"})

    page = (await browser.get("/inbox")).text
    assert "All is done." in page
    assert "Nothing was heard yet." not in page
