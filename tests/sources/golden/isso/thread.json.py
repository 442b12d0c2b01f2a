from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.isso import Isso

SOURCE = Isso(url="https://comments.example/isso/", page="/produit/1")
PAGE = Page(
    items=(
        Item(
            id="1",
            url="https://comments.example/isso/produit/1#isso-1",
            text="Top.",
            author="Camille D.",
            published=datetime(2026, 2, 19, 11, 20, 0, 170000, tzinfo=UTC),
            thread="/produit/1",
        ),
        Item(
            id="2",
            url="https://comments.example/isso/produit/1#isso-2",
            text="Pareil ici.",
            published=datetime(2026, 2, 19, 11, 21, 40, 200000, tzinfo=UTC),
            thread="/produit/1",
            parent="1",
        ),
    )
)
