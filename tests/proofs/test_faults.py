"""Whatever fails around the watch, from disks to clocks: it says so, loses nothing, and is well again by itself."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from threading import Event
from typing import Any

import pytest

from monitor.store import Store, safety
from tests.daemon.stage import first_contact, health, storm
from tests.daemon.stopwatch import Stopwatch
from tests.daemon.watchman import Daemon, daemon, free_port, told, until, vigie
from tests.site import Quiet, Site, served

pytestmark = pytest.mark.faults

LOCKED = float(os.environ.get("VIGIE_LOCKED", "20"))  # seconds for which somebody else locks the diary
BREACHES = int(os.environ.get("VIGIE_BREACHES", "6"))  # times that a page of the diary is damaged
PATIENCE = 120.0  # seconds of the daemon's own
FAKETIME = next(iter(Path("/usr/lib").glob("*/faketime/libfaketime.so.1")), None)


def ended_well(watch: Daemon) -> None:
    watch.signal(signal.SIGTERM)
    assert watch.ends(PATIENCE) == 0


# ------------------------------------------------------------------ disks


def on_a_disk_of_its_own(what: str, folder: Path) -> dict[str, Any]:
    if not shutil.which("unshare"):
        pytest.skip("needs util-linux's unshare: a disk of its own")
    inside = ["unshare", "-rmn", sys.executable, "-m", "tests.proofs.disks", what, str(folder)]
    done = subprocess.run(inside, stdout=subprocess.PIPE, text=True, timeout=900, check=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def test_a_full_disk_loses_nothing_says_so_and_is_got_over(tmp_path: Path, figures: Callable[[str], None]) -> None:
    seen = on_a_disk_of_its_own("full", tmp_path)
    figures(f"faults, disk full: {seen['told']['storage']}; well again {seen['seconds']:.1f} s after room was made")

    assert "no room is left" in seen["told"]["storage"]
    assert seen["kept"] == 3, "what was heard before"
    assert seen["heard"] == 23, "and what was said meanwhile"
    assert seen["ballast"], "was let go"
    assert seen["seconds"] <= 30


def test_files_that_cannot_grow_lose_nothing_say_so_and_are_got_over(
    tmp_path: Path, figures: Callable[[str], None]
) -> None:
    seen = on_a_disk_of_its_own("readonly", tmp_path)
    figures(f"faults, nothing can be written: {seen['told']['storage']}; well again after {seen['seconds']:.1f} s")

    assert seen["told"]["storage"]
    assert (seen["kept"], seen["heard"]) == (3, 12)
    assert seen["seconds"] <= 30


def test_a_disk_that_is_read_only_at_the_start_is_said_and_can_be_read(
    tmp_path: Path, figures: Callable[[str], None]
) -> None:
    seen = on_a_disk_of_its_own("sealed", tmp_path)
    figures(f"faults, read-only disk at the start: exit {seen['refused'][0]}; {seen['read'][1]} mentions still read")

    assert seen["refused"][0] == os.EX_IOERR
    assert "Read-only file system" in seen["refused"][1]
    assert seen["read"] == [0, 3]
    assert seen["written"][0] == os.EX_IOERR
    assert "Traceback" not in seen["written"][1] + seen["refused"][1]
    assert seen["heard"] == 3, "what was heard before"


def test_dead_names_keep_no_healthy_source_waiting(tmp_path: Path, figures: Callable[[str], None]) -> None:
    seen = on_a_disk_of_its_own("names", tmp_path)
    late = sorted(seen["late"])[int(0.99 * len(seen["late"]))]
    figures(
        f"faults, 40 dead names: 20 healthy sources late by {late:.2f} s at p99; TERM to exit {seen['seconds']:.1f} s"
    )

    assert seen["code"] == 0
    assert late <= 1


def test_a_full_disk_behind_the_log_stops_nothing(config: Path, place: Site, figures: Callable[[str], None]) -> None:
    with Path("/dev/full").open("wb") as full, daemon(config, log=full) as watch:
        first_contact(watch, place)
        storm(place)
        until(lambda: place.posted, "somebody is woken", PATIENCE)
        assert health(config) == "ok"
        ended_well(watch)
    heard = len(told("mentions", config=config))
    figures(f"faults, full device behind the log: {heard} mentions heard, {len(place.posted)} alert told, exit 0")

    assert (heard, len(place.posted)) == (8, 1)


# ------------------------------------------------------------------ the diary


def test_a_diary_that_somebody_locks_is_waited_for(config: Path, place: Site, figures: Callable[[str], None]) -> None:
    with daemon(config) as watch:
        first_contact(watch, place)
        with contextlib.closing(sqlite3.connect(config.with_name("vigie.db"), isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            storm(place)
            deadline = time.monotonic() + LOCKED
            until(lambda: health(config) == "degraded", "it says that the diary is locked", PATIENCE)
            until(lambda: time.monotonic() > deadline, "it stays locked", LOCKED + 5)
            other.execute("ROLLBACK")
        began = watch.own.now()
        until(lambda: health(config) == "ok", "all is well again", PATIENCE)
        took = watch.own.now() - began
        figures(f"faults, diary locked: for {LOCKED:.0f} s; well again {took:.1f} s after")
        until(lambda: place.posted, "somebody is woken", PATIENCE)
        ended_well(watch)

    assert took <= 30
    assert len(told("mentions", config=config)) == 8
    assert len(place.posted) == 1


@pytest.mark.parametrize("damage", ["emptied", "gone"])
def test_an_emptied_diary_comes_back_and_nobody_is_told_twice(
    damage: str, config: Path, place: Site, figures: Callable[[str], None]
) -> None:
    _live_and_copy(config, place)
    outcome = _after(damage, config, place, Random())
    figures(f"faults, {damage} diary: {outcome}; all mentions are there, and nothing was told again")

    assert outcome == "brought back"
    assert len(place.posted) == 1


def test_a_damaged_diary_comes_back_or_is_sound_and_nobody_is_told_twice(
    config: Path, place: Site, figures: Callable[[str], None]
) -> None:
    _live_and_copy(config, place)
    random = Random(int(os.environ.get("VIGIE_SEED", "29")))
    found = [_after("page", config, place, random) for _ in range(BREACHES)].count("brought back")
    figures(
        f"faults, damaged diary: {BREACHES} times 64 bytes of a page, {found} found and brought back, the others"
        " changed nothing; all mentions are there each time, and nothing was told again"
    )

    assert len(place.posted) == 1


def _live_and_copy(config: Path, place: Site) -> None:
    """A storm is over and told, and there is a copy of the day."""
    with daemon(config) as watch:
        first_contact(watch, place)
        storm(place)
        until(lambda: place.posted, "somebody is woken", PATIENCE)
        ended_well(watch)
    safety.back_up_for_the_night(config.with_name("vigie.db"), datetime.now(UTC))


def _after(damage: str, config: Path, place: Site, random: Random) -> str:
    """What the daemon makes of the *damage*, and that all mentions are there afterwards."""
    diary, log = config.with_name("vigie.db"), config.with_name("log")
    before, said = diary.read_bytes(), log.stat().st_size
    if damage == "emptied":
        diary.write_bytes(b"")
    elif damage == "gone":
        diary.unlink()
    else:
        page = random.randrange(len(before) // 4096)
        at = page * 4096 + random.randrange(4096 - 64)
        diary.write_bytes(before[:at] + random.randbytes(64) + before[at + 64 :])
    with daemon(config) as watch:
        watch.hears("READY=1")
        asked = len(place.asked)
        until(lambda: len(place.asked) > asked + 1, "the watch goes on", PATIENCE)
        ended_well(watch)
    assert len(told("mentions", config=config)) == 8
    assert len(told("alerts", config=config)) == 1
    for name in ("", "-wal", "-shm"):
        diary.with_name(diary.name + name).unlink(missing_ok=True)
    diary.write_bytes(before)
    return "brought back" if b"store_brought_back" in log.read_bytes()[said:] else "unharmed"


# ------------------------------------------------------------------ the clock


@pytest.mark.skipif(not FAKETIME, reason="needs faketime: a clock of its own for the daemon")
@pytest.mark.parametrize("step", ["-1h", "+1h", "-1d", "+1d", "@2038-01-19 03:14:00"])
def test_a_clock_that_is_set_stops_nothing_and_starts_no_rush(
    step: str, config: Path, place: Site, figures: Callable[[str], None]
) -> None:
    clock = config.with_name("clock")
    clock.write_text("+0")
    faked: dict[str, Any] = {
        "LD_PRELOAD": str(FAKETIME),
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "DONT_FAKE_MONOTONIC": "1",
        "FAKETIME_DONT_RESET": "1",
    }
    with daemon(config, **faked) as watch:
        first_contact(watch, place)
        clock.write_text(step)
        until(lambda: "clock_set" in watch.log.read_text(), "it notices", PATIENCE)
        began, asked = watch.own.now(), len(place.asked)
        until(lambda: len(place.asked) >= asked + 3, "the source is asked on", PATIENCE)
        took = watch.own.now() - began
        moments = [moment for _, moment in place.moments[-3:]]
        storm(place)
        until(lambda: place.posted, "somebody is woken", PATIENCE)
        ended_well(watch)
    figures(f"faults, clock set {step}: three more polls in {took:.1f} s, and a storm after it is told")

    assert took < 10, "it is asked every second, as before"
    assert moments[-1] - moments[0] > 1, "and not oftener"


# ------------------------------------------------------------------ configurations


BROKEN: tuple[Callable[[str], str | bytes], ...] = (
    lambda text: "",
    lambda text: text.replace("brands:", "brands"),
    lambda text: text.replace("name: Valmy", "name: ''"),
    lambda text: text.replace("every: 1s", "evry: 1s"),
    lambda text: text.replace("every: 1s", "every: sometimes"),
    lambda text: text.replace("every: 1s", "every: -1s"),
    lambda text: text.replace("name: blog, ", "name: blog, name: blog, "),
    lambda text: text.replace("kind: threshold", "kind: treshold"),
    lambda text: text.replace("at_least: 4", "at_least: four"),
    lambda text: text.replace("at_least: 4", "at_least: -4"),
    lambda text: text.replace("level: crisis", "level: panic"),
    lambda text: text.replace("within: 1d", "within: 1 fortnight"),
    lambda text: text.replace("way: slack", "way: pigeon"),
    lambda text: text.replace("way: slack, ", ""),
    lambda text: text.replace("address: ", "address: {secret: nobody_set_this} #"),
    lambda text: text.replace("- name: Valmy", "- {name: Valmy, query: '(unclosed'}"),
    lambda text: text.replace("- name: Valmy", "- {name: Valmy, query: 'a AND'}"),
    lambda text: text.replace("- name: Valmy", "- {name: Valmy, query: '/(unclosed/'}"),
    lambda text: text.replace("sources:", "sauces:"),
    lambda text: text.replace("url: http", "url: ftp"),
    lambda text: text + "timezone: Mars/Olympus\n",
    lambda text: text + "store: [a, list]\n",
    lambda text: text + "unknown: 1\n",
    lambda text: text + "brands: []\n",
    lambda text: text + "\ttab: 1\n",
    lambda text: text + "x: &a [*a]\n",
    lambda text: text + "# " + "x" * 10_000_000,
    lambda text: b"\xff\xfe\x00" + text.encode(),
    lambda text: "[" * 5000,
    lambda text: "!!python/object/apply:os.system ['true']",
)


def test_a_start_and_a_reload_are_soon_over(config: Path, place: Site, figures: Callable[[str], None]) -> None:
    with daemon(config) as watch:
        alone = Stopwatch(watch.process.pid, children=False)  # readers come up meanwhile, and nobody waits for them
        watch.hears("READY=1")
        start = alone.now()
        until(lambda: any(place.conditional("/feed")), "first contact was made", PATIENCE)
        began = alone.now()
        watch.signal(signal.SIGHUP)
        watch.hears("READY=1", "reloaded")
        reload = alone.now() - began
        alone.stop()
        ended_well(watch)
    figures(f"faults, start: ready after {start:.1f} s, reloaded within {reload:.1f} s")

    assert start < 5
    assert reload < 2


def test_no_broken_configuration_gets_in_and_the_old_one_still_alerts(
    config: Path, place: Site, figures: Callable[[str], None]
) -> None:
    good = config.read_text()
    with daemon(config) as watch:
        first_contact(watch, place)
        for number, damage in enumerate(BROKEN):
            broken = damage(good)
            assert broken != good, number
            config.write_bytes(broken.encode() if isinstance(broken, str) else broken)
            watch.signal(signal.SIGHUP)
            assert "the old one stays in force" in watch.hears("READY=1"), number
        storm(place)
        until(lambda: place.posted, "the old rules still wake somebody", PATIENCE)
        config.write_text(good)
        watch.signal(signal.SIGHUP)
        watch.hears("READY=1", "reloaded")
        ended_well(watch)
    figures(f"faults, broken configurations: {len(BROKEN)} kept out, each with its faults")
    log = config.with_name("log").read_text()

    assert log.count("reload_refused") == len(BROKEN)
    assert "Traceback" not in log


# ------------------------------------------------------------------ stopping


def test_term_with_ten_thousand_due_leaves_in_seconds(config: Path, figures: Callable[[str], None]) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=1000) as mute:
        url = f"http://127.0.0.1:{mute.getsockname()[1]}"
        crowd = "".join(f"  - {{url: {url}/{n}}}\n" for n in range(10_000))
        head = config.read_text().partition("sources:")
        config.write_text(f"{head[0]}sources:\n{crowd}{head[2].partition('every: 1s}')[2]}")
        with daemon(config) as watch:
            until(lambda: b"READY=1" in watch.ear.recv(4096), "it is ready", PATIENCE)
            mute.accept()[0].close()  # the first asks
            began = watch.own.now()
            watch.signal(signal.SIGTERM)
            code = watch.ends(PATIENCE)
            took = watch.own.now() - began
    figures(f"faults, TERM with 10,000 due: exit {code} after {took:.1f} s")
    with contextlib.closing(Store(config.with_name("vigie.db"), now=datetime.now(UTC))) as store:
        assert store.check() == "ok"

    assert code == 0
    assert took < 10


def test_term_while_somebody_is_being_told_repeats_nothing(
    config: Path, place: Site, figures: Callable[[str], None]
) -> None:
    said, heard, over = list[Any](), Event(), Event()

    class Slow(Quiet):
        """A webhook that answers when the daemon is long gone."""

        def do_POST(self) -> None:
            said.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            heard.set()
            over.wait(15)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"ok")

    with served(Slow) as url:
        config.write_text(config.read_text().replace(f"{place.url}/slack", f"{url}/slack"))
        with daemon(config) as watch:
            first_contact(watch, place)
            storm(place)
            until(heard.is_set, "somebody is being told", PATIENCE)
            began = watch.own.now()
            ended_well(watch)
            took = watch.own.now() - began
        states = [_states(config)]
        with daemon(config) as watch:
            watch.hears("READY=1")
            over.set()
            until(lambda: _states(config) == {"sent": 1}, "what was answered meanwhile is known", PATIENCE)
            ended_well(watch)
    figures(f"faults, TERM during a call: exit 0 after {took:.1f} s; answered after it, told once")

    assert states == [{"sending": 1}]
    assert len(said) == 1
    assert took < 10


def _states(config: Path) -> dict[str, int]:
    with contextlib.closing(Store(config.with_name("vigie.db"), now=datetime.now(UTC))) as store:
        return store.outbox.count()


def test_a_second_daemon_leaves_the_first_alone(config: Path, place: Site) -> None:
    with daemon(config) as watch:
        first_contact(watch, place)
        other = config.with_name("other.yaml")
        other.write_text(
            config.read_text().replace(":" + config.read_text().rpartition(":")[2], f':{free_port()}"}}\n')
        )
        assert vigie("run", config=other).returncode == os.EX_TEMPFAIL
        storm(place)
        until(lambda: place.posted, "the first still wakes somebody", PATIENCE)
        ended_well(watch)
