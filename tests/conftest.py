"""Where every proof is wanted (VIGIE_PROOFS=1), a skipped one has failed; and figures are told after the run."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator

import pytest


@pytest.fixture
def figures(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Takes a line of figures, which is told after the run."""
    return lambda line: record_property("figures", line)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.skipped and os.environ.get("VIGIE_PROOFS") == "1" and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"VIGIE_PROOFS=1, and this was skipped: {call.excinfo.value if call.excinfo else 'unknown'}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for name, line in report.user_properties:
            if name == "figures" and report.when == "call":
                terminalreporter.write_line(str(line))
