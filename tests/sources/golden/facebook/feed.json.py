from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.facebook import Facebook

SOURCE = Facebook(page="100", token="invented")
PAGE = Page(
    items=(
        Item(
            id="100_200",
            url="https://www.facebook.com/100/posts/200",
            text="Notre nouvelle bouilloire arrive mardi !",
            author="Velluno",
            published=datetime(2026, 2, 20, 8, 0, tzinfo=UTC),
            thread="100_200",
        ),
        Item(
            id="200_301",
            url="https://www.facebook.com/100/posts/200?comment_id=301",
            title="Notre nouvelle bouilloire arrive mardi !",
            text="Et mon remboursement ?",
            author="Sonia M.",
            published=datetime(2026, 2, 20, 8, 30, tzinfo=UTC),
            thread="100_200",
            parent="100_200",
        ),
        Item(
            id="200_302",
            title="Notre nouvelle bouilloire arrive mardi !",
            text="Idem",
            published=datetime(2026, 2, 20, 9, 0, tzinfo=UTC),
            thread="100_200",
            parent="200_301",
        ),
    ),
    cursor="2026-02-20T09:00:00+00:00 2026-02-20T08:00:00+00:00",
)
