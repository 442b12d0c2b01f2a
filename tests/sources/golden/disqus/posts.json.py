from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.disqus import Disqus

SOURCE = Disqus(forum="gazette-est", key="invented")
PAGE = Page(
    items=(
        Item(
            id="6612345678",
            url="https://gazette.example/nordelec-valmy#comment-6612345678",
            title="Nordelec ferme son usine",
            text="Trente ans de boutique, et un courriel pour finir.",
            author="Odile B.",
            published=datetime(2026, 2, 20, 10, 11, 12, tzinfo=UTC),
            thread="99",
            parent="6612345600",
        ),
    ),
    cursor="2026-02-20T10:11:12+00:00 2026-02-20T10:11:12+00:00",
    gone=("6612345600",),
)
