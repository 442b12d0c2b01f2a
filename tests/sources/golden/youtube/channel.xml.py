from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.youtube import YouTube

SOURCE = YouTube(channel="UCinventedinventedinvent0")
PAGE = Page(
    items=(
        Item(
            id="yt:video:abcDEF12345",
            url="https://www.youtube.com/watch?v=abcDEF12345",
            title="On a testé le four Nordelec pendant un an",
            text="La porte ferme mal, le reste tient. Chapitres : 0:00 déballage",
            author="Banc d'essai",
            published=datetime(2026, 2, 18, 17, 0, 4, tzinfo=UTC),
            updated=datetime(2026, 2, 19, 8, 12, tzinfo=UTC),
            reach=48210,
        ),
    ),
    title="Banc d'essai",
)
