from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.sitemap import Sitemap

SOURCE = Sitemap(url="https://gazette.example/sitemap-news.xml")
PAGE = Page(
    items=(
        Item(
            id="https://gazette.example/nordelec-valmy",
            url="https://gazette.example/nordelec-valmy",
            title="Nordelec ferme son usine de Valmy & licencie",
            author="La Gazette de l'Est",
            published=datetime(2026, 2, 20, 8, 0, tzinfo=UTC),
            language="fr",
        ),
    )
)
