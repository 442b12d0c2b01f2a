"""The reason of a verdict, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from monitor.crisis.odds import quantile
from monitor.crisis.themes import themes
from monitor.crisis.usual import Usual
from monitor.crisis.window import Window
from monitor.model import Figures, History, Level, Verdict

BUCKET = timedelta(minutes=5)
SHOWN = 20


def conclude(history: History, rule: str, level: Level, window: Window, usual: Usual | None) -> Verdict:
    """The verdict of *rule* with its figures; words are only read when there is something to tell."""
    figures = _figures(window, usual)
    if level > Level.CALM:
        before = (sample for sample in history.samples if sample.at <= window.start)
        figures = replace(figures, themes=themes(window.negatives, (*window.others, *before), history.brand))
    return Verdict(history.brand, window.end, level, rule, figures)


def _figures(window: Window, usual: Usual | None) -> Figures:
    """While nothing is known of the brand, usual, low and high are 0 and the usual share is None."""
    expected = usual.expected(window.start, window.end) if usual else 0.0
    doubt = usual.doubt(window.span) if usual else 1.0
    negatives = window.negatives
    return Figures(
        window=window.span,
        negatives=len(negatives),
        usual=expected,
        low=float(quantile(0.05, expected, doubt)),
        high=float(quantile(0.95, expected, doubt)),
        total=window.total,
        usual_share=usual.share if usual else None,
        authors=window.voices,
        sources=len({sample.source for sample in negatives}),
        copies=window.copies,
        insults=sum(sample.insult for sample in negatives),
        accusations=sum(sample.accusation for sample in negatives),
        began=began(window.said, window.end, expected / (window.span / BUCKET)),
        mentions=tuple(sample.id for sample in negatives[:SHOWN]),
    )


def began(said: Sequence[datetime], end: datetime, usual: float) -> datetime | None:
    """The start of the five minutes since which there was more than usual until *end*: after the lowest point of the
    cumulative excess over the *usual* count of five minutes. None when the window ends with no excess."""
    counts = Counter(_bucket(at) for at in said)
    if not counts:
        return None
    excess = lowest = 0.0
    start = bucket = min(counts)
    while bucket <= end:
        if excess <= lowest:
            lowest, start = excess, bucket
        excess += counts[bucket] - usual
        bucket += BUCKET
    return start if excess > lowest else None


def _bucket(at: datetime) -> datetime:
    return at.replace(minute=at.minute - at.minute % 5, second=0, microsecond=0)
