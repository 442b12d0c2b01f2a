from datetime import UTC, datetime

from monitor.model import Item, Page, Rating, Request
from monitor.sources.google_play import GooglePlay

SOURCE = GooglePlay(package="fr.velluno.app", client_id="c", client_secret="s", refresh_token="r")

REQUEST = Request(
    "https://androidpublisher.googleapis.com/androidpublisher/v3/applications/fr.velluno.app/reviews?maxResults=100",
    (("authorization", "Bearer invented"),),
)
PAGE = Page(
    items=(
        Item(
            id="gp:AOqpTinvented",
            text="Bof\n\nL'appli se ferme toute seule.",
            author="Sacha",
            published=datetime(2026, 2, 19, 11, 20, tzinfo=UTC),
            language="fr",
            rating=Rating(value=2.0),
        ),
    ),
    more=Request(
        url="https://androidpublisher.googleapis.com/androidpublisher/v3/applications/fr.velluno.app/reviews?maxResults=100&token=next",
        headers=(
            (
                "authorization",
                "Bearer invented",
            ),
        ),
    ),
)
