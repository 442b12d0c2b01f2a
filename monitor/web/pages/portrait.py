"""What a page shows of a mention: how grave it is in one word, its text with the places that matter marked, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from monitor.law import Clock, Ground, Proof, Told, clocks
from monitor.model import Mention, Reason
from monitor.store import Standing

SNIPPET = 230  # characters: two lines of a wide page
LEAD = 60  # characters before the first place that matters


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; *kind* is empty, `term` (what was looked for) or `cue` (what weighed)."""

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


def reasons(mention: Mention) -> tuple[Reason, ...]:
    """What weighed, the heaviest first, each place once."""
    scores = (mention.insult, mention.accusation, mention.sentiment)
    told = sorted((r for score in scores for r in score.reasons), key=lambda reason: -abs(reason.weight))
    return tuple({(reason.start, reason.end, reason.cue): reason for reason in told}.values())


def _marks(mention: Mention) -> list[tuple[int, int, str]]:
    """The places that matter, in order, none over another. What somebody was called matters more than his name."""
    cues = [(r.start, r.end, "cue") for r in reasons(mention) if r.end > r.start]
    terms = [(span.start, span.end, "term") for span in mention.spans if span.end > span.start]
    kept: list[tuple[int, int, str]] = []
    for mark in [*cues, *terms]:
        if all(mark[1] <= start or mark[0] >= end for start, end, _ in kept):
            kept.append(mark)
    return sorted(kept)


def _pieces(text: str, marks: Iterable[tuple[int, int, str]], start: int, end: int) -> Iterator[Piece]:
    at = start
    for begins, ends, kind in marks:
        if begins < start or ends > end:
            continue
        if begins > at:
            yield Piece(text[at:begins])
        yield Piece(text[begins:ends], kind)
        at = ends
    if at < end:
        yield Piece(text[at:end])


def snippet(mention: Mention) -> tuple[Piece, ...]:
    """About two lines of it, around the first place that matters."""
    prose, marks = mention.item.prose, _marks(mention)
    cue = next((start for start, _, kind in marks if kind == "cue"), marks[0][0] if marks else 0)
    start = max(0, min(cue - LEAD, len(prose) - SNIPPET))
    start = start and (prose.find(" ", start, start + 20) + 1 or start)
    end = min(len(prose), start + SNIPPET)
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
    grounds = [Ground.INSULT] if mention.insult.label != "none" else []
    grounds += [Ground.DEFAMATION] if mention.accusation.label != "none" else []
    if not grounds or not country:
        return None
    proofs = [Proof(Told.SEEN, mention.seen_at)]
    if mention.item.published:
        proofs.append(Proof(Told.SOURCE, mention.item.published))
    running = clocks(country, grounds, proofs, known_at=mention.seen_at)
    return next((clock for clock in running if clock.left(now) >= 0), None)
