"""What somebody who knows says of a mention: it counts at once, it is a label, and it can be undone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import isclose
from pathlib import Path

import pytest
from typer.testing import CliRunner

from monitor.cli import app
from monitor.store import Change, Counted, Harvest, Wanted
from monitor.web.pages.accuracy import table_of, wilson
from tests.web.office import Office, office_in


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with office_in(tmp_path) as found:
        yield found


def grave(office: Office) -> set[int]:
    return {row.mention.id for row in office.store.inbox.page(Wanted(severity="grave"))}


@pytest.mark.parametrize(
    ("verdict", "insult", "accusation", "label"),
    [
        ("insult", "likely", "none", "insult"),
        ("accusation", "none", "likely", "accusation"),
        ("both", "likely", "likely", "both"),
        ("neither", "none", "none", "criticism"),
    ],
)
async def test_a_judgement_counts_everywhere_and_is_undone(
    office: Office, verdict: str, insult: str, accusation: str, label: str
) -> None:
    browser = await office.at_work("camille")
    before = office.store.mentions.get(1)
    assert before
    assert before.insult.label == "none"
    done = await browser.ask("/act", {"m": "1.0", "what": verdict})

    assert done.status_code == 200
    mention = office.store.mentions.get(1)
    assert mention
    assert (mention.insult.label, mention.accusation.label, mention.finding.label) == (insult, accusation, label)
    assert (1 in grave(office)) is (verdict != "neither")
    exported = (await browser.get("/api/v1/export.jsonl?status=any")).text.splitlines()
    told = next(each for each in map(json.loads, exported) if each["id"] == 1)
    assert (told["insult"], told["accusation"], told["label"]) == (insult, accusation, label)
    [kept] = office.store.labels.of(1)
    assert (kept.what, kept.word, kept.said, kept.by) == ("label", label, before.finding.label, "camille")
    await browser.ask("/undo", {})
    assert office.store.mentions.get(1) == before
    assert office.store.labels.of(1) == ()


async def test_a_doubt_comes_back_with_the_undoing(office: Office) -> None:
    office.store.db.execute("UPDATE mention SET insult = 'possible' WHERE id = 2")
    browser = await office.at_work("camille")
    await browser.ask("/act", {"m": "2.0", "what": "neither"})
    assert 2 not in grave(office)
    await browser.ask("/undo", {})

    assert office.store.db.execute("SELECT insult FROM mention WHERE id = 2").fetchone() == ("possible",)


async def test_many_are_judged_at_once_and_each_can_be_seen_in_the_history(office: Office) -> None:
    browser = await office.at_work("camille", language="fr")
    done = await browser.ask("/act", {"all": "1", "query": "brand=Acme", "what": "accusation"})

    assert done.json()["said"] == "2 mentions qualifiées"
    assert {5, 6} <= grave(office)
    assert "camille l’a qualifiée\u202f: accusation" in (await browser.get("/mentions/5")).text


async def test_to_say_that_it_was_right_is_a_label_too(office: Office) -> None:
    browser = await office.at_work("camille")
    await browser.ask("/act", {"m": "1.0", "what": "negative"})

    assert [(label.said, label.word) for label in office.store.labels.of(1)] == [("negative", "negative")]
    assert "camille confirms: negative." in (await browser.get("/mentions/1")).text
    await browser.ask("/undo", {})
    assert office.store.labels.of(1) == ()


async def test_what_was_said_last_and_not_undone_is_the_label(office: Office) -> None:
    browser = await office.at_work("camille")
    for tone in ("positive", "neutral"):
        await browser.ask("/act", {"m": "1", "what": tone})
    await browser.ask("/undo", {})

    assert [(label.said, label.word) for label in office.store.labels.of(1)] == [("negative", "positive")]


async def test_a_judgement_outlives_an_edit_at_the_source(office: Office) -> None:
    browser = await office.at_work("camille")
    await browser.ask("/act", {"m": "1.0", "what": "insult"})
    await browser.ask("/act", {"m": "1", "what": "neutral"})
    mention = office.store.mentions.get(1)
    assert mention
    known = office.store.sources.get("forum")
    assert known

    office.store.save(Harvest(known, edited=(Change(mention.item, (mention,)),)), office.now)

    standing = office.store.triage.standing(1)
    assert standing
    assert (standing.insult, standing.tone) == ("likely", "neutral")


# ------------------------------------------------------------------ accuracy


def test_an_interval_is_honest_of_few() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(8, 10)  # as tables have it: 0.490 to 0.943
    assert isclose(low, 0.490, abs_tol=0.001)
    assert isclose(high, 0.943, abs_tol=0.001)
    assert wilson(10, 10)[0] > 0.7
    assert wilson(0, 10)[1] < 0.3


def test_a_confusion_matrix_counts_by_language_and_source() -> None:
    told = table_of(
        "sentiment",
        (
            Counted("fr", "forum", "negative", "negative", True, 6),
            Counted("fr", "forum", "negative", "neutral", False, 2),
            Counted("en", "press", "positive", "positive", False, 1),
        ),
    )

    assert told.cells == {("negative", "negative"): 6, ("negative", "neutral"): 2, ("positive", "positive"): 1}
    assert (told.whole.right, told.whole.count, told.drawn.count) == (7, 9, 6)
    assert [(share.name, share.right, share.count) for share in told.languages] == [("fr", 6, 8), ("en", 1, 1)]
    assert [share.name for share in told.sources] == ["forum", "press"]


async def test_the_page_shows_what_people_said_against_what_was_scored(office: Office) -> None:
    browser = await office.at_work("camille")
    assert "Nothing was corrected or confirmed yet." in (await browser.get("/accuracy")).text
    for number, tone in ((1, "negative"), (2, "neutral"), (3, "positive")):
        await browser.ask("/act", {"m": str(number), "what": tone, **({"drawn": "1"} if number == 1 else {})})
    page = (await browser.get("/accuracy")).text

    assert "67% <small>between 21% and 94%</small>" in page
    assert "100% <small>between 21% and 100%</small>" in page, "of the one that was drawn by lot"


async def test_who_judges_by_lot_gets_what_nobody_judged_and_not_what_it_was_scored(office: Office) -> None:
    browser = await office.at_work("camille")
    for number in (1, 2, 3, 4, 5):
        await browser.ask("/act", {"m": str(number), "what": "neutral"})
    lots = (await browser.get("/accuracy")).text.split("Drawn by lot")[1]

    assert lots.count('class="lot"') == 1
    assert "Acme support was great" in lots
    assert "score" not in lots.split("</form>")[0].split('class="lot"')[1]


@pytest.mark.parametrize("what", ["sentiment", "label"])
async def test_labels_leave_as_vigie_eval_reads_them(office: Office, tmp_path: Path, what: str) -> None:
    browser = await office.at_work("camille")
    for number, word in ((1, "negative"), (2, "accusation"), (3, "positive"), (2, "neutral")):
        await browser.ask("/act", {"m": str(number), "what": word})
    answer = await browser.get(f"/api/v1/labels.jsonl?what={what}")
    file = tmp_path / "labels.jsonl"
    file.write_text(answer.text)

    assert len(answer.text.splitlines()) == (3 if what == "sentiment" else 1)
    told = CliRunner().invoke(app, ["eval", str(file), "--json"])
    assert told.exit_code == 0, told.output
    assert json.loads(told.stdout)["texts"] == (3 if what == "sentiment" else 1)
