"""The power fails while the store writes: what was acknowledged is there afterwards, and the file is whole."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random

import pytest

from monitor.errors import StoreError
from monitor.store import Store
from tests.proofs.power import Disk, Step, acknowledged, steps
from tests.proofs.writing import BEGUN, broken

pytestmark = [
    pytest.mark.power,
    pytest.mark.skipif(not shutil.which("gcc"), reason="needs gcc: the recorder is compiled"),
]

CUTS = int(os.environ.get("VIGIE_CUTS", "300"))
ROUNDS = 120  # of writing, in one recording
SEED = int(os.environ.get("VIGIE_SEED", "20261129"))
RECORDER = Path(__file__).with_name("recorder.c")


@pytest.fixture(name="recording", scope="module")
def _recording(tmp_path_factory: pytest.TempPathFactory) -> tuple[Step, ...]:
    """All that the real store wrote in a life of its own."""
    folder = tmp_path_factory.mktemp("power")
    library, recording, written = folder / "recorder.so", folder / "recording", folder / "written"
    written.mkdir()
    subprocess.run(["gcc", "-shared", "-fPIC", "-O2", "-o", library, RECORDER, "-ldl", "-lpthread"], check=True)
    preloaded = {"LD_PRELOAD": str(library), "RECORDED": str(written), "RECORDING": str(recording)}
    command = [sys.executable, "-m", "tests.proofs.writing", str(written), str(ROUNDS)]
    subprocess.run(command, env={**os.environ, **preloaded}, check=True, timeout=600)
    return tuple(steps(recording))


def _cuts(recording: Sequence[Step], random: Random, count: int) -> Iterator[tuple[dict[str, bytes], list[str]]]:
    """*count* moments of the recording: what is found on the disk, and what had been acknowledged by then."""
    moments = sorted(random.choices(range(1, len(recording) + 1), k=count))
    disk, facts, at = Disk(), list[str](), 0
    for moment in moments:
        for step in recording[at:moment]:
            disk.do(step)
        facts += acknowledged(recording[at:moment])
        at = moment
        yield disk.after_a_cut(random), facts


def test_the_recording_ends_as_the_store_did(recording: tuple[Step, ...], tmp_path: Path) -> None:
    disk = Disk()
    for step in recording:
        disk.do(step)
    facts = acknowledged(recording)
    (tmp_path / "vigie.db").write_bytes(disk.after_a_cut(Random(0))["vigie.db"])

    assert {fact.split()[0] for fact in facts} == {"watch", "mention", "edit", "cursor", "alert", "delivery"}
    with contextlib.closing(Store(tmp_path / "vigie.db", now=BEGUN)) as store:
        assert not list(broken(store, facts))
        store.db.execute("DELETE FROM item WHERE key = 'i1'")
        store.db.execute("DELETE FROM delivery WHERE alert = 3")
        store.db.execute("DELETE FROM alert WHERE id = 3")
        lost = list(broken(store, facts))
    assert any(each.startswith("alert 3 ") for each in lost), "what is lost would be seen"
    assert any(each.startswith("mention ") for each in lost)


def test_no_cut_of_the_power_loses_what_was_acknowledged(
    recording: tuple[Step, ...], tmp_path: Path, figures: Callable[[str], None]
) -> None:
    corrupt, lost = _suffered(recording, tmp_path, CUTS)
    figures(
        f"power: {CUTS} cuts in {len(recording)} recorded steps ({len(acknowledged(recording))} acknowledged facts):"
        f" {len(corrupt)} corrupt, {len(lost)} acknowledged facts lost"
    )
    assert not corrupt[:10]
    assert not lost[:10]


def test_a_disk_that_only_pretends_to_sync_would_be_found_out(recording: tuple[Step, ...], tmp_path: Path) -> None:
    deaf = tuple(step for step in recording if (step.kind, step.name) != ("s", "vigie.db-wal"))

    corrupt, lost = _suffered(deaf, tmp_path, 40)

    assert corrupt or lost


def _suffered(recording: Sequence[Step], folder: Path, cuts: int) -> tuple[list[str], list[str]]:
    """What is corrupt, and what was acknowledged and is lost, after each of *cuts*."""
    corrupt, lost = list[str](), list[str]()
    for number, (found, facts) in enumerate(_cuts(recording, Random(SEED), cuts)):
        place = folder / "cut"
        place.mkdir()
        for name in {"vigie.db", "vigie.db-wal", "vigie.db-journal"} & set(found):
            (place / name).write_bytes(found[name])
        try:
            with contextlib.closing(Store(place / "vigie.db", now=BEGUN, alone=True)) as store:
                verdict = store.db.execute("PRAGMA integrity_check").fetchone()[0]
                corrupt += [] if verdict == "ok" else [f"cut {number}: {verdict}"]
                lost += [f"cut {number}: {fact}" for fact in broken(store, facts)]
        except (StoreError, sqlite3.Error) as error:
            corrupt.append(f"cut {number}: {error}")
        shutil.rmtree(place)
    return corrupt, lost
