"""What the doctor looks at: everything the watch stands on."""

from __future__ import annotations

import asyncio
import os
import platform
import shutil
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from monitor.cli.mending import drill, try_target
from monitor.config import Config, SourceConfig
from monitor.errors import NotifyError, VigieError
from monitor.fetch import Fetcher
from monitor.model import Target
from monitor.notify import notifier
from monitor.pipeline import fetcher_for
from monitor.store import Store

FIXED_SQLITE = (3, 51, 3)  # ends a rare corruption by two writers of a WAL file; vigie has one, so it is a remark
ROOM = 200 << 20  # bytes that should be free


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: *state* is ok, warning or failing."""

    what: str
    state: str
    told: str = ""

    def row(self) -> dict[str, str]:
        return {"what": self.what, "state": self.state, "told": self.told}


async def examine(believed: Config, now: datetime, *, send: bool) -> tuple[Finding, ...]:
    """Look at the machine, the store, each source and each target."""
    fetcher = fetcher_for(believed)
    try:
        sources = await asyncio.gather(*(_source(source, fetcher, now) for source in believed.sources))
    finally:
        await fetcher.close()
    targets = [await _target(target, believed, send=send) for target in believed.targets]
    return (*_machine(), _clock(now), *_store(believed, now), *sources, *(targets or [NOBODY]))


NOBODY = Finding("targets", "warning", "nobody is told of a crisis: add one to `targets:`")


def _machine() -> tuple[Finding, ...]:
    version = sqlite3.sqlite_version_info
    remark = "" if version >= FIXED_SQLITE else " (before 3.51.3 two writers could corrupt a WAL file; vigie has one)"
    return (
        Finding("python", "ok", platform.python_version()),
        Finding("sqlite", "ok", sqlite3.sqlite_version + remark),
    )


def _clock(now: datetime) -> Finding:
    local = now.astimezone()
    sane = now.year >= 2025
    return Finding("clock", "ok" if sane else "failing", f"{local:%Y-%m-%d %H:%M} {local.tzname()}")


def _store(believed: Config, now: datetime) -> tuple[Finding, ...]:
    place = believed.store.parent
    if not place.exists():
        return (Finding("store", "warning", f"{place} does not exist yet; it is made at the first run"),)
    free = shutil.disk_usage(place).free
    disk = Finding("disk", "ok" if free > ROOM else "warning", f"{free >> 20} MB free in {place}")
    if not os.access(place, os.W_OK):
        return (disk, Finding("store", "failing", f"{place} cannot be written"))
    if not believed.store.exists():
        return (disk, Finding("store", "ok", f"{believed.store} is made at the first run"))
    return (disk, _examine_store(believed, now))


def _examine_store(believed: Config, now: datetime) -> Finding:
    try:
        store = Store(believed.store, now=now)
    except VigieError as error:
        return Finding("store", "failing", str(error))
    verdict = store.check()
    mentions = sum(store.mentions.count().values())
    store.close()
    return Finding("store", "ok" if verdict == "ok" else "failing", f"{believed.store}: {verdict}, {mentions} mentions")


async def _source(source: SourceConfig, fetcher: Fetcher, now: datetime) -> Finding:
    name = f"source {source.name}"
    try:
        reply = await fetcher.fetch(source.source.request(""), now=now)
        if reply.status != 200:
            return Finding(name, "failing", f"{reply.url} answered {reply.status}")
        page = source.source.parse(reply, "")
    except VigieError as error:
        return Finding(name, "failing", str(error))
    moved = f"; it moved for good to {reply.moved_to}" if reply.moved_to else ""
    return Finding(name, "warning" if moved else "ok", f"{len(page.items)} items{moved}")


async def _target(target: Target, believed: Config, *, send: bool) -> Finding:
    name = f"target {target.name}"
    try:
        notifier(target.way).check(target)
    except NotifyError as error:
        return Finding(name, "failing", str(error))
    if not send:
        return Finding(name, "ok", "its address is understood; really try it with --send")
    outcome = await try_target(drill(believed), target, believed.web.link)
    return Finding(name, "failing" if outcome["error"] else "ok", outcome["error"] or "a test message was sent")
