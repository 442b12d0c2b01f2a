from datetime import UTC, datetime

from monitor.model import Item, Page, Rating, Request
from monitor.sources.google_business import GoogleBusiness

SOURCE = GoogleBusiness(location="accounts/1/locations/2", client_id="c", client_secret="s", refresh_token="r")

REQUEST = Request(
    "https://mybusiness.googleapis.com/v4/accounts/1/locations/2/reviews?pageSize=50",
    (("authorization", "Bearer invented"),),
)
PAGE = Page(
    items=(
        Item(
            id="Ab1",
            text="Livraison en retard",
            author="Camille D.",
            published=datetime(2026, 2, 18, 10, 11, 12, 345000, tzinfo=UTC),
            updated=datetime(2026, 2, 19, 8, 0, tzinfo=UTC),
            rating=Rating(value=2.0),
        ),
        Item(id="B", published=datetime(2026, 2, 17, 10, 11, 12, tzinfo=UTC), rating=Rating(value=5.0)),
    ),
    cursor="2026-02-19T08:00:00+00:00 2026-02-17T10:11:12+00:00",
)
