from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.threads import Threads

SOURCE = Threads(token="invented", query="velluno")
PAGE = Page(
    items=(
        Item(
            id="18000000000000001",
            url="https://www.threads.com/@noe/post/Dinvented",
            text="Velluno, le SAV fantôme",
            author="noe",
            published=datetime(2026, 2, 20, 12, 0, tzinfo=UTC),
        ),
    ),
    cursor="2026-02-20T12:00:00+00:00 1970-01-01T00:00:00+00:00",
)
