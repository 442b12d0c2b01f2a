"""Answering in time: the countdown, the templates, who is named, and who is told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.config import TriageConfig
from monitor.model import Target, Template
from monitor.store import Store, named
from tests.web.office import NOW, Office, office_in

WITHIN = {"grave": timedelta(hours=2), "negative": timedelta(hours=8)}
TEMPLATES = (
    Template("Sorry", "Hello {author}, we are sorry. {{{me}}} for {brand}, on {source}: {link}", "en"),
    Template("Pardon", "Bonjour {author}, pardon. {me}", "fr"),
    Template("Other", "Not for them", "", ("Acme",)),
)
TARGETS = (Target("legal", "apprise", "json://127.0.0.1:1/"),)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_in(tmp_path, triage=TriageConfig(WITHIN, TEMPLATES), targets=TARGETS) as found:
        yield found


def late(page: str) -> int:
    return page.count("chip sla late")


# ------------------------------------------------------------------ in time


async def test_a_countdown_runs_until_somebody_answers(office: Office) -> None:
    browser = await office.at_work("camille")
    page = (await browser.get("/inbox")).text
    assert page.count("chip sla") == 3, "one accuses, two are negative"
    assert late(page) == 0
    assert "2 hours left" in page
    office.now += timedelta(hours=3)
    assert late((await browser.get("/inbox")).text) == 1
    assert "late by 60 minutes" in (await browser.get("/mentions/2")).text
    await browser.ask("/act", {"m": "2", "what": "replied", "link": "https://forum.example/2#answer"})

    assert late((await browser.get("/inbox")).text) == 0
    page = (await browser.get("/mentions/2")).text
    assert "chip sla" not in page
    assert "camille replied: https://forum.example/2#answer" in page
    await browser.ask("/undo", {})
    assert late((await browser.get("/inbox")).text) == 1


async def test_what_waits_for_too_long_is_a_list_with_a_count(office: Office) -> None:
    browser = await office.at_work("camille")
    for hours, found in ((1, set()), (3, {"2"}), (9, {"1", "2", "5"})):
        office.now = NOW + timedelta(hours=hours)
        answer = (await browser.get("/api/v1/mentions?overdue=1")).json()
        assert {str(each["id"]) for each in answer["mentions"]} == found
    page = (await browser.get("/inbox?overdue=1")).text
    assert '?overdue=1" aria-current="true">Waiting for too long <span class="count" data-count>3<' in page
    await browser.ask("/act", {"m": "1", "what": "snooze", "until": "4h"})
    assert len((await browser.get("/api/v1/mentions?overdue=1")).json()["mentions"]) == 2


# ------------------------------------------------------------------ answers to copy


async def test_templates_are_filled_with_words_and_with_nothing_else(tmp_path: Path) -> None:
    with office_in(tmp_path, [], triage=TriageConfig({}, TEMPLATES)) as office:
        from monitor.model import Item
        from tests.web.office import heard

        cruel = "{me.__class__} {0} </textarea><b>"
        heard(office.store, [Item("1", "https://forum.example/1", text="Bruyère !", author=cruel, published=NOW)])
        browser = await office.at_work("camille")
        page = (await browser.get("/mentions/1")).text

    filled = "Hello {me.__class__} {0} &lt;/textarea&gt;&lt;b&gt;, we are sorry. {camille} for Bruyère, on forum:"
    assert filled in page
    assert "<summary>Pardon</summary>" in page
    assert "Not for them" not in page


# ------------------------------------------------------------------ who is named


@pytest.mark.parametrize(
    ("note", "people"),
    [
        ("@alex please", ("alex",)),
        ("ask @Alex, @camille.", ("alex", "camille")),
        ("mail alex@alex.example, @alexandra @@alex", ()),
        ("@Jean Martin knows", ("Jean Martin",)),
        ("", ()),
    ],
)
def test_who_is_named_in_a_note(note: str, people: tuple[str, ...]) -> None:
    assert named(note, ("alex", "camille", "Jean", "Jean Martin")) == people


async def test_who_is_named_finds_it_until_he_does_something(office: Office) -> None:
    camille, alex = await office.at_work("camille"), await office.at_work("alex")
    note = {"m": "2", "what": "note", "note": "@alex what do we say?"}
    await camille.ask("/act", note)

    assert '<span class="count" data-count>1<' in (await alex.get("/inbox?status=any&named=1")).text
    assert [each["id"] for each in (await alex.get("/api/v1/mentions?status=any&named=1")).json()["mentions"]] == [2]
    assert (await camille.get("/api/v1/mentions?status=any&named=1")).json()["mentions"] == []
    assert (await alex.get("/live?act=0&newest=6")).json()["acts"][0]["said"] == "camille wrote: @alex what do we say?"
    await alex.ask("/act", {"m": "2", "what": "seen"})
    assert (await alex.get("/api/v1/mentions?status=any&named=1")).json()["mentions"] == []
    await camille.ask("/act", note)
    assert len((await alex.get("/api/v1/mentions?status=any&named=1")).json()["mentions"]) == 1
    await camille.ask("/undo", {})
    assert (await alex.get("/api/v1/mentions?status=any&named=1")).json()["mentions"] == []


# ------------------------------------------------------------------ who is told


def waiting(store: Store) -> list[tuple[str, str]]:
    return [(each.target, each.state) for each in store.outbox.log()]


async def test_the_paragraphs_of_an_answer_are_copied_as_paragraphs(tmp_path: Path) -> None:
    letter = Template("Sorry", "Hello {author},\n\nwe are <sorry>.\n{me}", "")
    with office_in(tmp_path, triage=TriageConfig(WITHIN, (letter,))) as office:
        page = (await (await office.at_work("camille")).get("/mentions/2")).text

    assert "Hello auteur1,\n\nwe are &lt;sorry&gt;.\ncamille</textarea>" in page


async def test_to_hand_over_gives_it_and_has_somebody_told(office: Office) -> None:
    camille, alex = await office.at_work("camille"), await office.at_work("alex")
    wish = {"m": "2.0", "to": "alex", "target": "legal", "word": "@alex is this defamation?"}
    told = await camille.ask("/escalate", wish)

    assert told.status_code == 200, told.text
    standing = office.store.triage.standing(2)
    assert standing
    assert standing.assignee == "alex"
    assert waiting(office.store) == [("legal", "waiting")]
    assert len((await alex.get("/api/v1/mentions?status=any&named=1")).json()["mentions"]) == 1
    page = (await alex.get("/mentions/2")).text
    assert "camille handed it over to alex" in page
    assert "legal · Waiting" in page
    [delivery] = office.store.outbox.due(office.now)
    assert getattr(delivery.alert, "word", "") == "@alex is this defamation?"
    log = (await alex.get("/deliveries")).text
    assert 'href="/mentions/2">Mention 2<' in log


async def test_to_undo_a_handover_in_time_tells_nobody(office: Office) -> None:
    browser = await office.at_work("camille")
    act = (await browser.ask("/escalate", {"m": "2.0", "target": "legal"})).json()["act"]
    await browser.ask("/undo", {"act": str(act)})

    assert waiting(office.store) == [("legal", "withdrawn")]
    assert office.store.outbox.due(office.now) == ()


async def test_who_was_quicker_is_not_overwritten_by_a_handover(office: Office) -> None:
    camille, alex = await office.at_work("camille"), await office.at_work("alex")
    await alex.ask("/act", {"m": "2.0", "what": "assign"})

    assert (await camille.ask("/escalate", {"m": "2.0", "target": "legal"})).status_code == 409
    assert waiting(office.store) == []


@pytest.mark.parametrize("wish", [{}, {"target": "nobody"}, {"to": "alex", "m": "x"}])
async def test_nobody_is_handed_nothing(office: Office, wish: dict[str, str]) -> None:
    browser = await office.at_work("camille")

    assert (await browser.ask("/escalate", {"m": "2.0"} | wish)).status_code == 400


async def test_a_mention_that_was_erased_is_handed_over_to_nobody(office: Office) -> None:
    browser = await office.at_work("camille")
    await browser.ask("/escalate", {"m": "2.0", "target": "legal"})
    office.store.db.execute("DELETE FROM item WHERE id = 2")

    assert office.store.outbox.due(office.now) == ()
    assert waiting(office.store) == [("legal", "failed")]
    assert "the mention is no more" in (await browser.get("/deliveries")).text
