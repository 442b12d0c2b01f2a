from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.mastodon_stream import MastodonStream

SOURCE = MastodonStream(instance="masto.example", hashtag="nordelec", token="invented")
CURSOR = "116000000000000002"
PAGE = Page(
    items=(
        Item(
            id="https://social.example/users/ines/statuses/116000000000000003",
            url="https://social.example/@ines/116000000000000003",
            text="#nordelec, c'est fini",
            published=datetime(2026, 2, 20, 11, 0, tzinfo=UTC),
            language="fr",
            reach=321,
        ),
    ),
    cursor="116000000000000003",
)
