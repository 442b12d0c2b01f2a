from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.jetstream import Jetstream

SOURCE = Jetstream()
PAGE = Page(
    items=(
        Item(
            id="at://did:plc:inventedinventedinvented/app.bsky.feed.post/3mfinvented02",
            url="https://bsky.app/profile/did:plc:inventedinventedinvented/post/3mfinvented02",
            text="Velluno, encore en panne",
            author="did:plc:inventedinventedinvented",
            published=datetime(2026, 2, 20, 12, 0, tzinfo=UTC),
            language="fr",
        ),
    ),
    cursor="1771588800000000",
)
