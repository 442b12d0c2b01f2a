from datetime import UTC, datetime

from monitor.model import Item, Page, Rating
from monitor.sources.reviews import Reviews

SOURCE = Reviews(url="https://shop.example/v2/avis")
PAGE = Page(
    items=(
        Item(
            id="37ff9ce879762a3a563b",
            url="https://shop.example/v2/avis",
            title="Fuit au bout d'un mois",
            text="De l'eau partout. Déçue.",
            author="Rose",
            published=datetime(2026, 2, 10, 0, 0, tzinfo=UTC),
            rating=Rating(value=2.0, best=10.0, worst=0.0),
            thread="https://shop.example/v2/avis",
        ),
        Item(
            id="2c88c1a10026c388589f",
            url="https://shop.example/v2/avis",
            title="Bouilloire V2",
            text="Parfaite.",
            author="Noé",
            rating=Rating(value=10.0, best=10.0),
            thread="https://shop.example/v2/avis",
        ),
    ),
    title="Avis Velluno",
)
