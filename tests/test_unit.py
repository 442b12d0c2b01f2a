"""systemd reads the units without a complaint, finds little that they expose, and the program runs within them."""

from __future__ import annotations

import re
import shutil
import subprocess
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from monitor.fetch.addresses import refusal

UNITS = Path(__file__).parents[1] / "systemd"
WATCH, PAGES = UNITS / "vigie.service", UNITS / "vigie-web.service"
EXPOSURE = 10  # tenths, of at most 100; a unit without a wall has 96

needs_systemd = pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="no systemd-analyze here: install systemd"
)


def analyze(unit: Path, *words: str) -> tuple[int, str]:
    command = ("systemd-analyze", "--no-pager", *words, str(unit))
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


@needs_systemd
@pytest.mark.parametrize("unit", [WATCH, PAGES], ids=lambda unit: unit.name)
def test_a_unit_is_read_without_a_complaint(unit: Path) -> None:
    code, told = analyze(unit, "verify")

    assert code == 0, told
    assert unit.name not in told, told


@needs_systemd
@pytest.mark.parametrize("unit", [WATCH, PAGES], ids=lambda unit: unit.name)
def test_a_unit_exposes_little(unit: Path) -> None:
    code, told = analyze(unit, "security", "--offline=true", f"--threshold={EXPOSURE}")

    assert code == 0, told
    assert f"exposure level for {unit.name}" in told


def test_the_kernel_refuses_the_same_addresses_as_the_program() -> None:
    lines = re.findall(r"^IPAddressAllow=(.*)$", WATCH.read_text(), re.MULTILINE)
    open_to_us = [ip_network(word) for line in lines for word in line.split() if word != "localhost"]
    known = (
        "10.0.0.1",
        "100.64.0.1",
        "169.254.169.254",
        "168.63.129.16",
        "192.168.1.1",
        "224.0.0.1",
        "64:ff9b::7f00:1",
    )
    edges = (each for network in open_to_us for each in (network[0], network[-1]))

    assert len(open_to_us) > 100
    assert not [str(each) for each in edges if refusal(each)]
    for text in (*known, "8.8.8.8", "9.255.255.255", "11.0.0.0", "2a00:1450::1", "2002:7f00:1::", "fe80::1"):
        address = ip_address(text)
        assert any(address in network for network in open_to_us) == (not refusal(address)), text
