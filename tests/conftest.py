"""Where every proof is wanted (VIGIE_PROOFS=1), one that is skipped has failed."""

from __future__ import annotations

import os
from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and _wanted(item) and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"VIGIE_PROOFS=1, and this was skipped: {call.excinfo.value if call.excinfo else 'unknown'}"
    return report


def _wanted(item: pytest.Item) -> bool:
    """Thousands of files of others are not part of the project: without them, their proof alone may be skipped."""
    absent = "corpus" in item.keywords and not os.environ.get("VIGIE_CORPUS")
    return os.environ.get("VIGIE_PROOFS") == "1" and not absent
