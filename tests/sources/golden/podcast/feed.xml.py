from datetime import UTC, datetime

from monitor.model import Item, Page, Request
from monitor.sources.podcast import Podcast

SOURCE = Podcast(url="https://atable.example/feed.xml")
CURSOR = "2026-02-12T06:00:00+00:00"
PAGE = Page(
    items=(
        Item(
            id="ep-42",
            url="https://atable.example/42",
            title="42. Ces fours qui nous lâchent",
            text="Enquête sur l'électroménager.",
            published=datetime(2026, 2, 19, 6, 0, tzinfo=UTC),
            language="fr",
        ),
        Item(
            id="ep-41",
            url="https://atable.example/41",
            title="41. Le sel",
            text="Le sel, histoire et usages.",
            published=datetime(2026, 2, 12, 6, 0, tzinfo=UTC),
            language="fr",
        ),
    ),
    cursor="2026-02-12T06:00:00+00:00",
    more=Request(
        url="https://atable.example/42.vtt#episode&id=ep-42&title=42.+Ces+fours+qui+nous+l%C3%A2chent&url=https%3A%2F%2Fatable.example%2F42&at=2026-02-19T06%3A00%3A00%2B00%3A00"
    ),
    title="À table, citoyens",
    drain=True,
)
