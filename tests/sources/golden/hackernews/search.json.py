from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.hackernews import HackerNews

SOURCE = HackerNews(query="velluno")
PAGE = Page(
    items=(
        Item(
            id="46000002",
            url="https://news.ycombinator.com/item?id=46000002",
            title="Velluno drops support for its first kettles",
            text="Mine bricked itself after the 4.2 update.\nVelluno support told me to buy a new one.",
            author="pressure_cooker",
            published=datetime(2026, 2, 20, 10, 0, tzinfo=UTC),
            thread="46000001",
            parent="46000001",
        ),
        Item(
            id="46000001",
            url="https://news.ycombinator.com/item?id=46000001",
            title="Velluno drops support for its first kettles",
            author="steam",
            published=datetime(2026, 2, 20, 9, 0, tzinfo=UTC),
            thread="46000001",
        ),
    ),
    cursor="2026-02-20T10:00:00+00:00 2026-02-20T09:00:00+00:00",
)
