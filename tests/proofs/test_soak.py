"""A week among a thousand sources, a third of them hostile: nothing grows, nothing stays open, nothing begins anew."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

import pytest

from tests.proofs.book import BOOK
from tests.proofs.plot import Series, plotted
from tests.proofs.soak import HOSTILE, SOURCES, Look, Soak
from tests.proofs.test_hostile import MB, SERVER

DAYS, SECONDS = float(os.environ.get("VIGIE_DAYS", "0.5")), float(os.environ.get("VIGIE_SECONDS", "60"))
WARM = 2 / 7  # of the time, until all that is kept has been met once; what came later is compared with what came then
GROWTH, WAL = 16 * MB, 64 * MB
OPEN = 40  # descriptors that polls under way may make the difference

pytestmark = [
    pytest.mark.hostile,
    pytest.mark.skipif(not SERVER.exists(), reason="no hostile server: set VIGIE_NASTY to its program"),
    pytest.mark.skipif(not shutil.which("unshare"), reason="needs util-linux's unshare: a network of its own"),
]


def test_a_week_among_hostile_servers_leaves_nothing_behind(tmp_path: Path, figures: Callable[[str], None]) -> None:
    inside = [sys.executable, "-m", "tests.proofs.soak", str(SERVER), str(tmp_path), str(DAYS), str(SECONDS)]
    subprocess.run(["unshare", "-rn", *inside], check=True, timeout=SECONDS + 300)
    told = json.loads((tmp_path / "soak.json").read_text())
    looks = [Look(**look) for look in told.pop("looks")]
    soak = Soak(looks, **told)
    early, late = _parts(looks)
    grown, others, left_open = (_rise(early, late, name) for name in ("daemon", "others", "descriptors"))
    wal = max(look.wal for look in looks)
    figures(
        f"soak: {DAYS:g} days in {SECONDS:.0f} s, {SOURCES} sources, {HOSTILE} of them hostile: {soak.polls} polls"
        f" ({soak.hostile_polls} of hostile ones), {soak.mentions} mentions; from the first third to the last the"
        f" daemon grew by {grown / MB:.1f} MB (it took {late[-1].daemon / MB:.0f}), its readers by {others / MB:.1f}"
        f" MB, its open descriptors by {left_open:.0f} (of {late[-1].descriptors}); the log of the store was never"
        f" above {wal / MB:.0f} MB; no restart, {len(soak.broken)} broken tasks"
    )
    if os.environ.get("VIGIE_BOOK"):
        _draw(looks)
    assert soak.left == 0
    assert not soak.broken
    assert soak.hostile_polls >= HOSTILE / 4
    assert grown <= GROWTH
    assert left_open <= OPEN
    assert wal <= WAL


def _parts(looks: Sequence[Look]) -> tuple[Sequence[Look], Sequence[Look]]:
    """The first third of what came when it was warm, and the last."""
    warm = looks[int(len(looks) * WARM) :]
    return warm[: len(warm) // 3], warm[-len(warm) // 3 :]


def _rise(early: Sequence[Look], late: Sequence[Look], name: str) -> float:
    return float(median(getattr(look, name) for look in late) - median(getattr(look, name) for look in early))


def _draw(looks: Sequence[Look]) -> None:
    pictures = BOOK.parent / "pictures"
    memory: dict[str, Series] = {
        "daemon, MB": [(look.day, look.daemon / MB) for look in looks],
        "readers, MB": [(look.day, look.others / MB) for look in looks],
    }
    held: dict[str, Series] = {
        "descriptors": [(look.day, look.descriptors) for look in looks],
        "log of the store, MB": [(look.day, look.wal / MB) for look in looks],
    }
    (pictures / "soak-memory.svg").write_text(plotted("Memory during the soak", memory))
    (pictures / "soak-held.svg").write_text(plotted("What is held open during the soak", held))
