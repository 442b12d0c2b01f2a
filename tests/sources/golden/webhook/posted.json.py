from datetime import UTC, datetime

from monitor.model import Item, Page, Rating
from monitor.sources.webhook import Webhook

SOURCE = Webhook(
    secret="invented",
    items="data",
    id="uid",
    text="body",
    author="who.name",
    published="when",
    link="link",
    rating="stars",
)
PAGE = Page(
    items=(
        Item(
            id="r-77",
            url="https://avis.example/r-77",
            text="Jamais reçu ma commande.",
            author="Ali",
            published=datetime(2026, 2, 20, 10, 0, tzinfo=UTC),
            rating=Rating(value=1.0),
        ),
    )
)
