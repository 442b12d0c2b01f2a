"""The slow proofs run when they are asked for; where all are wanted (VIGIE_PROOFS=1), a skipped one has failed; figures
are told after the run."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from tests.proofs.book import BOOK, written

# A few examples each time, in another order each time; all of them where every proof is wanted.
settings.register_profile("quick", max_examples=25, deadline=None)
settings.register_profile("whole", deadline=None)
settings.load_profile("whole" if os.environ.get("VIGIE_PROOFS") == "1" else "quick")

os.environ["VIGIE_LANGUAGE"] = "en"  # whatever whoever runs the tests reads

SLOW = {"browser", "corpus", "crash", "faults", "hostile", "power", "process", "story"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A slow proof is asked for by VIGIE_PROOFS=1, by -m, or by naming the tests to run."""
    everything = {Path(argument).name for argument in config.args} == {"tests"}
    if os.environ.get("VIGIE_PROOFS") == "1" or not everything:
        return
    for item in items:
        slow = SLOW & {mark.name for mark in item.iter_markers()}
        if slow and not any(name in config.option.markexpr for name in slow):
            item.add_marker(pytest.mark.skip(reason="a slow proof: VIGIE_PROOFS=1 make test"))


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
    passed, failed = (_figures(terminalreporter.getreports(outcome)) for outcome in ("passed", "failed"))
    for line in passed + failed:
        terminalreporter.write_line(line)
    if os.environ.get("VIGIE_BOOK") and passed:
        when = f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, load {os.getloadavg()[2]:.0f}"
        page = BOOK.read_text(encoding="utf-8") if BOOK.exists() else ""
        BOOK.write_text(written(page, passed, when), encoding="utf-8")


def _figures(reports: list[pytest.TestReport]) -> list[str]:
    called = (report for report in reports if report.when == "call")
    return [str(line) for report in called for name, line in report.user_properties if name == "figures"]
