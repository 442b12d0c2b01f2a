"""How it came to this: hour by hour, what was said and what was expected, for a picture."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from monitor.crisis.odds import quantile
from monitor.crisis.usual import Usual, learn
from monitor.model import Bar, History

HOUR = timedelta(hours=1)
SPAN = timedelta(hours=72)
LEAST = 3  # hours; one or two of them are no course


def curve(history: History, now: datetime) -> tuple[Bar, ...]:
    """The last 72 hours, the oldest first; the last one is not over yet. Hours before the brand was watched are left
    out; while nothing is known of it, nothing is expected. None where they are fewer than LEAST."""
    usual = learn(history, now, HOUR)
    bars = tuple(_bars(history, usual, now))
    return bars if len(bars) >= LEAST else ()


def _bars(history: History, usual: Usual | None, now: datetime) -> Iterator[Bar]:
    this = now.replace(minute=0, second=0, microsecond=0)
    negatives = {hour.at: hour.negatives for hour in history.hours}
    negatives[this] = len({sample.fingerprint for sample in history.samples if sample.negative and sample.at >= this})
    doubt = usual.doubt(HOUR) if usual else 0.0
    at = max(this - SPAN + HOUR, history.since.replace(minute=0, second=0, microsecond=0))
    while at <= this:
        expected = usual.expected(at, at + HOUR) if usual else 0.0
        low, high = (float(quantile(share, expected, doubt)) if usual else 0.0 for share in (0.05, 0.95))
        yield Bar(at, negatives.get(at, 0), expected, low, high)
        at += HOUR
