from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.feed import Feed

SOURCE = Feed("https://kitchen.example/x200/feed/")
HEADERS = (("content-type", "application/rss+xml; charset=UTF-8"),)
PAGE = Page(
    items=(
        Item(
            id="https://kitchen.example/?p=2#comment-5",
            url="https://kitchen.example/x200/#comment-5",
            title="Nordelec X200, one year later",
            text="Mine never worked.",
            author="Gus",
            published=datetime(2026, 2, 10, 12, 0, tzinfo=UTC),
            thread="https://kitchen.example/x200/",
        ),
    ),
    title="Comments on: Nordelec X200, one year later",
)
