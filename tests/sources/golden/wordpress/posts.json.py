from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.wordpress_rest import Wanted, WordPress

SOURCE = WordPress(url="https://blog.velluno.example/", wanted=Wanted.POSTS, query="bouilloire")
HEADERS = (("x-wp-totalpages", "1"),)
PAGE = Page(
    items=(
        Item(
            id="4",
            url="https://blog.velluno.example/2026/02/bouilloire/",
            title="Notre nouvelle bouilloire – enfin !",
            text="Elle chauffe en deux minutes.",
            author="Rédaction",
            published=datetime(2026, 2, 1, 8, 0, tzinfo=UTC),
            updated=datetime(2026, 2, 2, 8, 0, tzinfo=UTC),
            thread="https://blog.velluno.example/2026/02/bouilloire/",
        ),
    ),
    cursor="2026-02-02T08:00:00+00:00 1970-01-01T00:00:00+00:00",
)
