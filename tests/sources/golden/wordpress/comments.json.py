from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.wordpress_rest import WordPress

SOURCE = WordPress(url="https://blog.velluno.example")
HEADERS = (("content-type", "application/json"), ("x-wp-total", "102"), ("x-wp-totalpages", "2"))
PAGE = Page(
    items=(
        Item(
            id="12",
            url="https://blog.velluno.example/2026/02/bouilloire/#comment-12",
            title="Notre nouvelle bouilloire – enfin !",
            text="Bonjour Léa, votre colis part demain & pardon.",
            author="Équipe Velluno",
            published=datetime(2026, 2, 20, 10, 0, tzinfo=UTC),
            thread="4",
            parent="11",
        ),
        Item(
            id="11",
            url="https://blog.velluno.example/2026/02/bouilloire/#comment-11",
            title="Notre nouvelle bouilloire – enfin !",
            text="Commandée il y a un mois, toujours rien.",
            author="Léa",
            published=datetime(2026, 2, 20, 9, 0, tzinfo=UTC),
            thread="4",
        ),
    ),
    cursor="2026-02-20T10:00:00+00:00 2026-02-20T09:00:00+00:00",
)
