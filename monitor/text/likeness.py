"""What is kept of a text to know its copies by: the hashes of every three words in a row, in their order.

A copy keeps most runs of the original whatever its headline, its dateline or its last paragraph became. Comparing
everything with everything would be slow, so each sketch has a few landmarks, the smallest of its hashes, and only
sketches that share one are compared (bottom-k sampling: Broder 1997, Cohen and Kaplan 2007). The beginning has
landmarks of its own, because that is what a teaser keeps of a long text.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from struct import pack, unpack
from zlib import crc32  # the fastest here; who makes two texts collide has only made copies of his own

LEAST = 12  # words; with fewer, two people who use the same turn of phrase would be copies of each other
READ = 512  # words; who copies so many has copied
HEAD = 48  # runs that count as the beginning
LANDMARKS = 8  # of the whole, and as many of the beginning
SAME = 0.5  # share of all runs that two copies have in common: three changed words in thirty leave so many
FEW = 26  # runs; with fewer, one other word may be another customer, another order, another shop
SAME_FEW = 0.8
CUT = 0.7  # share of a teaser's runs that stand at the beginning of the long text
INTRO = 16  # words that may have been put before it


def sketch(words: Sequence[str]) -> bytes:
    """Four bytes for each run of the first READ of *words*; none where they are fewer than LEAST."""
    if len(words) < LEAST:
        return b""
    words = words[:READ]
    runs = [*map(crc32, map(str.encode, map(" ".join, zip(words, words[1:], words[2:], strict=False))))]
    return pack(f"<{len(runs)}I", *runs)


def landmarks(sketch: bytes) -> frozenset[int]:
    runs = _runs(sketch)
    if len(runs) <= HEAD:
        return frozenset(sorted(runs)[:LANDMARKS])
    return frozenset((*sorted(runs)[:LANDMARKS], *sorted(runs[:HEAD])[:LANDMARKS]))


def alike(one: bytes, other: bytes) -> bool:
    """Whether one is a copy of the other: most of their runs are the same, or the shorter is how the longer begins.

    A passage from the middle is no copy: who chooses it says something.
    """
    runs, others = _runs(one), _runs(other)
    told, theirs = _those(one), frozenset(others)
    shared = len(told & theirs)
    if not shared:
        return False
    longer = (len(runs), runs) > (len(others), others)
    begun, whole = (theirs, told) if longer else (told, theirs)
    if shared >= (SAME if len(begun) >= FEW else SAME_FEW) * (len(begun) + len(whole) - shared):
        return True
    short, long = (others, runs) if longer else (runs, others)
    return len(whole) >= FEW and len(begun.intersection(long[: len(short) + INTRO])) >= CUT * len(begun)


@lru_cache(maxsize=2)
def _those(sketch: bytes) -> frozenset[int]:
    """The runs of one that is compared with several."""
    return frozenset(_runs(sketch))


def _runs(sketch: bytes) -> tuple[int, ...]:
    return unpack(f"<{len(sketch) // 4}I", sketch)
