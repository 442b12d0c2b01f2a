"""What the legal desk has on a mention stands on its page."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

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
