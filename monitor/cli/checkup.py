"""What the doctor looks at: everything the watch stands on."""

from __future__ import annotations

import asyncio
import os
import platform
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.cli.finding import hear
from monitor.cli.lines import line_of
from monitor.cli.mending import drill, try_target
from monitor.cli.places import open_store
from monitor.cli.show import numbered
from monitor.config import Config, SourceConfig
from monitor.errors import NotifyError, VigieError
from monitor.fetch import Fetcher
from monitor.model import Target
from monitor.notify import notifier
from monitor.pipeline import fetcher_for
from monitor.store import Delay, Delays, Vital
from monitor.store.safety import aside, copies, cramped

WEEK, DAY, HOUR = timedelta(days=7), timedelta(days=1), timedelta(hours=1)
WHOLE_WAL = (3, 51, 3)  # from then on SQLite bears two connections that checkpoint at once
_REASONS = {"sources": "no source that answers", "storage": "nothing that can be written", "chain": "lost canaries"}
ROOM = 200 << 20  # bytes that should be free


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: *state* is ok, warning or failing."""

    what: str
    state: str
    told: str = ""

    def row(self) -> dict[str, str]:
        return {"what": self.what, "state": self.state, "told": self.told}


async def examine(believed: Config, now: datetime, *, send: bool, secret: Set[str]) -> tuple[Finding, ...]:
    """Look at the machine, the store, each source and each target. The addresses of *secret* sources are not told."""
    fetcher = fetcher_for(believed)
    try:
        asked = (source for source in believed.sources if source.asked)
        looks = (_source(source, fetcher, now, told=source.name not in secret) for source in asked)
        lines = (_line(source, believed, fetcher) for source in believed.sources if source.stream)
        sources = await asyncio.gather(*looks, *lines)
    finally:
        await fetcher.close()
    targets = [await _target(target, believed, send=send) for target in believed.targets]
    return (*_machine(), _clock(now), *_store(believed, now), *sources, *(targets or [NOBODY]))


NOBODY = Finding("targets", "warning", "nobody is told of a crisis: add one to `targets:`")


def _machine() -> tuple[Finding, ...]:
    version = sqlite3.sqlite_version
    spared = (
        "" if sqlite3.sqlite_version_info >= WHOLE_WAL else "; two who checkpoint at once could harm it: only one does"
    )
    return (Finding("python", "ok", platform.python_version()), Finding("sqlite", "ok", version + spared))


def _clock(now: datetime) -> Finding:
    local = now.astimezone()
    sane = now.year >= 2025
    return Finding("clock", "ok" if sane else "failing", f"{local:%Y-%m-%d %H:%M} {local.tzname()}")


def _store(believed: Config, now: datetime) -> tuple[Finding, ...]:
    place = believed.store.absolute().parent
    there = next(each for each in (place, *place.parents) if each.exists())
    if not (there.is_dir() and os.access(there, os.W_OK)):
        return (Finding("store", "failing", f"{there} is no directory that this user can write"),)
    free = shutil.disk_usage(there).free
    state = "ok" if free > ROOM else "failing" if cramped(there / believed.store.name) else "warning"
    disk = Finding("disk", state, f"{free >> 20} MB free in {there}")
    if there != place:
        return (disk, Finding("store", "warning", f"{place} does not exist yet; it is made at the first run"))
    if not believed.store.exists():
        return (disk, Finding("store", "ok", f"{believed.store.absolute()} is made at the first run"))
    return (disk, *_examine_store(believed, now))


def _examine_store(believed: Config, now: datetime) -> tuple[Finding, ...]:
    try:
        with open_store(believed.store) as store:
            verdict, mentions = store.check(), sum(store.mentions.count().values())
            delays = store.survey.delays(now - WEEK)
            vitals, waits = store.vitals.since(now - WEEK), store.outbox.waits()
    except (VigieError, sqlite3.Error) as error:
        return (Finding("store", "failing", str(error)),)
    told = f"{believed.store.absolute()}: {verdict}, {numbered(mentions, 'mention')}"
    whole = Finding("store", "ok" if verdict == "ok" else "failing", told)
    return (
        whole,
        *_kept(believed.store, now),
        *_delays(delays),
        *_sight(vitals),
        *_canary(vitals),
        *_waiting(waits, now),
    )


def _kept(path: Path, now: datetime) -> Iterator[Finding]:
    """The copies of the diary, and what upgrades and restores left beside it, which nobody deletes but its owner."""
    made = [datetime.fromtimestamp(copy.stat().st_mtime, UTC) for copy in copies(path)]
    if made:
        stale = now - max(made) > 2 * DAY
        told = f"{len(made)} kept, the newest of {max(made):%Y-%m-%d %H:%M} UTC"
        yield Finding("backup", "warning" if stale else "ok", told)
    if left := aside(path):
        size = sum(each.stat().st_size for each in left) >> 20
        yield Finding("set aside", "ok", f"{size} MB in {left[0].name} and the like: vigie tidy deletes the old ones")


def _sight(vitals: Mapping[str, Vital]) -> Iterator[Finding]:
    """The minutes that saw nothing."""
    blind = {what.removeprefix("blind "): each.count for what, each in vitals.items() if what.startswith("blind ")}
    if blind:
        told = ", ".join(f"{minutes} min of {_REASONS.get(why, why)}" for why, minutes in blind.items())
        yield Finding("sight", "warning", f"blind for {numbered(sum(blind.values()), 'minute')} in 7 days: {told}")


def _canary(vitals: Mapping[str, Vital]) -> Iterator[Finding]:
    back, lost = vitals.get("canary"), vitals.get("canary lost")
    if back or lost:
        told = f"{back.count if back else 0} of {(back.count if back else 0) + (lost.count if lost else 0)} came back"
        if back:
            told += f", after {back.total / back.count:.1f} s on average, {back.most:.1f} s at most"
        yield Finding("canary", "warning" if lost else "ok", f"{told} (7 days)")


def _waiting(waits: Mapping[str, tuple[int, datetime]], now: datetime) -> Iterator[Finding]:
    """Whom nobody could reach for an hour."""
    for target, (count, oldest) in waits.items():
        if now - oldest > HOUR:
            since = f"{oldest:%Y-%m-%d %H:%M} UTC"
            yield Finding(
                f"target {target}", "failing", f"{numbered(count, 'message')} could not be sent since {since}"
            )


def _delays(told: Delays) -> Iterator[Finding]:
    """How soon news is heard, and how soon it is told."""
    for each in told.kinds:
        yield Finding(
            f"delay {each.name}", "ok", f"{_delayed(each, 'heard')} ({numbered(each.count, 'mention')}, 7 days)"
        )
    if told.slowest:
        slowest = "; ".join(f"{each.name}: {_delayed(each, 'heard')}" for each in told.slowest)
        yield Finding("slowest sources", "ok", slowest)
    for each in told.targets:
        words = f"once decided, {_delayed(each, 'told')} ({numbered(each.count, 'alert')}, 7 days)"
        yield Finding(f"delay to {each.name}", "ok", words)


def _delayed(delay: Delay, done: str) -> str:
    half, most = (timedelta(seconds=seconds) for seconds in (delay.half, delay.most))
    return f"half is {done} within {half}, all but a twentieth within {most}"


async def _source(source: SourceConfig, fetcher: Fetcher, now: datetime, *, told: bool) -> Finding:
    name = f"source {source.name}"
    try:
        reply, page = await hear(source.source, source.kind, fetcher, now)
    except VigieError as error:
        return Finding(name, "failing", str(error))
    items = numbered(len(page.items), "item")
    if reply.moved_to:
        return Finding(name, "warning", f"{items}; it moved for good{f' to {reply.moved_to}' if told else ''}")
    return Finding(name, "ok" if page.items else "warning", items if page.items else "it answers, and has no items")


async def _line(source: SourceConfig, believed: Config, fetcher: Fetcher) -> Finding:
    name = f"stream {source.name}"
    try:
        return Finding(name, "ok", await line_of(source, believed, fetcher))
    except VigieError as error:
        return Finding(name, "failing", str(error))
    except TimeoutError:
        return Finding(name, "failing", "it does not open in time")


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
