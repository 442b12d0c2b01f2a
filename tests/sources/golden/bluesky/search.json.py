from datetime import UTC, datetime, timedelta

from monitor.model import Item, Page, Request
from monitor.sources.bluesky import Bluesky

SOURCE = Bluesky(query="velluno", handle="brand.example", password="abcd-efgh")

REQUEST = Request(
    "https://bsky.social/xrpc/app.bsky.feed.searchPosts?q=velluno&sort=latest&limit=100",
    (("authorization", "Bearer invented"),),
)
PAGE = Page(
    items=(
        Item(
            id="at://did:plc:inventedinventedinvented/app.bsky.feed.post/3mfinvented02",
            url="https://bsky.app/profile/did:plc:inventedinventedinvented/post/3mfinvented02",
            text="Velluno a remplacé ma bouilloire sans discuter 👏",
            author="margaux.example",
            published=datetime(2026, 2, 20, 12, 0, tzinfo=UTC),
            language="fr",
            thread="at://did:plc:other/app.bsky.feed.post/3mfroot",
            parent="at://did:plc:other/app.bsky.feed.post/3mfparent",
        ),
    ),
    cursor="2026-02-20T12:00:00+00:00 2026-02-20T12:00:00+00:00",
    every=timedelta(seconds=600),
)
