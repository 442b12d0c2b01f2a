from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.feed import Feed

SOURCE = Feed("http://forum.example/rss")
HEADERS = (("content-type", "text/xml"),)
PAGE = Page(
    items=(
        Item(
            id="http://forum.example/sujet/88",
            url="http://forum.example/sujet/88",
            title="L’œuf explosé – 5 € d’avoir, merci Nordelec",
            text="Déçu… \nJ’attends “mieux”.",
            published=datetime(2026, 2, 14, 9, 0, tzinfo=UTC),
        ),
    ),
    title="Forum « Mon four »",
)
