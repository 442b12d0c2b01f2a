"""kill -9 at any moment, and a restart: nothing is lost, and nobody is told twice but by what was in flight.

One target can neither be asked nor knows a message again. A courier tells it, a process that ends its call whoever is
killed; where the courier is killed too, what was heard and not yet answered arrives twice, the second time marked as a
possible repeat. The other two targets never get a message twice.

The first life of each world is begun as `python -m monitor run`, the others are forks of a process that has imported
the program: the same command on the same store, without the seconds that imports take.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import select
import shutil
import signal
import sqlite3
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

import pytest

from monitor import config as configuration
from monitor.model import Alert, Delivery, DeliveryState, Level, Target
from monitor.notify import payload
from monitor.store import Call, Receipts, Store
from tests.daemon.watchman import Daemon, daemon, until
from tests.proofs.ledger import Ledger, too_many
from tests.proofs.nursery import Nursery, nursery
from tests.proofs.sink import API, Taken
from tests.proofs.storms import Kill, World, world

pytestmark = pytest.mark.crash

KILLS = int(os.environ.get("VIGIE_KILLS", "10"))
MINUTES = float(os.environ.get("VIGIE_MINUTES", "inf"))  # after which no other world is begun
WORLDS = int(os.environ.get("VIGIE_WORLDS", "2"))  # at once, each in a process of its own
WORLD = 100  # kills at most: with too many brands, a watch would do nothing but begin
SEED = int(os.environ.get("VIGIE_SEED", "20261122"))
EARLY = 0.15  # of the kills come before a watch is ready, or soon after
AIMED = 0.2  # wait until somebody is being told; the others come when they come
LEAVING = 0.05  # come when it has been told to stop
REPEAT = "Possible repeat of a message"
START = 240.0  # seconds that a watch may take until it is ready, where many begin at once
PATIENCE = 120.0 + 10 * WORLD  # seconds for what is left to tell, one message a second


def test_nothing_is_lost_and_nobody_told_twice_but_by_what_was_in_flight(
    tmp_path: Path, figures: Callable[[str], None]
) -> None:
    began, ledger = time.monotonic(), Ledger(Path(os.environ.get("VIGIE_LEDGER") or tmp_path / "kills.tsv"))
    ahead = [(SEED + first, min(WORLD, KILLS - first)) for first in range(0, KILLS, WORLD)]
    ahead = [each for each in ahead if each[0] not in ledger.over]
    # Each in a session of its own: Linux may share its processors among sessions, and a world has to keep up.
    pool = ProcessPoolExecutor(WORLDS, multiprocessing.get_context("spawn"), initializer=os.setsid)
    with nursery(tmp_path) as born, pool:
        under_way: dict[Future[Counter[str]], int] = {}
        while under_way or (ahead and time.monotonic() - began < 60 * MINUTES):
            while ahead and len(under_way) < WORLDS and time.monotonic() - began < 60 * MINUTES:
                seed, kills = ahead.pop(0)
                under_way[pool.submit(lived, tmp_path / f"world {seed}", seed, kills, born)] = seed
            for world in wait(under_way, return_when=FIRST_COMPLETED).done:
                ledger.enter(under_way.pop(world), world)
    counts = ledger.total
    figures(_told_of(counts))
    assert not ledger.broken, "\n".join(ledger.broken)
    assert not too_many(counts["by chance"], counts["random"])


def lived(folder: Path, seed: int, kills: int, born: Nursery) -> Counter[str]:
    """What a world came to; its folder goes if all is well with it."""
    with world(folder, seed, kills) as made:
        counts = _endured(made, born, kills)
    shutil.rmtree(folder)
    return counts


def _told_of(counts: Counter[str]) -> str:
    random, aimed, chance = counts["random"], counts["aimed"], counts["by chance"]
    return (
        f"crash: {random + aimed} kills, {random} at random moments and {aimed} aimed at a call under way,"
        f" {counts['whole']} of all of them with every process that the daemon had started, {counts['early']} around"
        f" its start and {counts['leaving']} while it stopped; {counts['anew']} lives began as interpreters of their"
        f" own, all others as forks of one that had imported the program; {counts['items']} items,"
        f" {counts['alerts']} alerts, {counts['deliveries']} deliveries: 0 lost, none told more than twice; {chance} of"
        f" the random kills let something arrive twice ({chance / max(random, 1):.1%}), {counts['by aim']} of the aimed"
        f" ones; {counts['by whole']} of both had killed the courier too. {counts['outlived']} times a courier's call"
        f" outlived the daemon; {counts['cut']} times a call was cut off ({counts['unheard']} before it was heard,"
        f" {counts['unanswered']} before it was answered, {counts['answered']} after): {counts['known']} were known"
        f" again by their key and {counts['found']} found where they had arrived, {counts['parked']} were parked after"
        f" two cuts, {counts['unknown']} of them unheard; {counts['overtaken']} waited until a later one said more; the"
        f" services refused {counts['refused']}"
    )


def _endured(world: World, born: Nursery, kills: int) -> Counter[str]:
    """One kill after the other, and what became of all when it was quiet again."""
    config, lives = world.config("disturbed", world.targets()), 0
    while len(world.kills) < kills:
        world.breaks(len(world.kills))
        with daemon(config, workers=1, start=born.begin if lives else None) as watch:
            if paced := lives == 1:
                _pace(watch, world)
            _kill(watch, world, ready=paced)
        lives += 1
        _examine(config, world)
        if world.random.random() < 0.5:  # else the next start is the first to open what the kill left
            _time_passes(config)
    world.ends()
    world.sink.moody = False
    _time_passes(config)
    _drain(config, born, lambda store: _heard(store, world) and _told(store, world))
    undisturbed = world.config("undisturbed", ())
    _drain(undisturbed, born, lambda store: _heard(store, world))

    with contextlib.closing(Store(config.with_suffix(".db"), now=datetime.now(UTC))) as store:
        with contextlib.closing(Store(undisturbed.with_suffix(".db"), now=datetime.now(UTC))) as other:
            assert _stored(store) == _stored(other), "what was heard"
        counts: Counter[str] = _all_was_told_once(store, world, configuration.load(config, {}).targets)
        counts["items"] = len({(source, key) for source, key, _ in _stored(store)})
    return counts + _done_to(world)


def _done_to(world: World) -> Counter[str]:
    aimed, whole = (sum(which) for which in zip(*((kill.aimed, kill.whole) for kill in world.kills), strict=True))
    counts = Counter(random=len(world.kills) - aimed, aimed=aimed, whole=whole, outlived=world.outlived)
    counts += Counter(anew=1, early=world.early, leaving=world.leaving)
    return counts + Counter(known=world.sink.known, refused=world.sink.refused)


def _pace(watch: Daemon, world: World) -> None:
    """How long lives are on this machine, today."""
    began, told = time.monotonic(), len(world.sink.taken)
    watch.hears("READY=1", within=START)
    world.dawn = 2 * (time.monotonic() - began)
    until(lambda: len(world.sink.taken) > told, "somebody is told")
    world.life = 2 * (time.monotonic() - began) - world.dawn


def _kill(watch: Daemon, world: World, *, ready: bool) -> None:
    """kill -9 before it is ready, anywhere, while somebody is being told, or while it stops: the process, all of its
    group, or every process that it has started. Nobody is killed who has left before."""
    aimed, early = world.random.random() < AIMED, world.random.random() < EARLY
    leaving, moment = world.random.random() < LEAVING, world.random.uniform(0, world.dawn)
    early = early and not aimed and not ready
    if not early:
        if not ready:
            watch.hears("READY=1", within=START)
        moment = world.random.uniform(0, world.life)
    if aimed:
        with contextlib.suppress(TimeoutError):  # all of them may have refused, and wait
            until(lambda: world.sink.talking, "somebody is being told", world.life)
        moment = world.random.uniform(0, 0.3)
    _lives_for(moment, watch)
    if leaving and not early and world.kills:
        watch.signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            assert watch.process.wait(world.random.uniform(0, 0.3)) == 0, "it was told to stop"
            return
    sort = world.random.choice((Sort.ALONE, Sort.GROUP, Sort.WHOLE))
    couriers = _freeze(watch, world) if sort is Sort.WHOLE else []
    kill = os.kill if sort is Sort.ALONE else os.killpg
    kill(watch.process.pid, signal.SIGKILL)
    for courier in couriers:
        courier.kill()
    watch.ends()
    for courier in couriers:
        courier.gone()
    world.kills.append(Kill(time.monotonic(), aimed, sort is Sort.WHOLE))
    world.early += early
    world.leaving += leaving and not early and len(world.kills) > 1


def _lives_for(seconds: float, watch: Daemon) -> None:
    with contextlib.suppress(subprocess.TimeoutExpired):
        raise AssertionError(f"it ended by itself: {watch.process.wait(seconds)}")


class Sort(Enum):
    """Whom a kill takes."""

    ALONE, GROUP, WHOLE = range(3)


@dataclass(frozen=True, slots=True)
class Courier:
    """A process, by a handle that no later one can take over."""

    handle: int

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.handle, signal.SIGKILL)

    def gone(self) -> None:
        """Returns when it is dead."""
        select.select([self.handle], [], [])
        os.close(self.handle)


def _freeze(watch: Daemon, world: World) -> list[Courier]:
    """The couriers, of which no other can be sent away meanwhile: those of earlier lives among them."""
    watch.signal(signal.SIGSTOP)
    until(lambda: Path(f"/proc/{watch.process.pid}/stat").read_text().split()[2] in "TZ", "it stands still")
    return list(_couriers(world.folder))


def _couriers(folder: Path) -> Iterator[Courier]:
    """Who writes on a slip in *folder*."""
    for process in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if process.name.isdecimal() and process.joinpath("fd", "1").readlink().is_relative_to(folder):
                yield Courier(os.pidfd_open(int(process.name)))


def _examine(config: Path, world: World) -> None:
    """What the kill left, seen in a copy: the next start must find the files as they are."""
    left = config.with_suffix(".db")
    crashed = config.with_name("crashed.db")
    receipts = Receipts(left.with_name(f"{left.name}.calls"))
    going = {call for call in receipts.calls() if receipts.goes_on(call)}
    noted = receipts.left(set(receipts.calls()) - going)
    for suffix in ("", "-wal"):
        crashed.with_name(crashed.name + suffix).unlink(missing_ok=True)
        if left.with_name(left.name + suffix).exists():
            shutil.copy(left.with_name(left.name + suffix), crashed.with_name(crashed.name + suffix))
    if not crashed.exists():
        return
    with contextlib.closing(sqlite3.connect(crashed)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok", "the diary is whole"
        begun = bool(copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'delivery'").fetchone())
        sending = begun and copy.execute("SELECT 1 FROM delivery WHERE state = 'sending'").fetchone()
    if sending:
        with contextlib.closing(Store(crashed, now=datetime.now(UTC))) as store:
            _count_cuts(store, going, noted, world)


def _count_cuts(store: Store, going: Collection[Call], noted: Collection[Call], world: World) -> None:
    """The calls that were going on: those which a courier still makes, and those that nobody does."""
    for delivery, number in store.outbox.sending():
        told, target = store.db.execute("SELECT alert, target FROM delivery WHERE id = ?", [delivery]).fetchone()
        call, alert = (delivery, number), store.incidents.alert(told)
        assert alert, "what is being told was decided"
        world.outlived += call in going
        if call not in going and call not in noted:
            cuts = world.cut.setdefault((alert.key, target), {})
            cuts.setdefault(number, world.kills[-1])  # one that came before it was ready cut nothing


def _time_passes(config: Path) -> None:
    """What a target refused is due again."""
    if not config.with_suffix(".db").exists():
        return
    with contextlib.closing(sqlite3.connect(config.with_suffix(".db"))) as diary, diary:
        if diary.execute("SELECT 1 FROM sqlite_master WHERE name = 'delivery'").fetchone():
            diary.execute("UPDATE delivery SET due_at = 0 WHERE state = 'waiting'")


def _drain(config: Path, born: Nursery, done: Callable[[Store], bool]) -> None:
    """Run undisturbed until all is *done*, and stop in good order."""
    diary = config.with_suffix(".db")
    with daemon(config, workers=1, start=born.begin) as watch:
        watch.hears("READY=1", within=START)
        with contextlib.closing(Store(diary, now=datetime.now(UTC))) as store:
            until(lambda: done(store), "everything is heard and told", PATIENCE)
        watch.signal(signal.SIGTERM)
        assert watch.ends() == 0


def _heard(store: Store, world: World) -> bool:
    storms = store.db.execute(
        "SELECT count(*) FROM item JOIN source ON source.id = item.source WHERE name LIKE 'storm %'"
    ).fetchone()[0]
    never = store.db.execute("SELECT count(*) FROM source WHERE polls = 0").fetchone()[0]
    return bool(storms == world.items and not never)


def _told(store: Store, world: World) -> bool:
    levels = [incident.level for incident in store.incidents.all(limit=-1)]
    under_way = {"waiting", "sending"} & set(store.outbox.count())
    return levels == [Level.CRISIS] * len(world.brands) and not under_way


def _stored(store: Store) -> frozenset[tuple[str, str, str]]:
    """Every item, by its source and its key, with the brands that it speaks of."""
    rows = store.db.execute(
        """
        SELECT source.name, item.key, mention.brand FROM item JOIN source ON source.id = item.source
        LEFT JOIN mention ON mention.item = item.id
        """
    )
    return frozenset(rows.fetchall())


def _all_was_told_once(store: Store, world: World, targets: Sequence[Target]) -> Counter[str]:
    """Every alert has its deliveries, and each of these arrived: once, or a second time where a kill cut it off."""
    counts: Counter[str] = Counter()
    assert sorted(each.brand for each in store.incidents.all(limit=-1)) == sorted(world.brands), "one incident a brand"
    alerts = store.incidents.alerts(limit=-1)
    kinds = Counter((alert.incident.id, alert.kind) for alert in alerts)
    assert set(kinds.values()) == {1}, "an incident opens once, and escalates once"
    arrived = _arrived(alerts, targets, world)
    for alert in alerts:
        deliveries = store.outbox.of(alert.id)
        concerned = {target.name for target in targets if alert.verdict.level >= target.level}
        assert {delivery.target for delivery in deliveries} == concerned, f"whom {alert.key} is for"
        for delivery in deliveries:
            copies = arrived.get((alert.key, delivery.target), [])
            cuts = world.cut.get((alert.key, delivery.target), {})
            if delivery.state is DeliveryState.FOLDED:
                assert _overtaken(delivery, store), f"{alert.key} to {delivery.target} said less than what was told"
                assert len(copies) <= len(cuts), "it waited, or a kill cut it off"
            else:
                _told_once(delivery, copies, len(cuts))
            counts["overtaken"] += delivery.state is DeliveryState.FOLDED
            parked = len(cuts) > 1
            counts += Counter(deliveries=1, cut=len(cuts), parked=parked, unknown=parked and not copies)
            counts += Counter(_moments(copies, cuts))
            counts["found"] += len(cuts) == len(copies) == 1 and delivery.target == "on call" and not copies[0].repeat
    return counts + Counter(alerts=len(alerts))


def _overtaken(delivery: Delivery, store: Store) -> bool:
    """Whether its target got a later message of the same incident."""
    assert isinstance(delivery.alert, Alert)
    later = store.incidents.alerts(limit=-1, incident=delivery.alert.incident.id)
    told = (each for alert in later if alert.number > delivery.alert.number for each in store.outbox.of(alert.id))
    over = (DeliveryState.SENT, DeliveryState.UNKNOWN)
    return any(each.target == delivery.target and each.state in over for each in told)


@dataclass(frozen=True, slots=True)
class Copy:
    """What arrived; *repeat*: marked as a possible one."""

    repeat: bool
    taken: Taken


def _arrived(alerts: Sequence[Alert], targets: Sequence[Target], world: World) -> dict[tuple[str, str], list[Copy]]:
    """The copies of each alert that each target took, in their order, word for word as they were decided."""
    doors = {"marque": "marque", "press office": "press-office", "on call": API}
    decided = {
        (doors[target.name], _words(payload(alert, target, repeat=repeat))): (alert.key, target.name)
        for alert in alerts
        for target in targets
        for repeat in (False, True)
    }
    arrived: dict[tuple[str, str], list[Copy]] = {}
    for taken in world.sink.taken:
        copy = Copy(REPEAT in json.dumps(taken.message), taken)
        arrived.setdefault(decided[taken.door, _words(taken.message)], []).append(copy)
    return arrived


def _words(said: Mapping[str, Any]) -> str:
    """What is read of a message; of one in a thread its first line, and what it is known by."""
    if "metadata" in said:
        return json.dumps([said["text"].split("\n")[0], said["metadata"]])
    return json.dumps(said.get("blocks") or [said["title"], said.get("body") or said["message"]])


def _moments(copies: Sequence[Copy], cuts: Mapping[int, Kill]) -> dict[str, int]:
    """When the kills came: before a message was heard, before it was answered, or after; and what came of it."""
    told = Counter[str]()
    for kill in cuts.values():
        heard = [copy.taken for copy in copies if copy.taken.at <= kill.at]
        answered = any(taken.answered and taken.answered <= kill.at for taken in heard)
        told["answered" if answered else "unanswered" if heard else "unheard"] += 1
    if len(copies) > 1:
        told["twice"] += 1
        kill = next(kill for kill in cuts.values() if kill.at > copies[0].taken.at)
        told["by aim" if kill.aimed else "by chance"] += 1
        told["by whole"] += kill.whole
    return told


def _told_once(delivery: Delivery, copies: Sequence[Copy], cut: int) -> None:
    who = f"{delivery.alert.key} to {delivery.target}, cut off {cut} times"
    assert delivery.state is (DeliveryState.UNKNOWN if cut > 1 else DeliveryState.SENT), who
    assert [copy.repeat for copy in copies] in ([False], [True], [False, True], *([[]] if cut > 1 else [])), who
    assert cut or not any(copy.repeat for copy in copies), "only what was cut off is called a possible repeat"
    assert len(copies) < 2 or delivery.target == "marque", who
