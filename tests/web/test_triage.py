"""A day's work: judge, give, put off, undo; two people at once; many at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.model import Alert, AlertKind
from monitor.store import Role, Wanted
from tests.web.office import TEXTS, Office, heard, items, office_in


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_in(tmp_path) as found:
        yield found


@pytest.mark.parametrize(
    ("fields", "column", "value"),
    [
        ({"what": "done"}, "status", "done"),
        ({"what": "irrelevant"}, "status", "irrelevant"),
        ({"what": "assign"}, "assignee", "camille"),
        ({"what": "assign", "to": "alex"}, "assignee", "alex"),
        ({"what": "snooze", "until": "1h"}, "status", "snoozed"),
        ({"what": "neutral"}, "tone", "neutral"),
        ({"what": "tag", "tag": "refund"}, "tags", ("refund",)),
    ],
)
async def test_what_is_done_can_be_undone(office: Office, fields: dict[str, str], column: str, value: object) -> None:
    browser = await office.at_work("camille")
    before = office.store.triage.standing(1)
    done = await browser.ask("/act", {"m": "1.0", **fields})

    assert done.status_code == 200
    assert getattr(office.store.triage.standing(1), column) == value
    assert (await browser.ask("/undo", {})).status_code == 200
    after = office.store.triage.standing(1)
    assert after
    assert before
    assert (after.version, getattr(after, column)) == (2, getattr(before, column))
    history = office.store.triage.of(1)
    assert [(act.deed.what == "undo", act.undone) for act in history] == [(False, True), (True, False)]


async def test_without_a_script_everything_is_a_form(office: Office) -> None:
    browser = await office.at_work("camille")
    page = await browser.get("/mentions/1")
    assert 'action="/act"' in page.text

    answer = await browser.post("/act", {"m": "1.0", "what": "done", "back": "/mentions/1"})

    assert (answer.status_code, answer.headers["location"]) == (303, "/mentions/1")
    assert office.status(1) == "done"


async def test_two_people_never_overwrite_each_other(office: Office) -> None:
    camille, alex = await office.at_work("camille"), await office.at_work("alex")
    await alex.ask("/act", {"m": "1.0", "what": "assign"})
    refused = await camille.ask("/act", {"m": "1.0", "what": "irrelevant"})

    assert refused.status_code == 409
    assert "alex" in refused.json()["detail"]
    assert office.status(1) == "open"
    assert (await camille.ask("/act", {"m": "1", "what": "note", "note": "I ask him"})).status_code == 200


async def test_each_sees_what_the_other_does(office: Office) -> None:
    camille, alex = await office.at_work("camille"), await office.at_work("alex")
    await alex.ask("/act", {"m": "1.0", "what": "assign"})
    heard(office.store, items((*TEXTS, ("", "Acme again, awful.")))[-1:])

    told = (await camille.get("/live?act=0&newest=6")).json()
    assert told["arrived"] == 1
    assert [(act["who"], act["mentions"]) for act in told["acts"]] == [("alex", [{"id": 1, "version": 1}])]
    assert (await camille.get(f"/live?act={told['act']}&newest=7")).json()["acts"] == []


async def test_a_bulk_that_somebody_was_partly_quicker_in_changes_the_rest(office: Office) -> None:
    camille, alex = await office.at_work("camille"), await office.at_work("alex")
    await alex.ask("/act", {"m": "2.0", "what": "assign"})
    done = await camille.ask("/act", {"m": ["1.0", "2.0", "3.0"], "what": "done"})

    assert done.json()["mentions"] == [1, 3]
    assert "1 was left alone" in done.json()["said"]
    assert [office.status(number) for number in (1, 2, 3)] == ["done", "open", "done"]


async def test_undoing_what_somebody_built_upon_is_refused(office: Office) -> None:
    camille, alex = await office.at_work("camille"), await office.at_work("alex")
    first = (await camille.ask("/act", {"m": "1.0", "what": "done"})).json()["act"]
    await alex.ask("/act", {"m": "1.1", "what": "open"})

    assert (await camille.ask("/undo", {"act": str(first)})).status_code == 409
    assert office.status(1) == "open"


async def test_as_many_are_asked_about_as_are_done(tmp_path: Path) -> None:
    words = [f"Acme number {n} {'xyz'[n % 3]} is broken {n * n}" for n in range(101)]
    with office_in(tmp_path, [("", text) for text in (*words, *words[:3])]) as office:
        with office.store.atomic():
            for number in range(1, 105):
                family = number if number <= 101 else number - 101
                office.store.db.execute("UPDATE mention SET fingerprint = ? WHERE id = ?", [f"f{family}", number])
        browser = await office.at_work("camille")
        wish = {"what": "done", "all": "1", "query": ""}
        asked = (await browser.ask("/act", dict(wish))).json()["count"]
        done = (await browser.ask("/act", {**wish, "sure": "1"})).json()["mentions"]
        assert (asked, len(done)) == (104, 104)


async def test_copies_count_among_the_hundred(tmp_path: Path) -> None:
    with office_in(tmp_path, [("", "Acme is broken")] * 101) as office:
        with office.store.atomic():
            office.store.db.execute("UPDATE mention SET fingerprint = 'f'")
        browser = await office.at_work("camille")
        asked = await browser.ask("/act", {"m": "1.0", "what": "done"})
        assert (asked.status_code, asked.json().get("count")) == (428, 101)


async def test_more_than_a_hundred_ask_to_be_confirmed(tmp_path: Path) -> None:
    with office_in(
        tmp_path, [("", f"Acme number {n} {'xyz'[n % 3]} is terrible, awful, broken {n * n}") for n in range(103)]
    ) as office:
        browser = await office.at_work("camille")
        wish = {"what": "done", "all": "1", "query": "severity=negative"}
        asked = await browser.ask("/act", dict(wish))
        assert (asked.status_code, asked.json()["count"] > 100) == (428, True)
        assert office.store.triage.last() == 0
        page = await browser.post("/act", dict(wish))
        assert 'name="sure"' in page.text
        done = await browser.ask("/act", {**wish, "sure": "1"})
        assert len(done.json()["mentions"]) == asked.json()["count"]
        assert "empty" in (await browser.get("/inbox?severity=negative")).text
        await browser.ask("/undo", {})
        assert office.status(5) == "open"


async def test_what_sleeps_wakes_in_time(office: Office) -> None:
    browser = await office.at_work("camille")
    await browser.ask("/act", {"m": "1.0", "what": "snooze", "until": "4h"})
    for hours, status in ((3, "snoozed"), (4, "open")):
        with office.store.atomic():
            office.store.triage.wake(office.now + timedelta(hours=hours))
        assert office.status(1) == status


@pytest.mark.parametrize("until", ["yesterday", "2020-01-01", "2026-11-22T09:59", "9" * 400])
async def test_nobody_sleeps_until_a_moment_that_is_none(office: Office, until: str) -> None:
    browser = await office.at_work("camille")

    assert (await browser.ask("/act", {"m": "1.0", "what": "snooze", "until": until})).status_code == 400


@pytest.mark.parametrize("claim", ["x", "1.x", "-1", "9" * 30, "", "1;DROP TABLE mention"])
async def test_a_mention_that_is_none_is_refused(office: Office, claim: str) -> None:
    browser = await office.at_work("camille")

    assert (await browser.ask("/act", {"m": claim, "what": "done"})).status_code == 400


async def test_copies_of_a_text_are_one_line_and_one_decision(tmp_path: Path) -> None:
    same = "Bruyère ferme trois magasins à Lille et supprime quarante postes selon la direction régionale du groupe."
    with office_in(tmp_path, [("", same), ("", same), ("", same)]) as office:
        browser = await office.at_work("camille", language="fr")
        page = (await browser.get("/inbox")).text
        assert page.count('class="row ') == 1
        assert "+2\u00a0copies" in page or "+2 copies" in page
        shown = office.store.inbox.page(Wanted(status="open"))[0].mention.id
        await browser.ask("/act", {"m": f"{shown}.0", "what": "done"})
        assert [office.status(number) for number in (1, 2, 3)] == ["done"] * 3
        await browser.ask("/undo", {})
        assert [office.status(number) for number in (1, 2, 3)] == ["open"] * 3


async def test_a_list_is_its_address(office: Office) -> None:
    browser = await office.at_work("camille")
    for query, texts in {
        "severity=positive": 2,
        "brand=Acme": 2,
        "q=application+OR+crashes": 2,
        "assignee=me": 0,
        "author=auteur1": 1,
        "status=done": 0,
        "source=forum&since=1h": 6,
        "tag=nothing": 0,
        "status=nonsense&before=nonsense": 6,
    }.items():
        assert (await browser.get(f"/inbox?{query}")).text.count('class="row ') == texts, query
    assert (await browser.get("/inbox?q=(")).status_code == 400


async def test_a_list_that_is_kept_has_a_name_and_a_count(office: Office) -> None:
    browser = await office.at_work("camille")
    await browser.post("/views", {"name": "Acme only", "query": "brand=Acme"})
    page = (await browser.get("/inbox")).text

    assert 'href="/inbox?brand=Acme">Acme only <span class="count" data-count>2<' in page
    await browser.post("/views/1/remove")
    assert "Acme only" not in (await browser.get("/inbox")).text


async def test_pages_of_the_api_follow_each_other(office: Office) -> None:
    browser = await office.at_work("camille", Role.VIEWER)
    seen, cursor = [], ""
    while True:
        page = (await browser.get(f"/api/v1/mentions?limit=4&cursor={cursor}")).json()
        seen += [mention["id"] for mention in page["mentions"]]
        cursor = page["next"]
        if not cursor:
            break

    assert seen == [1, 2, 3, 4, 5, 6]


async def test_a_correction_is_a_label_until_it_is_undone(office: Office) -> None:
    browser = await office.at_work("camille")
    await browser.ask("/act", {"m": "1.0", "what": "positive"})

    labels = [(label.word, label.said, label.by) for label in office.store.labels.of(1)]
    assert labels == [("positive", "negative", "camille")]
    await browser.ask("/undo", {})
    assert office.store.labels.of(1) == ()


async def test_an_incident_is_opened_by_hand_taken_in_hand_and_judged(office: Office) -> None:
    camille, alex = await office.at_work("camille"), await office.at_work("alex")
    opened = await camille.post("/incidents", {"mention": "2", "level": "crisis"})
    page = opened.headers["location"]
    assert (await alex.post("/incidents", {"mention": "1", "level": "warning"})).headers["location"] == page

    assert (await alex.ask(page, {"what": "acknowledge"})).status_code == 200
    refused = await camille.ask(page, {"what": "acknowledge"})
    assert (refused.status_code, "alex" in refused.json()["detail"]) == (409, True)
    assert (await camille.ask(page, {"what": "silence", "for": "4h", "why": "we answer"})).status_code == 200
    assert [silence.brand for silence in office.store.orders.silences(office.now)] == ["Bruyère"]
    await camille.ask(page, {"what": "unsilence"})
    await camille.ask(page, {"what": "resolve", "sure": "1"})
    assert (await alex.ask(page, {"what": "release"})).status_code == 400, "it is over"
    await camille.ask(page, {"what": "judge", "real": "no", "note": "A joke that was quoted."})
    told = (await alex.get(page)).text
    assert "A joke that was quoted." in told
    assert [each.what for each in office.store.dealings.of(1)] == [
        "open", "acknowledge", "silence", "unsilence", "resolve", "judge",
    ]  # fmt: skip


@pytest.mark.parametrize("fields", [{"what": "dance"}, {"what": "silence", "for": "4h"}, {"what": "judge"}, {}])
async def test_what_nobody_can_do_about_an_incident_is_refused(office: Office, fields: dict[str, str]) -> None:
    browser = await office.at_work("camille")
    page = (await browser.post("/incidents", {"mention": "2", "level": "crisis"})).headers["location"]

    assert (await browser.ask(page, fields)).status_code == 400
    assert (await browser.ask("/incidents/99", {"what": "resolve"})).status_code == 404
    for wrong in ({"mention": "x", "level": "crisis"}, {"mention": "2", "level": "9"}):
        assert (await browser.ask("/incidents", wrong)).status_code == 400


async def test_what_is_muted_or_folded_away_is_in_no_list_but_its_own(office: Office) -> None:
    browser = await office.at_work("camille")
    with office.store.atomic():
        office.store.mentions.mute(3, "bots")
    office.store.db.execute("UPDATE mention SET folded = 1 WHERE id = 4")

    assert [row.mention.id for row in office.store.inbox.page(Wanted())] == [1, 2, 5, 6]
    assert (await browser.get("/inbox?aside=1&status=any")).text.count('class="row ') == 2
    assert sum(each.total for each in office.store.survey.brands(office.now - timedelta(days=1), office.now)) == 5


@pytest.mark.parametrize(
    ("language", "graver", "told"),
    [("en", True, "Has become a crisis"), ("fr", True, "Devenu une crise"), ("fr", False, "Aggravé")],
)
async def test_a_page_tells_a_crisis_that_was_a_warning_from_one_that_grows(
    office: Office, language: str, graver: bool, told: str
) -> None:
    browser = await office.at_work("camille", language=language)
    page = (await browser.post("/incidents", {"mention": "2", "level": "crisis"})).headers["location"]
    incident = office.store.incidents.get(1)
    assert incident
    worse = replace(incident, graver=graver, news=AlertKind.ESCALATED)
    with office.store.atomic():
        office.store.incidents.announce(Alert(AlertKind.ESCALATED, office.now, worse, worse.verdict), ())

    assert f"</time> {told}</h3>" in (await browser.get(page)).text
