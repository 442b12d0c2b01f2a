"""Mentions as CSV or as JSON lines. A spreadsheet never takes a word of theirs for a formula."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import IO

from monitor.model import Mention, Score
from monitor.text import clean

_RAW = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")  # what JSON leaves alone and a terminal or a file does not
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")  # what makes a spreadsheet calculate (CWE-1236)

COLUMNS = (
    *("id", "at", "seen_at", "brand", "source", "author", "title", "text", "url", "language", "tone", "sentiment"),
    *("confidence", "insult", "accusation", "label", "unsure", "rating", "rating_best", "fingerprint"),
    *("copies", "reach_low", "reach_high", "reach_known", "folded", "muted"),
)


def row(mention: Mention) -> dict[str, object]:
    """A mention, flat: its COLUMNS."""
    item = mention.item
    return {
        "id": mention.id,
        "at": mention.at.isoformat(),
        "seen_at": mention.seen_at.isoformat(),
        "brand": mention.brand,
        "source": mention.source,
        "author": item.author,
        "title": item.title,
        "text": item.text,
        "url": item.url,
        "language": mention.language,
        "tone": mention.sentiment.label,
        "sentiment": round(mention.sentiment.value, 4),
        "confidence": round(mention.sentiment.confidence, 4),
        "insult": mention.insult.label,
        "accusation": mention.accusation.label,
        "label": mention.finding.label,
        "unsure": mention.finding.unsure,
        "rating": item.rating.value if item.rating else None,
        "rating_best": item.rating.best if item.rating else None,
        "fingerprint": mention.fingerprint,
        "copies": mention.copies,
        "reach_low": mention.reach.low if mention.reach else None,
        "reach_high": mention.reach.high if mention.reach else None,
        "reach_known": mention.reach.known if mention.reach else None,
        "folded": mention.folded,
        "muted": mention.muted,
    }


def full(mention: Mention) -> dict[str, object]:
    """A mention with its spans and the reasons of its scores."""
    scores = {
        "sentiment": mention.sentiment,
        "insult": mention.insult,
        "accusation": mention.accusation,
        "relevance": mention.relevance,
    }
    return row(mention) | {
        "spans": [asdict(span) for span in mention.spans],
        "finding": asdict(mention.finding),
        "reasons": {name: _reasons(score) for name, score in scores.items()},
    }


def _reasons(score: Score) -> list[dict[str, object]]:
    return [asdict(reason) for reason in score.reasons]


def defused(value: object) -> object:
    """A cell that a spreadsheet shows and does not run, without what a terminal would obey."""
    if not isinstance(value, str):
        return value
    shown = _RAW.sub(" ", clean(value))
    return f"'{shown}" if shown.startswith(FORMULA) else shown


def _csv(mentions: Iterable[Mention], out: IO[str]) -> int:
    writer = csv.DictWriter(out, COLUMNS, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writeheader()
    return _each(mentions, lambda m: writer.writerow({name: defused(value) for name, value in row(m).items()}))


def _jsonl(mentions: Iterable[Mention], out: IO[str]) -> int:
    return _each(mentions, lambda mention: out.write(line(full(mention)) + "\n"))


def line(value: object) -> str:
    """*value* as JSON on one line, with nothing in it that a terminal would obey."""
    return _RAW.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))


def _each(mentions: Iterable[Mention], write: Callable[[Mention], object]) -> int:
    count = 0
    for mention in mentions:
        write(mention if mention.item.rights.share else mention.wordless)
        count += 1
    return count


FORMATS: dict[str, Callable[[Iterable[Mention], IO[str]], int]] = {"csv": _csv, "jsonl": _jsonl}


def export(mentions: Iterable[Mention], out: IO[str], form: str) -> int:
    """Write *mentions* to *out* in one of FORMATS; how many they were."""
    return FORMATS[form](mentions, out)
