"""What was said of late: copies folded into one, and nobody counted more than three times."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import History, Sample

PER_AUTHOR = 3
# In the prototype's runs these weights missed 2 points fewer crises at the same rate of false alerts.
INSULT, ACCUSATION = 1.5, 3.0
ORDINARY = 1.2  # mean weight of a brand's everyday negatives: 75 % criticism, 20 % insults, 5 % accusations


@dataclass(frozen=True, slots=True)
class Window:
    """Distinct mentions of the *span* that ends at *end*. *negatives* are the loudest first; *said* is when each of
    them was first said, oldest first; *copies* are the negatives that repeated another one's text."""

    end: datetime
    span: timedelta
    negatives: tuple[Sample, ...]
    others: tuple[Sample, ...]
    said: tuple[datetime, ...]
    copies: int

    @property
    def start(self) -> datetime:
        return self.end - self.span

    @property
    def total(self) -> int:
        return len(self.negatives) + len(self.others)

    @property
    def voices(self) -> int:
        return len({_voice(sample) for sample in self.negatives})

    @property
    def weight(self) -> float:
        """The negatives in units of an ordinary one."""
        return sum(_weight(sample) for sample in self.negatives) / ORDINARY


def look(history: History, now: datetime, span: timedelta) -> Window:
    """The window of *span* that ends *now*, by the time at which things were said, whenever they were fetched."""
    recent = [sample for sample in history.samples if now - span < sample.at <= now]
    told = _groups(sample for sample in recent if sample.negative)
    rest = _groups(sample for sample in recent if not sample.negative)
    negatives = _distinct(told)
    return Window(
        end=now,
        span=span,
        negatives=negatives,
        others=_distinct(rest),
        said=tuple(sorted(min(copy.at for copy in told[_text(sample)]) for sample in negatives)),
        copies=sum(len(copies) - 1 for copies in told.values()),
    )


def _groups(samples: Iterable[Sample]) -> dict[object, list[Sample]]:
    groups: dict[object, list[Sample]] = {}
    for sample in samples:
        groups.setdefault(_text(sample), []).append(sample)
    return groups


def _distinct(groups: dict[object, list[Sample]]) -> tuple[Sample, ...]:
    """The loudest copy of each text, the loudest text first, at most three texts per known author."""
    spoken: dict[str, int] = {}
    kept = []
    for sample in sorted((min(copies, key=_quietness) for copies in groups.values()), key=_quietness):
        author = _author(sample)
        spoken[author] = spoken.get(author, 0) + 1
        if not author or spoken[author] <= PER_AUTHOR:
            kept.append(sample)
    return tuple(kept)


def _text(sample: Sample) -> object:
    return sample.fingerprint or sample.id


def _author(sample: Sample) -> str:
    return sample.author.strip().casefold()


def _voice(sample: Sample) -> tuple[str, str]:
    author = _author(sample)
    return ("", author) if author else (sample.source, "")


def _weight(sample: Sample) -> float:
    return sample.weight * (ACCUSATION if sample.accusation else INSULT if sample.insult else 1.0)


def _quietness(sample: Sample) -> tuple[bool, bool, int, float, int]:
    return (not sample.accusation, not sample.insult, -(sample.reach or 0), sample.sentiment, sample.id)
