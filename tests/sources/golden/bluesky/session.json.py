from monitor.model import Page, Request
from monitor.sources.bluesky import Bluesky

SOURCE = Bluesky(query="velluno", handle="brand.example", password="abcd-efgh")
PAGE = Page(
    items=(),
    more=Request(
        url="https://bsky.social/xrpc/app.bsky.feed.searchPosts?q=velluno&sort=latest&limit=100",
        headers=(
            (
                "authorization",
                "Bearer invented.jwt",
            ),
        ),
    ),
)
