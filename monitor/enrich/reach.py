"""How many people may have met a text: what its source says, or an honest interval.

The intervals are orders of magnitude, assumed and not measured: the same kind of page is read by ten people or by ten
thousand, and nothing in a feed tells which. They are there to be shown with their reason, and never weigh in a verdict.
"""

from __future__ import annotations

from monitor.model import Item, Reach

INTERVALS: dict[str, tuple[int, int]] = {
    "comment": (10, 1_000),  # those who read on below an article or in a thread
    "review": (50, 5_000),  # those who look at one product or place before they buy
    "article": (50, 500_000),  # a feed is that of a blog as well as of a national paper
    "post": (10, 100_000),  # and anything else
}
KINDS = {"feed": "article", "reviews": "review"}  # of source; what is not named gives posts


def reach_of(item: Item, source_kind: str) -> Reach:
    """What the source tells of *item*; else what is usual. *source_kind* is a name of `sources.KINDS`."""
    if item.reach is not None:
        return Reach(item.reach, item.reach)
    what = _what(item, source_kind)
    return Reach(*INTERVALS[what], what)


def _what(item: Item, source_kind: str) -> str:
    if item.rating:
        return "review"
    if item.thread or item.parent:
        return "comment"
    return KINDS.get(source_kind, "post")
