from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.websub import WebSub

SOURCE = WebSub(url="https://www.example.org/comments/feed/", secret="invented")
PAGE = Page(
    items=(
        Item(
            id="https://fournil.example/?p=9#comment-31",
            url="https://fournil.example/2026/02/petrin/#comment-31",
            title="Qui pétrit vraiment la brioche Valmy ?",
            text="Quelle honte, vraiment.",
            author="Ninon",
            published=datetime(2026, 2, 19, 21, 4, 11, tzinfo=UTC),
            thread="https://fournil.example/2026/02/petrin/",
            parent="https://fournil.example/?p=9#comment-30",
        ),
        Item(
            id="https://fournil.example/?p=9#comment-30",
            url="https://fournil.example/2026/02/petrin/#comment-30",
            title="Qui pétrit vraiment la brioche Valmy ?",
            text="Nous ouvrons nos portes samedi.",
            author="Service Valmy",
            published=datetime(2026, 2, 19, 20, 0, tzinfo=UTC),
            thread="https://fournil.example/2026/02/petrin/",
        ),
    ),
    title="Commentaires pour Le blog des fournils",
)
