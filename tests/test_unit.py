"""systemd reads the unit without a complaint, and finds little that it exposes."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

UNIT = Path(__file__).parents[1] / "systemd" / "vigie.service"
EXPOSURE = 15  # tenths, of at most 100; a unit without a wall has 96

pytestmark = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze here: install systemd")


def analyze(*words: str) -> tuple[int, str]:
    command = ("systemd-analyze", "--no-pager", *words, str(UNIT))
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


def test_the_unit_is_read_without_a_complaint() -> None:
    code, told = analyze("verify")

    assert code == 0, told
    assert UNIT.name not in told, told


def test_the_unit_exposes_little() -> None:
    code, told = analyze("security", "--offline=true", f"--threshold={EXPOSURE}")

    assert code == 0, told
    assert f"exposure level for {UNIT.name}" in told
