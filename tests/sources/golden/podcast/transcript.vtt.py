from datetime import UTC, datetime

from monitor.model import Item, Page, Request
from monitor.sources.podcast import Podcast

SOURCE = Podcast(url="https://atable.example/feed.xml")

CURSOR = "2026-02-12T06:00:00+00:00"
REQUEST = Request(
    "https://atable.example/42.vtt#episode&id=ep-42&title=42.+Ces+fours&url=https%3A%2F%2Fatable.example%2F42"
    "&at=2026-02-19T06%3A00%3A00%2B00%3A00"
)
PAGE = Page(
    items=(
        Item(
            id="ep-42#transcript",
            url="https://atable.example/42",
            title="42. Ces fours",
            text="Bonjour à tous. Aujourd'hui, les fours de chez Nordelec, qui tombent en panne à Noël.",
            published=datetime(2026, 2, 19, 6, 0, tzinfo=UTC),
            parent="ep-42",
        ),
    ),
    cursor="2026-02-19T06:00:00+00:00",
)
