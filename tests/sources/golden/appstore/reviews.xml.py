from datetime import UTC, datetime

from monitor.model import Item, Page, Rating, Request
from monitor.sources.appstore import AppStore

SOURCE = AppStore(app="1234567890")
PAGE = Page(
    items=(
        Item(
            id="12900000001",
            title="Plante au démarrage",
            text="Depuis la mise à jour, impossible de me connecter à mon four.",
            author="Zoé_64",
            published=datetime(2026, 2, 19, 11, 6, 20, tzinfo=UTC),
            language="fr",
            rating=Rating(value=1.0),
        ),
        Item(
            id="12900000000",
            title="Très bien",
            text="Simple et clair.",
            author="papy cuistot",
            published=datetime(2026, 2, 18, 11, 6, 20, tzinfo=UTC),
            language="fr",
            rating=Rating(value=5.0),
        ),
    ),
    more=Request(
        url="https://itunes.apple.com/fr/rss/customerreviews/page=2/id=1234567890/sortby=mostrecent/xml",
        headers=(
            (
                "accept",
                "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1",
            ),
        ),
    ),
    title="iTunes Store: Avis",
)
