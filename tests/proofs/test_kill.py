"""kill -9 at any moment, and a restart: nothing is lost, and nobody is told twice but by what was in flight.

One target can neither be asked nor knows a message again. A courier tells it, a process that ends its call whoever is
killed; where the courier is killed too, what was heard and not yet answered arrives twice, the second time marked as a
possible repeat. The other two targets never get a message twice.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from random import Random
from typing import Any

import pytest

from monitor import config as configuration
from monitor.model import Alert, Delivery, DeliveryState, Level, Target
from monitor.notify import payload
from monitor.store import Receipts, Store
from tests.daemon.watchman import Daemon, daemon, until
from tests.proofs.shelf import MANIFEST, leaves
from tests.proofs.sink import API, Sink, Taken, sink
from tests.site import Answer, Site, rss, site

pytestmark = pytest.mark.crash

KILLS = int(os.environ.get("VIGIE_KILLS", "10"))
MINUTES = float(os.environ.get("VIGIE_MINUTES", "inf"))  # after which no other world is begun
WORLD = 40  # kills at most: with too many brands, a watch would do nothing but begin
SEED = int(os.environ.get("VIGIE_SEED", "20261122"))
STORMS = int(os.environ.get("VIGIE_STORMS", "1"))  # that break between two kills
AIMED = 0.2  # of the kills wait until somebody is being told; the others come when they come
SHARE = 0.05  # of the kills that come when they come may let something arrive twice
FEWEST = 2  # that chance may make of a handful of kills
QUIET = 40  # sources that are asked all the time and make nobody ring
REPEAT = "Possible repeat of a message"
PATIENCE = 120.0 + 10 * WORLD  # seconds for what is left to tell, one message a second
FEW, MANY = 4, 12  # complaints that make a warning, and a crisis
WORDS = (
    "service horrible, une honte, je suis furieux",
    "awful, a disgrace, I am furious",
    "livraison catastrophique, jamais plus",
    "terrible quality and rude people, avoid",
)
HEAD = """
rules:
  - {{kind: threshold, name: few, level: warning, at_least: {few}, within: 1d, voices: 3, brands: {brands}}}
  - {{kind: threshold, name: many, level: crisis, at_least: {many}, within: 1d, voices: 3, brands: {brands}}}
web: {{listen: off}}
brands: {watched}
targets: {targets}
store: {store}
sources:
"""


@dataclass(frozen=True, slots=True)
class Kill:
    """When it was over (monotonic); whether it had waited for somebody to be told; whether the couriers went too."""

    at: float
    aimed: bool
    whole: bool


@dataclass
class World:
    """A place where storms break one after the other, and a sink that is told of them."""

    place: Site
    sink: Sink
    folder: Path
    brands: tuple[str, ...]
    quiet: dict[str, Answer]
    random: Random
    life: float = 8.0  # seconds from the start of a watch until somebody is told, and as long again
    kills: list[Kill] = field(default_factory=list)
    cut: dict[tuple[str, str], dict[int, Kill]] = field(default_factory=dict)  # (alert, target): its attempts
    outlived: int = 0  # calls that went on when the daemon was dead

    def config(self, store: str, targets: Sequence[dict[str, str]]) -> Path:
        path = self.folder / f"{store}.yaml"
        watched = [{"name": name} for name in (*self.brands, "Corpus")]
        head = HEAD.format(
            few=FEW, many=MANY, brands=json.dumps(self.brands), watched=json.dumps(watched),
            targets=json.dumps(targets), store=f"{store}.db",
        )  # fmt: skip
        path.write_text(head + "".join(f"  - {json.dumps(source)}\n" for source in self._sources()))
        return path

    def _sources(self) -> Iterator[dict[str, object]]:
        for number, _ in enumerate(self.brands):
            url = f"{self.place.url}/storm/{number}"
            yield {"name": f"storm {number}", "url": url, "every": "2s", "backfill": "all"}
        for path in self.quiet:
            url = self.place.url + path
            yield {"name": path[-90:], "url": url, "every": "10s", "backfill": "all", "about": ["Corpus"]}

    def targets(self) -> list[dict[str, str]]:
        place = self.sink.url.removeprefix("http://")
        bot = {"way": "slack", "address": f"http://xoxb-1234-PROOF@{place}{API}", "channel": "C0123ABC"}
        return [
            {"name": "marque", "way": "slack", "address": f"http://{place}/marque", "level": "warning"},
            {"name": "press office", "way": "apprise", "address": f"json://{place}/press-office", "level": "warning"},
            {"name": "on call", "level": "warning", **bot},
        ]

    def breaks(self, number: int) -> None:
        """A few storms begin, and those before them grow."""
        for brand in range(number * STORMS, (number + 1) * STORMS):
            self._says(brand, FEW)
            self._says(brand - STORMS, MANY)

    def _says(self, number: int, complaints: int) -> None:
        if not 0 <= number < len(self.brands):
            return
        name = self.brands[number]
        said = [(f"c{number}-{n}", f"{name}, {n}: {WORDS[n % len(WORDS)]}") for n in range(complaints)]
        self.place.answers[f"/storm/{number}"] = Answer(rss(*said, (f"n{number}", f"{name} opens a shop")))


@contextlib.contextmanager
def _world(folder: Path, seed: int, kills: int) -> Iterator[World]:
    folder.mkdir()
    random = Random(seed)
    with site() as place, sink(Random(seed)) as ear:
        brands = tuple(f"Zelmar {number}" for number in range(STORMS * kills))
        quiet = _corpus(random) if MANIFEST.exists() else _invented()
        place.answers |= quiet
        place.answers |= {f"/storm/{number}": Answer(rss((f"n{number}", "It rains"))) for number in range(len(brands))}
        yield World(place, ear, folder, brands, quiet, random)


def _corpus(random: Random) -> dict[str, Answer]:
    return {leaf.address: leaf.answer for leaf in random.sample(leaves(), QUIET)}


def _invented() -> dict[str, Answer]:
    def feed(number: int) -> Answer:
        return Answer(rss(*((f"q{number}-{n}", f"Quiet news {n} of place {number}") for n in range(number % 9))))

    return {f"/quiet/{number}": feed(number) for number in range(QUIET)}


def test_nothing_is_lost_and_nobody_told_twice_but_by_what_was_in_flight(
    tmp_path: Path, figures: Callable[[str], None]
) -> None:
    counts, began = Counter[str](), time.monotonic()
    for first in range(0, KILLS, WORLD):
        if time.monotonic() - began < 60 * MINUTES:
            with _world(tmp_path / f"world {first}", SEED + first, min(WORLD, KILLS - first)) as world:
                counts += _endured(world)
            print(_told_of(counts), flush=True)
    figures(_told_of(counts))
    assert counts["by chance"] <= max(FEWEST, SHARE * counts["random"])


def _told_of(counts: Counter[str]) -> str:
    random, aimed, chance = counts["random"], counts["aimed"], counts["by chance"]
    return (
        f"crash: {random + aimed} kills, {random} at random moments and {aimed} aimed at a call under way,"
        f" {counts['whole']} of all of them with every process that the daemon had started; {counts['items']} items,"
        f" {counts['alerts']} alerts, {counts['deliveries']} deliveries: 0 lost, none told more than twice; {chance} of"
        f" the random kills let something arrive twice ({chance / max(random, 1):.1%}), {counts['by aim']} of the aimed"
        f" ones; {counts['by whole']} of both had killed the courier too. {counts['outlived']} times a courier's call"
        f" outlived the daemon; {counts['cut']} times a call was cut off ({counts['unheard']} before it was heard,"
        f" {counts['unanswered']} before it was answered, {counts['answered']} after): {counts['known']} were known"
        f" again by their key and {counts['found']} found where they had arrived, {counts['parked']} were parked after"
        f" two cuts, {counts['unknown']} of them unheard; {counts['overtaken']} waited until a later one said more; the"
        f" services refused {counts['refused']}"
    )


def _endured(world: World) -> Counter[str]:
    """A storm and a kill for each brand, and what became of them when all was quiet again."""
    config = world.config("disturbed", world.targets())
    for number in range(len(world.brands) // STORMS):
        world.breaks(number)
        with daemon(config, workers=1) as watch:
            if number == 0:
                _pace(watch, world)
            _kill(watch, world)
        _examine(config, world)
        if world.random.random() < 0.5:  # else the next start is the first to open what the kill left
            _time_passes(config)
    world.breaks(len(world.kills))
    world.sink.moody = False
    _time_passes(config)
    _drain(config, lambda store: _heard(store, world) and _told(store, world))
    undisturbed = world.config("undisturbed", ())
    _drain(undisturbed, lambda store: _heard(store, world))

    with contextlib.closing(Store(config.with_suffix(".db"), now=datetime.now(UTC))) as store:
        with contextlib.closing(Store(undisturbed.with_suffix(".db"), now=datetime.now(UTC))) as other:
            assert _stored(store) == _stored(other)
        counts = _all_was_told_once(store, world, configuration.load(config, {}).targets)
        counts["items"] = len({(source, key) for source, key, _ in _stored(store)})
    counts["random"] = sum(not kill.aimed for kill in world.kills)
    counts["aimed"] = sum(kill.aimed for kill in world.kills)
    counts["whole"] = sum(kill.whole for kill in world.kills)
    return counts + Counter(outlived=world.outlived, known=world.sink.known, refused=world.sink.refused)


def _pace(watch: Daemon, world: World) -> None:
    """How long lives are on this machine, today."""
    watch.hears("READY=1")
    began = time.monotonic()
    until(lambda: world.sink.taken, "somebody is told for the first time")
    world.life = 2 * (time.monotonic() - began)


def _kill(watch: Daemon, world: World) -> None:
    """kill -9 before it is ready, anywhere, or while somebody is being told: the process, all of its group, or every
    process that it has started."""
    aimed, moment = world.random.random() < AIMED, world.random.uniform(0, 2)
    if world.kills and (aimed or world.random.random() > 0.15):
        watch.hears("READY=1")
        moment = world.random.uniform(0, world.life)
    if aimed:
        with contextlib.suppress(TimeoutError):  # all of them may have refused, and wait
            until(lambda: world.sink.talking, "somebody is being told", 2 * world.life)
        moment = world.random.uniform(0, 0.3)
    with pytest.raises(subprocess.TimeoutExpired):  # it does not end by itself
        watch.process.wait(moment)
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
    until(lambda: Path(f"/proc/{watch.process.pid}/stat").read_text().split()[2] == "T", "it stands still")
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
    with contextlib.closing(Store(crashed, now=datetime.now(UTC))) as store:
        assert store.db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        for alert in store.incidents.alerts(limit=-1):
            for delivery in store.outbox.of(alert.id):
                if delivery.state is not DeliveryState.SENDING:
                    continue
                call = (delivery.id, delivery.attempts)
                world.outlived += call in going
                if call not in going and call not in noted:
                    cuts = world.cut.setdefault((alert.key, delivery.target), {})
                    cuts.setdefault(delivery.attempts, world.kills[-1])  # one that came before it was ready cut nothing


def _time_passes(config: Path) -> None:
    """What a target refused is due again."""
    with contextlib.closing(Store(config.with_suffix(".db"), now=datetime.now(UTC))) as store:
        store.db.execute("UPDATE delivery SET due_at = 0 WHERE state = 'waiting'")


def _drain(config: Path, done: Callable[[Store], bool]) -> None:
    """Run undisturbed until all is *done*, and stop in good order."""
    diary = config.with_suffix(".db")
    with daemon(config, workers=1) as watch:
        watch.hears("READY=1")
        with contextlib.closing(Store(diary, now=datetime.now(UTC))) as store:
            until(lambda: done(store), "everything is heard and told", PATIENCE)
        watch.signal(signal.SIGTERM)
        assert watch.ends() == 0


def _heard(store: Store, world: World) -> bool:
    storms = store.db.execute(
        "SELECT count(*) FROM item JOIN source ON source.id = item.source WHERE name LIKE 'storm %'"
    ).fetchone()[0]
    never = store.db.execute("SELECT count(*) FROM source WHERE polls = 0").fetchone()[0]
    return bool(storms == len(world.brands) * (MANY + 1) and not never)


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
    assert sorted(incident.brand for incident in store.incidents.all(limit=-1)) == sorted(world.brands)
    alerts = store.incidents.alerts(limit=-1)
    assert set(Counter((alert.incident.id, alert.kind) for alert in alerts).values()) == {1}
    arrived = _arrived(alerts, targets, world)
    for alert in alerts:
        deliveries = store.outbox.of(alert.id)
        concerned = {target.name for target in targets if alert.verdict.level >= target.level}
        assert {delivery.target for delivery in deliveries} == concerned
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
