"""The reason of a verdict, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.crisis.odds import quantile
from monitor.crisis.themes import themes
from monitor.crisis.usual import Usual
from monitor.crisis.window import Window
from monitor.model import Figures, History, Level, Verdict

BUCKET = timedelta(minutes=5)
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Band:
    """What was to be expected of a window: negatives, between *low* and *high* nine times in ten, and their share."""

    usual: float = 0.0
    low: float = 0.0
    high: float = 0.0
    share: float | None = None


UNKNOWN = Band()


def band(mean: float, spread: float, share: float | None) -> Band:
    """Of a count whose variance is mean + spread * mean²."""
    return Band(mean, float(quantile(0.05, mean, spread)), float(quantile(0.95, mean, spread)), share)


def conclude(history: History, rule: str, level: Level, window: Window, usual: Usual | None) -> Verdict:
    """The verdict of *rule* with its figures; words are only read when there is something to tell."""
    expected = usual.expected(window.start, window.end) if usual else 0.0
    known = band(expected, usual.doubt(window.span), usual.share) if usual else UNKNOWN
    return Verdict(history.brand, window.end, level, rule, figures(window, known, history, level > Level.CALM))


def figures(window: Window, known: Band, history: History, read: bool) -> Figures:
    """The numbers of a *window* beside what is *known*; its words, if they are to be *read*, beside those that were
    said before. While nothing is known of the brand, usual, low and high are 0 and the usual share is None."""
    negatives = window.negatives
    loudest = max((sample for sample in negatives if sample.reach), key=lambda sample: sample.reach or 0, default=None)
    before = (sample for sample in history.samples if sample.at <= window.start)
    return Figures(
        window=window.span,
        negatives=len(negatives),
        usual=known.usual,
        low=known.low,
        high=known.high,
        total=window.total,
        usual_share=known.share,
        authors=window.voices,
        sources=len({sample.source for sample in negatives}),
        copies=window.copies,
        insults=sum(sample.insult for sample in negatives),
        accusations=sum(sample.accusation for sample in negatives),
        began=began(window.said, window.end, known.usual / (window.span / BUCKET)),
        themes=themes(negatives, (*window.others, *before), history.brand) if read else (),
        mentions=tuple(sample.id for sample in negatives[:SHOWN]),
        reach=loudest.reach if loudest else None,
        loudest=loudest.source if loudest else "",
        families=tuple(dict.fromkeys(sample.fingerprint for sample in negatives[:SHOWN] if sample.fingerprint)),
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
