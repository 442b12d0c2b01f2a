"""What a page shows of a mention: how grave it is in one word, its text with the places that matter marked, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from monitor.law import Clock, Ground, Proof, Start, Told, clocks, periods
from monitor.model import Mention, Reason
from monitor.store import Deadlines, Standing

SNIPPET = 230  # characters: two lines of a wide page
GROUNDS = {Ground.INSULT, Ground.DEFAMATION}
NOON, MONTH = time(12), timedelta(days=31)
SPARE = timedelta(days=4)  # a day that has begun, and a last day that is put off to the Monday
LEAD = 60  # characters before the first place that matters


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; *kind* is empty, `term` (what was looked for), `cue` (an insult or an accusation), `cold` or
    `warm` (what made the tone)."""

    text: str
    kind: str = ""


def severity(mention: Mention, standing: Standing) -> str:
    """The word that stands at the head of its line."""
    if mention.insult.label == "likely" or mention.accusation.label == "likely":
        return "accusation" if mention.accusation.label == "likely" else "insult"
    if mention.insult.label == "possible" or mention.accusation.label == "possible":
        return "doubtful"
    return standing.tone


GRAVITY = {"accusation": "grave", "insult": "grave", "doubtful": "doubtful"}
SEVERITY = {
    "accusation": "Accusation",
    "insult": "Insult",
    "doubtful": "To be judged",
    "negative": "Negative",
    "neutral": "Neutral",
    "positive": "Positive",
}


SIDE = {"negative": -1, "positive": 1}


def _heard(mention: Mention) -> tuple[Reason, ...]:
    """What made its tone: what a head learnt of words counts where it argues for what was found in the end."""
    tone = mention.sentiment
    side = SIDE.get(tone.label, 0)
    return tuple(reason for reason in tone.reasons if reason.why != "usage" or reason.weight * side > 0)


def reasons(mention: Mention) -> tuple[Reason, ...]:
    """What weighed, the heaviest first, each place once."""
    every = (*mention.insult.reasons, *mention.accusation.reasons, *_heard(mention))
    told = sorted(every, key=lambda reason: -abs(reason.weight))
    return tuple({(reason.start, reason.end, reason.cue): reason for reason in told}.values())


def _marks(mention: Mention) -> list[tuple[int, int, str]]:
    """The places that matter, in order, none over another. What somebody was called matters more than his name; words
    by which no rule heard it, but a head their use, are dotted under as those of the tone are."""
    legal = (reason for score in (mention.insult, mention.accusation) for reason in score.reasons)
    grave = [(r.start, r.end, "cold" if r.why == "usage" else "cue") for r in legal]
    tone = [(r.start, r.end, "cold" if r.weight < 0 else "warm") for r in _heard(mention)]
    terms = [(span.start, span.end, "term") for span in mention.spans]
    kept: list[tuple[int, int, str]] = []
    for mark in [*grave, *terms, *tone]:
        if mark[1] > mark[0] and all(mark[1] <= start or mark[0] >= end for start, end, _ in kept):
            kept.append(mark)
    return sorted(kept)


def _pieces(text: str, marks: Iterable[tuple[int, int, str]], start: int, end: int) -> Iterator[Piece]:
    at = start
    for begins, ends, kind in marks:
        if begins < start or ends > end:
            continue
        if begins > at:
            yield Piece(_joined(text[at:begins]))
        yield Piece(_joined(text[begins:ends]), kind)
        at = ends
    if at < end:
        yield Piece(_joined(text[at:end]))


def _joined(text: str) -> str:
    """A title and its text on one line."""
    return text.replace("\n\n", " — ")


def snippet(mention: Mention) -> tuple[Piece, ...]:
    """About two lines of it, around the first place that matters."""
    prose, marks = mention.item.prose, _marks(mention)
    first = (start for wanted in ("cue", "cold", "term") for start, _, kind in marks if kind == wanted)
    cue = next(first, 0)
    start = max(0, min(cue - LEAD, len(prose) - SNIPPET))
    start = start and (prose.find(" ", start, start + 20) + 1 or start)
    end = min(len(prose), start + SNIPPET)
    end = end if end == len(prose) else max(prose.rfind(" ", end - 20, end), 0) or end
    pieces = tuple(_pieces(prose, marks, start, end))
    return (*((Piece("… "),) if start else ()), *pieces, *((Piece(" …"),) if end < len(prose) else ()))


def paragraphs(mention: Mention) -> tuple[tuple[Piece, ...], ...]:
    """The whole of it, line by line."""
    prose, marks = mention.item.prose, _marks(mention)
    lines, at = [], 0
    for line in prose.split("\n"):
        if line.strip():
            lines.append(tuple(_pieces(prose, marks, at, at + len(line))))
        at += len(line) + 1
    return tuple(lines)


def legal_clock(mention: Mention, country: str, now: datetime) -> Clock | None:
    """The first last day to act, where there is something to act on and it is not long past."""
    proofs = [Proof(Told.SEEN, mention.seen_at)]
    if mention.item.published:
        proofs.append(Proof(Told.SOURCE, mention.item.published))
    insult, accusation = mention.insult.label != "none", mention.accusation.label != "none"
    return _first_clock(country, now, proofs, mention.seen_at, insult=insult, accusation=accusation)


def deadlines(country: str, now: datetime) -> Deadlines | None:
    """The same last days, by which a list is sorted; None for a country whose law is not known."""
    running = [period for period in periods(country) if not period.aggravated and GROUNDS & {*period.grounds}]
    if not running:
        return None
    longest = max(period.months + 12 * (period.starts is Start.END_OF_YEAR) for period in running)
    zone = running[0].zone
    today = now.astimezone(zone).date()

    def last_day(at: datetime, seen_at: datetime, insult: bool, accusation: bool) -> date | None:
        said, seen = at.astimezone(zone).date(), seen_at.astimezone(zone).date()
        return _last_day(country, today, said, seen, insult=insult, accusation=accusation)

    return Deadlines(now - longest * MONTH - SPARE, last_day)


@lru_cache(maxsize=20_000)
def _last_day(country: str, today: date, said: date, seen: date, *, insult: bool, accusation: bool) -> date | None:
    """Clocks count days: whatever was said on one ends on one."""
    zone = periods(country)[0].zone
    at, seen_at, now = (datetime.combine(day, NOON, zone) for day in (said, seen, today))
    clock = _first_clock(country, now, [Proof(Told.SOURCE, at)], seen_at, insult=insult, accusation=accusation)
    return clock.last_day if clock else None


def _first_clock(
    country: str, now: datetime, proofs: Sequence[Proof], seen_at: datetime, *, insult: bool, accusation: bool
) -> Clock | None:
    grounds = [*([Ground.INSULT] if insult else []), *([Ground.DEFAMATION] if accusation else [])]
    if not grounds or not country:
        return None
    running = clocks(country, grounds, proofs, known_at=seen_at)
    return next((clock for clock in running if clock.left(now) >= 0), None)
