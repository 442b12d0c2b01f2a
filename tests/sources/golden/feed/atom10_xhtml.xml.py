from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.feed import Feed

SOURCE = Feed("https://oven.example/feed")
HEADERS = (("content-type", "application/atom+xml; charset=utf-8"),)
PAGE = Page(
    items=(
        Item(
            id="tag:oven.example,2026:7",
            url="https://oven.example/blog/2026/oven",
            title="Why my Nordelec oven smokes",
            text="It smokes, a lot.\n\n1 < 2.",
            author="Maud Ellison",
            published=datetime(2026, 2, 20, 3, 30, tzinfo=UTC),
            updated=datetime(2026, 2, 20, 10, 0, tzinfo=UTC),
            language="en",
        ),
        Item(
            id="tag:oven.example,2026:7.1",
            url="https://oven.example/blog/2026/oven#c1",
            title="Re: Why my Nordelec oven smokes",
            text="Le mien aussi, et le service client se moque de nous",
            author="Karim B., Lou T.",
            published=datetime(2026, 2, 20, 9, 0, tzinfo=UTC),
            language="fr",
            thread="https://oven.example/blog/2026/oven",
            parent="tag:oven.example,2026:7",
        ),
    ),
    title="The Oven Diaries & more",
)
