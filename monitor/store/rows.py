"""A mention as rows, and back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from monitor.model import (
    NO_FINDING,
    UNWEIGHED,
    Finding,
    Item,
    Mention,
    Rating,
    Reach,
    Rights,
    Score,
    Span,
)
from monitor.store import codec
from monitor.store.times import moment, stamp


@dataclass(frozen=True, slots=True)
class _Scores:
    sentiment: Score
    insult: Score
    accusation: Score
    finding: Finding = NO_FINDING


_GROUNDS = {"insult": ("injure",), "accusation": ("diffamation",), "both": ("injure", "diffamation")}


def _held(row: dict[str, Any]) -> _Scores:
    """What was scored; where somebody who knows says another thing of insult and accusation, that."""
    told = codec.load(_Scores, row["scores"])
    if (told.insult.label, told.accusation.label) == (row["insult"], row["accusation"]):
        return told
    label = row["label"]
    finding = replace(told.finding, label=label, unsure=False, grounds=_GROUNDS.get(label, ()))
    insult, accusation = judged(told.insult, row["insult"]), judged(told.accusation, row["accusation"])
    return replace(told, insult=insult, accusation=accusation, finding=finding)


def judged(score: Score, label: str) -> Score:
    """What *score* is once somebody who knows calls it *label*."""
    if label == score.label:
        return score
    return Score(0.0, label, 1.0) if label == "none" else Score(1.0, label, 1.0, score.reasons)


def mention_of(row: dict[str, Any]) -> Mention:
    scores = _held(row)
    item = Item(
        id=row["key"],
        url=row["url"],
        title=row["title"],
        text=row["text"],
        author=row["author"],
        published=moment(row["published_at"]),
        updated=moment(row["updated_at"]),
        language=row["told_language"],
        rating=codec.load(Rating, row["rating"]) if row["rating"] else None,
        reach=row["reach"],
        thread=row["thread"],
        parent=row["parent"],
        rights=Rights(row["keep_days"], bool(row["show"]), bool(row["share"]), bool(row["store"])),
        gone=moment(row["gone_at"]),
    )
    return Mention(
        item=item,
        brand=row["brand"],
        source=row["source_name"],
        seen_at=moment(row["seen_at"]),
        spans=codec.load_all(Span, row["spans"]),
        language=row["language"],
        sentiment=scores.sentiment,
        insult=scores.insult,
        accusation=scores.accusation,
        finding=scores.finding,
        fingerprint=row["fingerprint"],
        id=row["id"],
        reach=codec.load(Reach, row["audience"]) if row["audience"] else None,
        copies=row["copies"],
        relevance=codec.load(Score, row["relevance"]) if row["relevance"] else UNWEIGHED,
        muted=row["muted"],
    )


def findable(mention: Mention) -> str:
    """What full-text search is to find; empty where that is not known yet, or not ours to keep."""
    return mention.words if mention.item.rights.store else ""


def item_row(item: Item) -> dict[str, Any]:
    if not item.rights.store:
        item = replace(item, title="", text="", author="")
    return {
        "key": item.id,
        "url": item.url,
        "title": item.title,
        "text": item.text,
        "author": item.author,
        "published_at": stamp(item.published),
        "updated_at": stamp(item.updated),
        "language": item.language,
        "rating": codec.dump(item.rating) if item.rating else None,
        "reach": item.reach,
        "thread": item.thread,
        "parent": item.parent,
        "keep_days": item.rights.keep_days,
        "show": int(item.rights.show),
        "share": int(item.rights.share),
        "store": int(item.rights.store),
        "gone_at": stamp(item.gone),
    }


def ours(mention: Mention) -> Mention:
    """What of it is ours to keep."""
    return mention if mention.item.rights.store else mention.wordless


def mention_row(mention: Mention) -> dict[str, Any]:
    mention = ours(mention)
    return {
        "brand": mention.brand,
        "at": stamp(mention.at),
        "seen_at": stamp(mention.seen_at),
        "language": mention.language,
        "sentiment": float(mention.sentiment.value),
        "tone": mention.sentiment.label,
        "insult": mention.insult.label,
        "accusation": mention.accusation.label,
        "label": mention.finding.label,
        "scores": codec.dump(_Scores(mention.sentiment, mention.insult, mention.accusation, mention.finding)),
        "spans": codec.dump(mention.spans),
        "audience": codec.dump(mention.reach) if mention.reach else None,
        "known_reach": mention.reach.low if mention.reach and mention.reach.known else None,
        "muted": mention.muted,
        "author": mention.item.author,
        **relevance_row(mention),
    }


def relevance_row(mention: Mention) -> dict[str, Any]:
    told = mention.relevance
    return {"relevance": "" if told == UNWEIGHED else codec.dump(told), "folded": int(mention.folded)}
