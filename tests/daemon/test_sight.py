"""The watch knows when it is blind, and says so once."""

from __future__ import annotations

from monitor.model import AlertKind
from monitor.sight import BLIND_FOR, Sight


def test_a_blind_watch_is_told_once_and_so_is_the_end_of_it() -> None:
    sight = Sight()
    told = [sight.look(sources=3, failing=3, storage=False) for _ in range(2 * BLIND_FOR)]

    assert told.count(AlertKind.BLIND) == 1
    assert told.index(AlertKind.BLIND) == BLIND_FOR - 1
    assert sight.minutes == sight.lately == 2 * BLIND_FOR
    assert sight.look(sources=3, failing=2, storage=False) is AlertKind.SEEING
    assert sight.look(sources=3, failing=0, storage=False) is None


def test_a_short_loss_of_sight_is_counted_and_wakes_nobody() -> None:
    sight = Sight()
    for _ in range(BLIND_FOR - 1):
        assert sight.look(sources=1, failing=1, storage=False) is None

    assert sight.look(sources=1, failing=0, storage=False) is None
    assert sight.minutes == BLIND_FOR - 1
    assert sight.look(sources=1, failing=1, storage=False) is None, "it begins anew"
    assert sight.lately == 1


def test_a_diary_that_cannot_be_written_is_blindness_too() -> None:
    sight = Sight()
    told = [sight.look(sources=0, failing=0, storage=True) for _ in range(BLIND_FOR)]

    assert told[-1] is AlertKind.BLIND
    assert sight.why == "storage"


def test_a_watch_without_sources_is_not_blind() -> None:
    assert Sight().look(sources=0, failing=0, storage=False) is None
