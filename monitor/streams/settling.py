"""What a handful of pushed messages makes of their source: what of it is new, how the source is, when to call again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.aftermath import MEMORY
from monitor.errors import NotWelcome, VigieError
from monitor.model import Mention
from monitor.reading import Reading, key
from monitor.store import Change, Health, Sighting, SourceState

_FIRST, _LAST = 1.0, 300.0  # seconds before a broken line is called again
_SECOND = timedelta(seconds=1)


def settle(reading: Reading, known: Mapping[bytes, Sighting]) -> Reading:
    """*reading*, made as if nothing had been seen, against what of it is *known*. Only what speaks of somebody is
    remembered: a stream may carry a whole network."""
    seen = {sighting.key: sighting for sighting in reading.sightings}
    speaking: dict[bytes, list[Mention]] = {}
    for mention in reading.fresh:
        speaking.setdefault(key(mention.item.id), []).append(mention)
    fresh = [mention for name, told in speaking.items() if name not in known for mention in told]
    edited = [
        Change(told[0].item, tuple(told))
        for name, told in speaking.items()
        if name in known and not known[name].beforehand and known[name].content != seen[name].content
    ]
    kept = (seen[name]._replace(beforehand=name in known and known[name].beforehand) for name in speaking)
    return replace(reading, fresh=tuple(fresh), edited=tuple(edited), sightings=tuple(kept))


def overheard(state: SourceState, reading: Reading, cursor: str | None, now: datetime) -> SourceState:
    """Something was said, of which *cursor* is the end; None where the cursor is that of the source that is asked."""
    news = reading.items > 0
    heard_at = now if news else state.new_at
    return replace(
        _reached(state, cursor),
        health=Health.OK if heard_at else Health.EMPTY,
        habit=_habit(state, now) if news else state.habit,
        first_page_at=state.first_page_at if cursor is None else state.first_page_at or now,
        page_at=now,
        polled_at=now,
        new_at=heard_at,
    )


def _reached(state: SourceState, cursor: str | None) -> SourceState:
    return replace(state, error="", failures=0, cursor=state.cursor if cursor is None else cursor)


def connected(state: SourceState, now: datetime) -> SourceState:
    """The line is open."""
    well = Health.OK if state.new_at else Health.EMPTY
    return replace(_reached(state, None), health=well, polled_at=now)


def cut_off(state: SourceState, error: VigieError, failures: int) -> SourceState:
    """The line cannot be had, or what comes out of it cannot be read."""
    health = Health.BLOCKED if isinstance(error, NotWelcome) else Health.FAILING
    return replace(state, health=health, error=str(error), failures=failures)


def pause(failures: int, jitter: float) -> float:
    """Seconds before the next call: 1, 2, 4 ... five minutes, each somewhere between its half and its whole so that
    not everybody calls a server at once that comes back."""
    return min(_FIRST * 2.0 ** min(failures - 1, 20), _LAST) * (0.5 + jitter / 2)


def renewal(lease: timedelta, hurried: int) -> float:
    """Seconds after which a lease is renewed: long before it ends. Where that is soon, and was so the last *hurried*
    times as well, later each time: 1, 2, 4 ... five minutes at least, even if the lease ends before."""
    return max(lease.total_seconds() * 0.8, min(_FIRST * 2.0 ** min(hurried, 20), _LAST))


def is_hurried(lease: timedelta) -> bool:
    """Whether a lease would have a hub asked more often than once in five minutes."""
    return renewal(lease, 0) < _LAST


def _habit(state: SourceState, now: datetime) -> timedelta:
    """Its usual time between two handfuls; never less than a second, or its silence would never be noticed."""
    if state.new_at is None:
        return state.habit
    gap = max(now - state.new_at, _SECOND)
    return max(MEMORY * state.habit + (1 - MEMORY) * gap, _SECOND) if state.habit else gap
