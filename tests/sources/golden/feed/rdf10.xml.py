from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.feed import Feed

SOURCE = Feed("https://bourse.example/index.rdf")
HEADERS = ()
PAGE = Page(
    items=(
        Item(
            id="https://bourse.example/n/12",
            url="https://bourse.example/n/12",
            title="Brioche Valmy lève 12 % de farine",
            text="Le titre a bien levé.",
            author="Rédaction",
            published=datetime(2026, 2, 17, 6, 0, tzinfo=UTC),
            language="fr",
        ),
    ),
    title="Bourse et brioches",
)
