"""The archive asked in the language of queries: full-text search finds what may be meant, the matcher what is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta, tzinfo
from itertools import islice

from monitor.match import search_expression, searchable
from monitor.match.filtering import Filter
from monitor.match.previewing import Preview, preview
from monitor.model import Mention
from monitor.store import Find, Store


def search(store: Store, asked: Filter, wanted: Find) -> Iterator[Mention]:
    """The newest first, with the places that *asked* finds as their spans."""
    store.mentions.index(searchable)
    everything = replace(wanted, limit=-1, first_copies=False)
    narrowed = replace(everything, expression=search_expression(asked.query))
    found = ((mention, asked.find(mention)) for mention in store.mentions.find(narrowed))
    meant = (replace(mention, spans=spans) for mention, spans in found if spans is not None)
    told = _firsts(store, asked, everything, meant) if wanted.first_copies else meant
    return islice(told, wanted.limit if wanted.limit >= 0 else None)


def _firsts(store: Store, asked: Filter, wanted: Find, meant: Iterable[Mention]) -> Iterator[Mention]:
    """Of the copies of one text that are meant only the first, with the number of the others."""
    families: dict[tuple[str, str], list[int]] = {}
    for mention in meant:
        family = (mention.brand, mention.fingerprint)
        if mention.fingerprint and family not in families:
            copies = store.mentions.find(replace(wanted, brand=mention.brand, family=mention.fingerprint))
            families[family] = [copy.id for copy in copies if asked(copy)]
        told = families.get(family, [mention.id])
        if mention.id == told[-1]:
            yield replace(mention, copies=len(told) - 1)


MOST = 200_000  # mentions of the archive that a preview looks at


def previewed(
    store: Store, asked: Filter, *, saved: Filter | None = None, days: int, clock: tzinfo, most: int = MOST
) -> Preview | None:
    """What *asked* would have found in the last *days* days of the archive, by somebody's *clock*, and what it adds to
    and loses of *saved*; None where the archive is empty. At most *most* mentions are looked at, and those not that
    neither can find: full-text search knows them."""
    said = store.mentions.extent()
    if not said:
        return None
    store.mentions.index(searchable)
    first, last = said
    midnight = datetime.combine(last.astimezone(clock).date(), time(), clock)
    since = max(first, midnight - timedelta(days=days - 1))
    everything = Find(since=since, limit=most)
    expressions = [search_expression(each.query) for each in (asked, saved) if each]
    narrow = replace(
        everything, expression=" OR ".join(f"({each})" for each in expressions) if all(expressions) else ""
    )
    shown = preview(
        store.mentions.find(narrow),
        asked.find,
        saved=saved.find if saved else None,
        since=since,
        until=last,
        clock=clock,
    )
    return replace(shown, looked_at=min(store.mentions.items(everything), most))
