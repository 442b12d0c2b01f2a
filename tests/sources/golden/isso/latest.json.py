from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.isso import Isso

SOURCE = Isso(url="https://comments.example", site="https://velluno.example")
PAGE = Page(
    items=(
        Item(
            id="1",
            url="https://velluno.example/avis/livraison#isso-1",
            text="Colis arrivé cassé, service client injoignable depuis 10 jours. Arnaque ?",
            author="Camille D.",
            published=datetime(2026, 2, 19, 11, 20, 0, 170000, tzinfo=UTC),
            thread="/avis/livraison",
        ),
        Item(
            id="5",
            url="https://velluno.example/avis/livraison#isso-5",
            text="Livraison finalement reçue, merci.",
            author="Nadia",
            published=datetime(2026, 2, 19, 11, 23, 20, 490000, tzinfo=UTC),
            updated=datetime(2026, 2, 19, 11, 27, 53, 500000, tzinfo=UTC),
            thread="/avis/livraison",
            parent="1",
        ),
    ),
    gone=("6",),
)
