"""What makes copies of one text look alike: its words, whatever the link, the handle, the case and the site's name.

The fingerprint is equal for the same words; the sketch finds those that were cut, introduced or retouched. Where
somebody quotes and adds words, the added ones are what he says. A few words are not enough: two people who say "Nul !"
are two voices, so fewer than ENOUGH words are told apart by the link that they share, or else by their author.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from hashlib import blake2b
from urllib.parse import parse_qsl, urlencode, urlsplit

from monitor.enrich.reading import Reading, read
from monitor.model import Item, Mention
from monitor.text import sketch

ENOUGH = 8  # words
IN_REVIEWS = 12  # words: praise and blame of a product are often the same, and nobody copied anybody
SHARED = 4  # words that with the same link are the same share; fewer are a reaction to it

_SIGNS = ("@", "://", "www.", "RT")  # where none of these stands, nothing below is found
_LINK = re.compile(r"(?:https?://|www\.)\S+")
_SKIPPED = re.compile(rf"{_LINK.pattern}|(?<![\w.])@[\w.@-]+|^\W*RT\b(?=\W)|\b[RM]T\b(?=:?\s+@\w)")
_QUOTED = re.compile(r"""["“«]\s*@\w+\s?:[^"”»]*["”»]?|\b[RM]T:?\s+@\w+.*""", re.DOTALL)
_SOURCE = re.compile(r"(?<=\w)\s+[-–—|]\s+[^-–—|\n]{1,40}$")
_LEAST_TITLE = 4  # words before it that make the end of a title the name of its site, and not half of what it says
_TRACKING = re.compile(r"utm_|mtm_|fbclid$|gclid$|xtor$|ref$|source$", re.IGNORECASE)


def take_fingerprint(mention: Mention) -> Mention:
    said = _said(mention.item)
    return mention.but(fingerprint=_fingerprint(said, mention.item), sketch=sketch(said))


def fingerprint_of(item: Item) -> str:
    """16 hexadecimal digits."""
    return _fingerprint(_said(item), item)


def _fingerprint(said: Sequence[str], item: Item) -> str:
    spoken = " ".join(said) if len(said) >= _enough(item) else " ".join((*said, f"\0{_voice(said, item)}"))
    return blake2b(spoken.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


def _enough(item: Item) -> int:
    return IN_REVIEWS if item.rating or item.thread or item.parent else ENOUGH


def _voice(said: Sequence[str], item: Item) -> str:
    """Whose few words they are: all those who share one link, an author, or nobody but this item."""
    if len(said) >= SHARED:
        link = _LINK.search(item.prose)
        shared = link.group() if link else "" if item.rating or item.thread or item.parent else item.url
        if shared:
            return _address(shared)
    return item.author or f"{item.url} {item.id}"


def _address(link: str) -> str:
    """*link* without what changes from one share to the next."""
    try:
        parts = urlsplit(link if "://" in link else f"https://{link}")
    except ValueError:
        return link
    query = urlencode([(name, value) for name, value in parse_qsl(parts.query) if not _TRACKING.match(name)])
    host = (parts.netloc.rpartition("@")[2]).casefold().removeprefix("www.")
    return f"{host}{parts.path.rstrip('/')}?{query}#{parts.fragment}"


def _said(item: Item) -> list[str]:
    """The words of *item* that its copies would have too."""
    reading = read(item.prose)
    told = _own(reading)
    start, end = _source(item.title)
    if end:
        told = [at for at in told if not start <= reading.begins[at] < end]
    said = [*map(reading.texts.__getitem__, told)]
    titled = sum(reading.begins[at] < len(item.title) for at in told) if item.title and item.text else 0
    repeated = titled and said[titled : 2 * titled] == said[:titled]  # the title is how the text begins
    return said[titled:] if repeated else said


def _own(reading: Reading) -> Sequence[int]:
    """Which words are no link and no handle; without those of a quoted post, where others stand beside it."""
    if not any(sign in reading.prose for sign in _SIGNS):
        return range(len(reading.texts))
    words = reading.outside(_SKIPPED)
    if not _QUOTED.search(reading.prose):
        return words
    quoted = [match.span() for match in _QUOTED.finditer(reading.prose)]
    own = [at for at in words if not any(start <= reading.begins[at] < end for start, end in quoted)]
    return own or words


def _source(title: str) -> tuple[int, int]:
    """Where in a title the name of its site stands; an empty place where it does not."""
    found = _SOURCE.search(title)
    if found and len(title[: found.start()].split()) >= _LEAST_TITLE:
        return found.span()
    return 0, 0
