"""Evidence at first sight: what a source said is chained in the same breath in which it is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from monitor import __version__
from monitor.config import EvidenceConfig
from monitor.evidence.warc import warc
from monitor.links import hashed
from monitor.model import Item, Mention, Reply
from monitor.store import Harvest, Store

SOFTWARE = f"vigie {__version__}"


def grave(mention: Mention, capture: str) -> bool:
    """Whether it is to be captured: *capture* is likely, possible or off. What is muted or folded away is not, and what
    its source does not let us keep never is."""
    if mention.muted or mention.folded or not mention.item.rights.store:
        return False
    labels = {mention.insult.label, mention.accusation.label}
    return bool(labels & {"likely": {"likely"}, "possible": {"likely", "possible"}}.get(capture, set()))


def secure(
    store: Store, saved: Harvest, answers: Mapping[str, Reply], wanted: EvidenceConfig, now: datetime, *, private: bool
) -> int:
    """Chain what was said gravely in *saved*, with the answer it stood in; how many links that made. The answer of a
    *private* source is not kept, since it may hold the secret it was asked with: its hash is."""
    said = [*saved.fresh, *(mention for change in saved.edited for mention in change.mentions)]
    by_item: dict[str, list[Mention]] = {}
    for mention in said:
        if grave(mention, wanted.capture):
            by_item.setdefault(mention.item.id, []).append(mention)
    for item, mentions in by_item.items():
        reply = answers.get(item)
        store.chain.append(
            "heard",
            _heard(mentions, reply, private=private),
            now,
            mentions=[mention.id for mention in mentions],
            warc=warc(reply, SOFTWARE) if reply and not private else b"",
            text=mentions[0].item.prose,
        )
    return len(by_item)


def _heard(mentions: Iterable[Mention], reply: Reply | None, *, private: bool) -> dict[str, Any]:
    mentions = list(mentions)
    answer = observed(reply) if reply else {}
    if private:
        answer["url"] = "[withheld: it is reached with a secret]"
    return {
        "mentions": [mention.id for mention in mentions],
        "source": mentions[0].source,
        "item": _item(mentions[0].item),
        "software": SOFTWARE,
        **answer,
    }


def observed(reply: Reply) -> dict[str, Any]:
    """What a record tells of an answer."""
    return {
        "url": reply.url,
        "status": reply.status,
        "answered by": reply.peer,
        "certificate": hashed(reply.certificate) if reply.certificate else "",
        "body": hashed(reply.body),
        "asked at": f"{reply.at:%Y-%m-%dT%H:%M:%SZ}",
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "id": item.id,
        "url": item.url,
        "author": item.author,
        "title": item.title,
        "text": item.text,
        "published": item.published and item.published.isoformat(),
    }
