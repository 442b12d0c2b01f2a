"""What is kept, and counts for nothing and wakes nobody."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from monitor.config.desk import Desk, word_at
from monitor.config.faults import take
from monitor.config.queries import Queries
from monitor.config.shapes import MuteShape
from monitor.config.tree import Node, value_at
from monitor.config.values import written
from monitor.model import Mute


def mutes(desk: Desk, queries: Queries, timezone: str) -> tuple[Mute, ...]:
    """*timezone* is the clock by which a last day ends."""
    return tuple(filter(None, (_mute(desk, node, queries, timezone) for node in desk.entries("mute"))))


def _mute(desk: Desk, node: Node, queries: Queries, timezone: str) -> Mute | None:
    desk.check_brands(value_at(node, "brands"))
    sound = queries.check(word_at(node, "query"), "in the query", filters=True)
    shaped = take(MuteShape, node, written(node), desk.faults)
    if not shaped or not sound:
        return None
    try:
        until = _end_of(shaped.until, timezone) if shaped.until else None
    except ValueError:
        desk.faults.at(word_at(node, "until") or node, "not a day of the calendar", "write it as '2026-12-31'")
        return None
    return Mute(shaped.query, shaped.why, until, shaped.brands)


def _end_of(day: str, timezone: str) -> datetime:
    """Midnight after *day*."""
    after = date.fromisoformat(day) + timedelta(days=1)
    return datetime.combine(after, time(), ZoneInfo(timezone)).astimezone(UTC)
