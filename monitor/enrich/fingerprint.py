"""What makes copies of one text look alike: its words, whatever the link, the handle, the case and the site's name."""

from __future__ import annotations

import re
from dataclasses import replace
from hashlib import blake2b

from monitor.enrich.reading import read
from monitor.model import Item, Mention

SHORT = 6  # words; two people who say so little may well say the same

_SKIPPED = re.compile(r"(?:https?://|www\.)\S+|(?<![\w.])@[\w.@-]+|^\W*RT\b(?=\W)")
_SOURCE = re.compile(r"(?<=\w)\s+[-–—|]\s+[^-–—|\n]{1,40}$")
_LEAST_TITLE = 4  # words before it that make the end of a title the name of its site, and not half of what it says


def take_fingerprint(mention: Mention) -> Mention:
    return replace(mention, fingerprint=fingerprint_of(mention.item))


def fingerprint_of(item: Item) -> str:
    """16 hexadecimal digits."""
    source_start, source_end = _source(item.title)
    said = [word.text for word in read(item.prose).outside(_SKIPPED) if not source_start <= word.start < source_end]
    if len(said) < SHORT:
        said.append(f"\0{item.author}")
    return blake2b(" ".join(said).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _source(title: str) -> tuple[int, int]:
    """Where in a title the name of its site stands; an empty place where it does not."""
    found = _SOURCE.search(title)
    if found and len(title[: found.start()].split()) >= _LEAST_TITLE:
        return found.span()
    return 0, 0
