"""The course of a brand's trouble, hour by hour, as it is drawn in messages and on the page of its incident."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from monitor.crisis import curve
from monitor.model import History

NOW = datetime(2026, 11, 22, 9, 20, tzinfo=UTC)


@pytest.mark.parametrize(("watched", "hours"), [(0, 0), (1, 0), (2, 3), (5, 6), (400, 72)])
def test_one_or_two_hours_are_no_course(watched: int, hours: int) -> None:
    bars = curve(History("Acme", NOW - timedelta(hours=watched), (), ()), NOW)

    assert len(bars) == hours
