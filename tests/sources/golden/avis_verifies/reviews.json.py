from datetime import UTC, datetime

from monitor.model import Item, Page, Rating
from monitor.sources.avis_verifies import AvisVerifies

SOURCE = AvisVerifies(website="abc12345-0000")
PAGE = Page(
    items=(
        Item(
            id="3f2b1c9e-0001",
            text="Livraison en retard de 8 jours, service client muet.",
            author="C.",
            published=datetime(2026, 1, 14, 8, 0, tzinfo=UTC),
            language="fr",
            rating=Rating(value=2.0),
        ),
    )
)
