from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.disqus_latest import DisqusLatest

SOURCE = DisqusLatest(forum="gazette-est")
PAGE = Page(
    items=(
        Item(
            id="6612345678",
            url="https://gazette.example/nordelec-valmy#comment-6612345678",
            title="Nordelec ferme son usine de Valmy",
            text="Trente ans de boutique, et un courriel pour finir.",
            author="Odile B.",
            published=datetime(2026, 2, 20, 10, 11, 12, tzinfo=UTC),
            language="fr",
            thread="https://gazette.example/nordelec-valmy",
        ),
    ),
    title="La Gazette de l'Est - Latest Comments",
)
