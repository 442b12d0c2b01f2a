from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.mastodon import Mastodon

SOURCE = Mastodon(instance="masto.example", hashtag="nordelec")
PAGE = Page(
    items=(
        Item(
            id="https://social.example/users/ines/statuses/116000000000000002",
            url="https://social.example/@ines/116000000000000002",
            text="Toujours pas de nouvelles de #Nordelec.\nAu secours.",
            published=datetime(2026, 2, 20, 11, 0, tzinfo=UTC),
            updated=datetime(2026, 2, 20, 11, 5, tzinfo=UTC),
            language="fr",
            reach=321,
        ),
        Item(
            id="https://autre.example/o/1",
            url="https://autre.example/@bo/1",
            title="électroménager",
            text="#Nordelec répond !",
            published=datetime(2026, 2, 20, 11, 0, tzinfo=UTC),
            reach=321,
            parent="115999999999999999",
        ),
    ),
    cursor="116000000000000002 0",
)
