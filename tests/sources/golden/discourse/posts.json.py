from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.discourse import Discourse

SOURCE = Discourse(url="https://forum.example/atelier", key="invented", username="vigie")
PAGE = Page(
    items=(
        Item(
            id="905",
            url="https://forum.example/atelier/t/panne-nordelec/77/3",
            title="Panne Nordelec",
            text="Même panne ici, code E4.\n\nE4 ?",
            author="pauline",
            published=datetime(2026, 2, 20, 10, 0, tzinfo=UTC),
            updated=datetime(2026, 2, 20, 10, 30, tzinfo=UTC),
            thread="77",
            parent="77/1",
        ),
        Item(
            id="903",
            url="https://forum.example/atelier/t/panne-nordelec/77/1",
            title="Panne Nordelec",
            text="Mon four affiche E4.",
            author="marc",
            published=datetime(2026, 2, 14, 9, 0, tzinfo=UTC),
            thread="77",
        ),
    ),
    cursor="2026-02-20T10:30:00+00:00 2026-02-14T09:00:00+00:00",
    gone=("904",),
)
