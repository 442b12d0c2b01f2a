from datetime import UTC, datetime

from monitor.model import Item, Page, Rights
from monitor.sources.bing_news import BingNews

SOURCE = BingNews(query="Nordelec")
PAGE = Page(
    items=(
        Item(
            id="https://gazette.example/rappel-nordelec",
            url="https://gazette.example/rappel-nordelec",
            title="Nordelec rappelle un lot de fours",
            text="Le fabricant rappelle le lot 4512…",
            published=datetime(2026, 2, 20, 9, 0, tzinfo=UTC),
            rights=Rights(share=False),
        ),
    ),
    title="Nordelec - BingNews",
)
