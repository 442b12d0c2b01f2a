"""Everything that vigie is made of is pinned by its hash and stands in its bill of materials."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from tests.supply import LOCK, bill, pinned

PROJECT = Path(__file__).parents[1]


def test_everything_is_pinned_with_its_hashes() -> None:
    pins = list(pinned(LOCK.read_text()))

    assert len(pins) > 50
    assert not [name for name, _, hashes in pins if not hashes]


def test_the_bill_names_every_dependency_with_its_version() -> None:
    told = {each["name"]: each for each in bill(LOCK.read_text())["components"]}
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]
    named = [re.split(r"[<>=\[ ]", each)[0] for each in project["dependencies"]]

    assert not set(named) - set(told)
    assert told["httpx"]["purl"] == f"pkg:pypi/httpx@{told['httpx']['version']}"
    assert told["httpx"]["licenses"][0]["license"]["name"].startswith("BSD")


def test_who_finds_a_hole_knows_whom_to_tell() -> None:
    told = (PROJECT / "SECURITY.md").read_text()

    assert "90 days" in told
    assert "vigie doctor" in told
