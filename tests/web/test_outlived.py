"""Hostile words before a real browser: nothing runs, nothing is asked elsewhere, no page is bent out of its width."""

from __future__ import annotations

import asyncio
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from monitor.store import Role
from tests.web import cruel
from tests.web.conftest import Open
from tests.web.hands import Hands
from tests.web.office import heard, office_in
from tests.web.served import CHROMIUM, PASSWORD, served

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not shutil.which(str(CHROMIUM)), reason=f"no {CHROMIUM}: install chromium"),
]


def payloads() -> tuple[str, ...]:
    """Ours, and those of the catalogue where it is there."""
    others = cruel.catalogued() if cruel.CATALOGUE.exists() else {}
    return tuple(dict.fromkeys((*cruel.PAYLOADS, *(payload for each in others.values() for payload in each))))


def written(folder: Path) -> tuple[Path, int]:
    """A diary in which all of them were said, noted, given as labels and handed over; how many mentions it has."""
    told = payloads()
    with office_in(folder, []) as office:
        for payload, item in zip(told, cruel.items(told), strict=True):
            heard(office.store, [item], source=payload[:50])
        asyncio.run(_noted(office, told))
        office.store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return office.store.path, len(told)


async def _noted(office: Any, told: tuple[str, ...]) -> None:
    browser = await office.at_work("<b>camille", Role.ADMIN)
    for number, payload in enumerate(told, 1):
        await browser.post("/act", {"m": str(number), "what": "note", "note": payload})
        await browser.post("/act", {"m": str(number), "what": "tag", "tag": payload})
        await browser.post("/act", {"m": str(number), "what": "replied", "link": payload})
        await browser.post("/mutes", {"kind": "phrase", "word": payload[:90], "for": "1d", "brand": "Bruyère"})
    await browser.post("/incidents", {"mention": "1", "level": "crisis"})


@pytest.mark.parametrize("width", [360, 1300])
def test_hostile_words_run_nowhere_and_bend_nothing(page_of: Open, tmp_path: Path, width: int) -> None:
    (tmp_path / "written").mkdir()
    with ThreadPoolExecutor(1) as apart:  # the browser has this thread's loop
        diary, count = apart.submit(written, tmp_path / "written").result()
    with served(diary, tmp_path) as home:
        page = page_of(width)
        hands, host = Hands(page), urlsplit(home).netloc
        asked: list[str] = []
        spoken: list[str] = []

        def dismiss(dialog: Any) -> None:
            spoken.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", dismiss)
        page.on("request", lambda request: asked.append(request.url))
        hands.login(home, "alex", PASSWORD)
        everywhere = (*cruel.PAGES, *(f"/mentions/{number}" for number in range(1, count + 1)))
        for address in everywhere:
            page.goto(home + address)
            assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), address
        assert not spoken
        assert not [url for url in asked if urlsplit(url).netloc != host]
        assert not hands.broken, hands.broken[:5]
