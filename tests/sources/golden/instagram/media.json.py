from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.instagram import Instagram

SOURCE = Instagram(account="17841400000000000", token="invented")
PAGE = Page(
    items=(
        Item(
            id="17900000000000001",
            url="https://www.instagram.com/p/Cinvented/",
            text="La V2, enfin ✨",
            published=datetime(2026, 2, 20, 8, 0, tzinfo=UTC),
            thread="17900000000000001",
        ),
        Item(
            id="17900000000000011",
            title="La V2, enfin ✨",
            text="La mienne fuit",
            author="rose_cuisine",
            published=datetime(2026, 2, 20, 8, 10, tzinfo=UTC),
            thread="17900000000000001",
            parent="17900000000000001",
        ),
        Item(
            id="17900000000000012",
            title="La V2, enfin ✨",
            text="Écrivez-nous en MP !",
            author="velluno",
            published=datetime(2026, 2, 20, 8, 20, tzinfo=UTC),
            thread="17900000000000001",
            parent="17900000000000011",
        ),
    ),
    cursor="2026-02-20T08:20:00+00:00 1970-01-01T00:00:00+00:00",
)
