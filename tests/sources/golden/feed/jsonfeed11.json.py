from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.feed import Feed

SOURCE = Feed("https://lise.example/feed.json")
HEADERS = (("content-type", "application/feed+json"),)
PAGE = Page(
    items=(
        Item(
            id="42",
            url="https://lise.example/valmy",
            title="Brioche Valmy, la déception",
            text="Sèche & chère.\n\nJamais plus.",
            author="Lise M.",
            published=datetime(2026, 2, 14, 17, 0, tzinfo=UTC),
            updated=datetime(2026, 2, 14, 19, 0, tzinfo=UTC),
            language="fr",
        ),
        Item(
            id="https://lise.example/notes/1",
            url="https://autre.example/essai",
            text="À lire : <un essai> sur la brioche.",
            author="Paul, Zoé",
            language="en",
        ),
    ),
    title="Carnet de Lise",
)
