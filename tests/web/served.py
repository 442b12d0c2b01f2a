"""The pages of the demonstration's three days, served on loopback, and a Chromium that looks at them."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from io import StringIO
from pathlib import Path

from rich.console import Console

from monitor import web
from monitor.config import TriageConfig
from monitor.demo import director
from monitor.demo.story import BRAND, COMPETITOR, START
from monitor.model import Brand, Target, Template
from monitor.store import Account, Role, Store
from monitor.web.desk import Desk, Scene
from monitor.web.people.passwords import kept

CHROMIUM = Path("/usr/bin/chromium")
PASSWORD = "a long enough secret"
PEOPLE = {"camille": "fr", "alex": "en"}


def told(folder: Path) -> Path:
    """The diary of the demonstration in *folder*, told there if it is not yet."""
    diary = folder / director.DIARY
    if not diary.exists():
        director.run(0, "fr", Console(file=StringIO()), folder)
    return diary


@contextmanager
def served(diary: Path, folder: Path) -> Iterator[str]:
    """The address of the pages over a copy of *diary*, with two people who work there."""
    own = folder / "vigie.db"
    shutil.copyfile(diary, own)
    until = START + timedelta(hours=72)
    answers = (Template("Excuses", "Bonjour {author}, pardon. {me}, pour {brand}", "fr"),)
    triage = TriageConfig({"grave": timedelta(hours=4), "negative": timedelta(hours=24)}, answers)
    targets = (Target("presse", "apprise", ""),)
    watched = (Brand(BRAND, competitors=(COMPETITOR, "Maison Ardel")), Brand(COMPETITOR))
    scene = Scene((BRAND, COMPETITOR), (), "fr", "Europe/Paris", triage=triage, targets=targets, watched=watched)
    store = Store(own, now=until)
    with store.atomic():
        for name, language in PEOPLE.items():
            store.people.save(Account(name, Role.ADMIN, kept(PASSWORD), language), until)
    sock = web.listen("127.0.0.1", 0)
    loop = asyncio.new_event_loop()
    task = loop.create_task(web.serve_alone(sock, _unheard, Desk(store, lambda: scene, lambda: until)))
    thread = threading.Thread(target=_run, args=(loop, task))
    thread.start()
    host, port = sock.getsockname()
    try:
        yield f"http://{host}:{port}"
    finally:
        loop.call_soon_threadsafe(task.cancel)
        thread.join()
        loop.close()


def _unheard(_address: str) -> None:
    """Everybody here has an account already."""


def _run(loop: asyncio.AbstractEventLoop, task: asyncio.Task[None]) -> None:
    with suppress(asyncio.CancelledError):
        loop.run_until_complete(task)
