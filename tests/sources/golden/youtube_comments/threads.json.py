from datetime import UTC, datetime

from monitor.model import Item, Page, Rights
from monitor.sources.youtube_comments import YouTubeComments

SOURCE = YouTubeComments(key="invented", channel="UCinvented")
PAGE = Page(
    items=(
        Item(
            id="Ugx1",
            url="https://www.youtube.com/watch?v=abcDEF12345&lc=Ugx1",
            text="Le mien a brûlé.",
            author="@gourmande",
            published=datetime(2026, 2, 20, 8, 0, tzinfo=UTC),
            thread="abcDEF12345",
            rights=Rights(keep_days=30),
        ),
        Item(
            id="Ugx1.r1",
            url="https://www.youtube.com/watch?v=abcDEF12345&lc=Ugx1.r1",
            text="Pareil, merci Nordelec…",
            author="@gourmande",
            published=datetime(2026, 2, 20, 8, 0, tzinfo=UTC),
            updated=datetime(2026, 2, 20, 9, 0, tzinfo=UTC),
            thread="abcDEF12345",
            parent="Ugx1",
            rights=Rights(keep_days=30),
        ),
    ),
    cursor="2026-02-20T09:00:00+00:00 2026-02-20T08:00:00+00:00",
)
