"""Leaving people alone: who objected is not collected, who asks is erased, names give way to pseudonyms in time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from monitor.match import searchable
from monitor.model import Item, Mention
from monitor.privacy import Pseudonyms, pseudonyms_at
from monitor.store import Found, Harvest, Objection, Sought, Store
from monitor.store.safety import UNREADABLE


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was erased of somebody, and what was not, since it is under hold. *blanked* are places where others had
    named or quoted them."""

    found: Found
    blanked: int


def spare(harvest: Harvest, store: Store, names: Pseudonyms) -> Harvest:
    """*harvest* without what was said by people, or stands at addresses, that objected; each is counted."""
    known = store.objections.known() if harvest.fresh or harvest.edited else frozenset()
    if not known:
        return harvest
    met: list[tuple[str, bytes]] = []

    def left(item: Item) -> bool:
        found = [each for each in _tombstones(item, names) if each in known]
        met.extend(found)
        return not found

    fresh = tuple(mention for mention in harvest.fresh if left(mention.item))
    edited = tuple(change for change in harvest.edited if left(change.item))
    store.objections.count(met)
    return replace(harvest, fresh=fresh, edited=edited)


def _tombstones(item: Item, names: Pseudonyms) -> Iterator[tuple[str, bytes]]:
    if item.author:
        yield "author", names.author(item.author)
    if item.url:
        yield "url", names.url(item.url)


def _same(names: Pseudonyms, sought: Sought) -> Callable[[str, str], bool]:
    """Whether two names, or two addresses, are one."""
    told = names.author if sought.author else names.url
    return lambda value, wanted: told(value) == told(wanted) or value == names.pseudonym(wanted)


def look_up(store: Store, names: Pseudonyms, sought: Sought) -> Found:
    """What there is of somebody, before anything is erased."""
    return store.erasure.find(sought, _same(names, sought))


def forget(store: Store, names: Pseudonyms, sought: Sought, *, who: str, why: str, now: datetime) -> Forgotten:
    """Erase somebody, and leave a tombstone so that the next poll does not bring them back. Nobody else may use the
    store meanwhile."""
    with store.atomic():
        found = look_up(store, names, sought)
        needles = store.erasure.needles(sought, found.items)
        object_(store, names, sought, why=why, now=now)
        blanked = store.erasure.erase(found, needles)
        record = {"items": len(found.items), "mentions": len(found.mentions), "links": list(found.exhibits), "who": who}
        store.chain.append("erasure", record, now)
        store.audit.note(who, "erasure", len(found.items), now)
    store.mentions.index(searchable)
    store.erasure.scrub()
    return Forgotten(found, blanked)


def forget_again(restored: Path, replaced: Path, *, diary: Path, now: datetime) -> int:
    """Erase from what is to be the *diary* whom a copy has brought back: who objected, and of whom the file that is
    *replaced* had nothing any more. How many items. Of a file that cannot be read there is nothing to go by."""
    with closing(Store(restored, now=now)) as store:
        known = store.objections.known()
        if not known:
            return 0
        try:
            still = store.erasure.speakers(replaced)
        except UNREADABLE:
            return 0
        names = pseudonyms_at(diary)
        back = [each for each in store.erasure.speakers() - still if tombstone(names, each) in known]
        return sum(
            len(forget(store, names, each, who="vigie", why="", now=now).found.items) for each in sorted(back, key=str)
        )


def object_(store: Store, names: Pseudonyms, sought: Sought, *, why: str, now: datetime) -> None:
    """Write down that somebody objects: what they say is not collected any more."""
    kind, digest = tombstone(names, sought)
    store.objections.add(Objection(kind, digest, now, why))


def tombstone(names: Pseudonyms, sought: Sought) -> tuple[str, bytes]:
    return ("author", names.author(sought.author)) if sought.author else ("url", names.url(sought.url))


def everything(store: Store, names: Pseudonyms, sought: Sought) -> Iterator[dict[str, Any]]:
    """All that is kept of somebody, for whoever asks what we know of them (GDPR, art. 15)."""
    found = look_up(store, names, sought)
    held = set(found.held)
    for number in (*found.mentions, *found.held):
        mention = store.mentions.get(number)
        if mention:
            yield _told(store, mention) | {"under legal hold": number in held}


def _told(store: Store, mention: Mention) -> dict[str, Any]:
    item, scores = mention.item, (mention.sentiment, mention.insult, mention.accusation)
    return {
        "id": mention.id,
        "brand": mention.brand,
        "source": mention.source,
        "author": item.author,
        "url": item.url,
        "title": item.title,
        "text": item.text,
        "published": item.published,
        "collected": mention.seen_at,
        "reach": item.reach,
        "rating": item.rating and item.rating.value,
        "earlier versions": [
            {"until": e.at, "title": e.title, "text": e.text} for e in store.mentions.edits(mention.id)
        ],
        "scores": [
            {"of": name, "is": score.label, "value": score.value, "because": [reason.cue for reason in score.reasons]}
            for name, score in zip(("sentiment", "insult", "accusation"), scores, strict=True)
        ],
        "evidence": [{"at": link.at, "what": link.kind} for link, kept in store.chain.summary(mention.id) if kept],
    }


def pseudonymise(store: Store, names: Pseudonyms, now: datetime, keep: timedelta) -> int:
    """Put pseudonyms in place of the names of whoever spoke before that long, held mentions apart; how many items."""
    with store.atomic():
        old = store.mentions.authors_before(now - keep)
        store.mentions.rename_authors((item, names.pseudonym(name)) for item, name in old)
    return len(old)
