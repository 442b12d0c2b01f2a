"""What the legal desk has on a mention stands on its page."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from monitor.evidence.verify import verify
from monitor.links import LegalHold, State, Watched
from monitor.store import Notice, Role, Step
from monitor.web.tongue import MISSED
from tests.web.office import NOW, Office, office_in

CRUEL = "<script>alert(1)</script>"


def captured(office: Office, number: int) -> None:
    store = office.store
    with store.atomic():
        store.chain.append("heard", {"mentions": [number]}, NOW, mentions=[number])
        gone = store.chain.append("edited", {"mentions": [number]}, NOW, mentions=[number])
        store.chain.drop([gone.number])
        store.chain.hold(LegalHold(number, NOW, "camille", f"complaint {CRUEL}"))
        page = Watched(number, "https://forum.example/1", NOW, NOW + timedelta(days=1), State.MISSING, error=CRUEL)
        store.pages.put(page)
        notice = store.notices.draft(Notice(number, "dsa", "fr", CRUEL, "text", NOW))
        store.notices.step(notice.id, Step(NOW, "sent", "camille", CRUEL))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ("Evidence", "Under legal hold since", "Missing, not yet for sure", "files erased", "sent")),
        ("fr", ("Preuves", "Conservation juridique depuis", "Absente, sans certitude", "fichiers effacés", "envoyée")),
    ],
)
async def test_its_evidence_hold_clock_and_notice_are_shown(
    tmp_path: Path, language: str, words: tuple[str, ...]
) -> None:
    with office_in(tmp_path) as office:
        captured(office, 2)
        browser = await office.at_work("camille", Role.TRIAGE, language)
        MISSED.clear()
        page = (await browser.get("/mentions/2")).text

    assert all(word in page for word in words), page
    assert "vigie evidence pack 2" in page
    assert "art. 65" in page
    assert CRUEL not in page
    assert set() == MISSED


async def test_a_mention_of_which_nothing_was_captured_says_nothing_of_it(tmp_path: Path) -> None:
    with office_in(tmp_path) as office:
        browser = await office.at_work("camille", Role.TRIAGE, "en")
        page = (await browser.get("/mentions/3")).text

    assert 'class="proof"' not in page


@pytest.mark.parametrize(("language", "recipe"), [("fr", "LISEZMOI.txt"), ("en", "README.txt")])
async def test_who_works_on_a_mention_takes_its_evidence_along(tmp_path: Path, language: str, recipe: str) -> None:
    with office_in(tmp_path) as office:
        captured(office, 2)
        browser = await office.at_work("camille", Role.TRIAGE, language)
        assert 'action="/mentions/2/evidence"' in (await browser.get("/mentions/2")).text
        answer = await browser.post("/mentions/2/evidence")
        traces = [(trace.who, trace.what, trace.count) for trace in office.store.audit.all()]

    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"] == 'attachment; filename="evidence-2.zip"'
    assert answer.headers["cache-control"] == "no-store"
    assert not verify(answer.content).damages
    assert recipe in ZipFile(BytesIO(answer.content)).namelist()
    assert traces == [("camille", "evidence pack", 1)]


async def test_what_was_not_captured_is_not_packed_and_who_only_looks_packs_nothing(tmp_path: Path) -> None:
    with office_in(tmp_path) as office:
        captured(office, 2)
        camille, vera = await office.at_work("camille"), await office.at_work("vera", Role.VIEWER)
        codes = [(await camille.post(f"/mentions/{number}/evidence")).status_code for number in (3, 99)]
        assert codes == [404, 404]
        assert "/evidence" not in (await vera.get("/mentions/2")).text
        assert (await vera.post("/mentions/2/evidence")).status_code == 403
        assert office.store.audit.all() == ()


async def test_the_pages_tell_the_days_of_the_law_that_the_configuration_names(tmp_path: Path) -> None:
    with office_in(tmp_path, timezone="Europe/Berlin", countries=("FR",)) as office:
        captured(office, 2)
        browser = await office.at_work("camille")

        assert "art. 65" in (await browser.get("/mentions/2")).text
        assert "⚖" in (await browser.get("/rows/2")).text
