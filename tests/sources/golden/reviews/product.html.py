from datetime import UTC, datetime

from monitor.model import Item, Page, Rating
from monitor.sources.reviews import Reviews

SOURCE = Reviews("https://comptoir.example/x200")
HEADERS = (("content-type", "text/html"),)
PAGE = Page(
    items=(
        Item(
            id="https://comptoir.example/avis/9001",
            url="https://comptoir.example/x200",
            title="Dangereux",
            text="La porte brûle. Le vendeur ne répond pas.",
            author="Odile R.",
            published=datetime(2026, 2, 11, 0, 0, tzinfo=UTC),
            language="fr",
            rating=Rating(value=1.5),
            thread="https://comptoir.example/x200",
        ),
        Item(
            id="88c4b95cd79da35476ae",
            url="https://comptoir.example/x200",
            title="Four Nordelec X200",
            text="Correct, sans plus.",
            author="Sam",
            published=datetime(2026, 2, 10, 18, 30, tzinfo=UTC),
            rating=Rating(value=7.0, best=10.0),
            thread="https://comptoir.example/x200",
        ),
        Item(
            id="6d211a89c30b87d11e69",
            url="https://comptoir.example/x200",
            title="Four Nordelec X200",
            author="Tess",
            rating=Rating(value=92.0, best=100.0, worst=0.0),
            thread="https://comptoir.example/x200",
        ),
    ),
    title="Four Nordelec X200 : les avis – Comptoir des cuisines",
)
