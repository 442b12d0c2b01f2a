"""What a query would have found in texts that were kept: how many a day, which, and what a change adds and loses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from monitor.match.linting import Doubt, Finding
from monitor.model import Mention, Span

FLOOD = 500  # mentions a day that nobody reads
STRAY = 0.2  # share of marked mentions that are none, from which a query is doubted
MARKED = 10  # at least

Finder = Callable[[Mention], tuple[Span, ...] | None]  # the places that a query finds, None where it finds not


@dataclass(frozen=True, slots=True)
class Hit:
    mention: Mention
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """*days* are all those of the period, oldest first, by somebody's clock; *hits* the newest first, as are those that
    are *added* and *lost* beside the saved query. Only some are kept of each: the numbers are of all."""

    looked_at: int
    days: tuple[tuple[date, int], ...]
    found: int
    hits: tuple[Hit, ...]
    compared: bool = False
    added: int = 0
    lost: int = 0
    added_hits: tuple[Hit, ...] = ()
    lost_hits: tuple[Hit, ...] = ()

    @property
    def a_day(self) -> float:
        return self.found / len(self.days) if self.days else 0.0


def preview(
    mentions: Iterable[Mention],
    finds: Finder,
    *,
    saved: Finder | None = None,
    since: datetime,
    until: datetime,
    clock: tzinfo,
    sample: int = 5,
) -> Preview:
    """What *finds* finds in *mentions*, the newest first, from the day of *since* to that of *until*; beside what
    *saved* does. A text is looked at once, however many brands it is a mention of."""
    first, last = since.astimezone(clock).date(), until.astimezone(clock).date()
    counts: Counter[date] = Counter()
    hits, added, lost = _Sample(sample), _Sample(sample), _Sample(sample)
    looked_at = 0
    for mention in _once(mentions):
        looked_at += 1
        spans, before = finds(mention), saved(mention) if saved else None
        if spans is not None:
            counts[mention.at.astimezone(clock).date()] += 1
            hits.keep(mention, spans)
        if saved and (spans is None) != (before is None):
            added.keep(mention, spans) if spans is not None else lost.keep(mention, before or ())
    period = (first + timedelta(days=number) for number in range((last - first).days + 1))
    days = tuple((day, counts[day]) for day in period)
    return Preview(
        looked_at,
        days,
        hits.number,
        tuple(hits.kept),
        saved is not None,
        added.number,
        lost.number,
        tuple(added.kept),
        tuple(lost.kept),
    )


def _once(mentions: Iterable[Mention]) -> Iterable[Mention]:
    seen: set[tuple[str, str]] = set()
    for mention in mentions:
        key = mention.source, mention.item.id
        if key not in seen:
            seen.add(key)
            yield mention


class _Sample:
    """The first few, and how many there were."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.number = 0
        self.kept: list[Hit] = []

    def keep(self, mention: Mention, spans: tuple[Span, ...]) -> None:
        self.number += 1
        if len(self.kept) < self.most:
            self.kept.append(Hit(mention, spans))


def flood(shown: Preview, query_length: int) -> tuple[Finding, ...]:
    """A doubt about the whole query, where more is to be expected than anybody reads."""
    if shown.a_day < FLOOD:
        return ()
    words = {"number": f"{shown.a_day:.0f}", "days": str(len(shown.days)), "hits": str(shown.found)}
    return (Finding(Doubt.FLOOD, 0, query_length, tuple(words.items())),)


def stray(irrelevant: int, marked: int, cues: Iterable[str], query_length: int) -> tuple[Finding, ...]:
    """A doubt about the whole query, where many of the mentions that somebody marked are none; *cues* are the words
    that tell them."""
    if marked < MARKED or irrelevant < STRAY * marked:
        return ()
    words = {"number": str(irrelevant), "hits": str(marked), "part": ", ".join(cues)}
    return (Finding(Doubt.STRAY, 0, query_length, tuple(words.items())),)
