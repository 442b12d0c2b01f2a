from datetime import UTC, datetime, timedelta

from monitor.model import Item, Page, Rights
from monitor.sources.google_news import GoogleNews

SOURCE = GoogleNews(query='"Nordelec" when:1d')
PAGE = Page(
    items=(
        Item(
            id="605b7585c23dd637c057",
            url="https://news.google.com/rss/articles/CBMiinvented1?oc=5",
            title="Nordelec ferme son usine de Valmy",
            author="La Gazette de l'Est",
            published=datetime(2026, 2, 20, 9, 30, tzinfo=UTC),
            language="fr",
            rights=Rights(share=False),
        ),
    ),
    title='"Nordelec" - Google Actualités',
    every=timedelta(seconds=600),
)
