"""The slow proofs run when they are asked for: `pytest tests/proofs`, `-m corpus`, `-m crash`, or VIGIE_PROOFS=1."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if os.environ.get("VIGIE_PROOFS") == "1" or any(HERE.name in argument for argument in config.args):
        return
    for item in items:
        wanted = any(mark.name in config.option.markexpr for mark in item.iter_markers())
        if HERE in item.path.parents and not wanted:
            item.add_marker(pytest.mark.skip(reason="a slow proof: ask for it with -m, or VIGIE_PROOFS=1"))
