from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.lemmy import Lemmy

SOURCE = Lemmy(instance="lemmy.example", query="nordelec")
PAGE = Page(
    items=(
        Item(
            id="https://lemmy.example/post/51",
            url="https://lemmy.example/post/51",
            title="Nordelec : le service après-vente ne répond plus",
            text="Trois appels, *aucun* rappel.",
            author="lemmy.example/u/luce",
            published=datetime(2026, 2, 20, 8, 0, 0, 123456, tzinfo=UTC),
            updated=datetime(2026, 2, 20, 9, 0, tzinfo=UTC),
            thread="https://lemmy.example/post/51",
        ),
    ),
    cursor="2026-02-20T09:00:00+00:00 1970-01-01T00:00:00+00:00",
    gone=("https://other.example/post/9",),
)
