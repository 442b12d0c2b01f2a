"""A stage for real browsers: the demonstration's pages served on loopback, and Chromium before them."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.served import CHROMIUM, served, told

Open = Callable[..., Any]


@pytest.fixture(scope="session")
def diary(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Told once, however many processes run the tests."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "story"
    shared.mkdir(exist_ok=True)
    with (shared / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return told(shared)


@pytest.fixture
def home(diary: Path, tmp_path: Path) -> Iterator[str]:
    with served(diary, tmp_path) as address:
        yield address


@pytest.fixture(scope="module")
def browser(diary: Path) -> Iterator[Any]:
    """Once the story is told: the two do not share a loop."""
    playwright = pytest.importorskip("playwright.sync_api", reason="no playwright: pip install '.[browser]'")
    if not shutil.which(str(CHROMIUM)):
        pytest.skip(f"no {CHROMIUM}: install chromium")
    assert diary.exists()
    with playwright.sync_playwright() as playing:
        opened = playing.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page_of(browser: Any) -> Iterator[Open]:
    contexts = []

    def opened(width: int = 1300, **wishes: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce", **wishes)
        contexts.append(context)
        context.set_default_timeout(60_000)  # a machine that does ten other things is not a broken page
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()
