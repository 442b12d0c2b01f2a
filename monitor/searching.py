"""The archive asked in the language of queries: full-text search finds what may be meant, the matcher what is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice

from monitor.match import search_expression, searchable
from monitor.match.filtering import Filter
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
