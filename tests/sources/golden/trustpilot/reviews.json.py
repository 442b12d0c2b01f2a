from datetime import UTC, datetime

from monitor.model import Item, Page, Rating
from monitor.sources.trustpilot import Trustpilot

SOURCE = Trustpilot(company="46d6invented", key="invented")
PAGE = Page(
    items=(
        Item(
            id="65d4invented01",
            url="https://www.trustpilot.com/reviews/65d4invented01",
            title="Livraison ratée",
            text="Deux semaines de retard.\nAucune réponse.",
            author="Yann K.",
            published=datetime(2026, 2, 19, 18, 0, tzinfo=UTC),
            updated=datetime(2026, 2, 20, 8, 0, tzinfo=UTC),
            language="fr",
            rating=Rating(value=2.0),
        ),
    ),
    cursor="2026-02-20T08:00:00+00:00 1970-01-01T00:00:00+00:00",
)
