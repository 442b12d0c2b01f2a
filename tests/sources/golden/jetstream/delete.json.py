from monitor.model import Page
from monitor.sources.jetstream import Jetstream

SOURCE = Jetstream()
CURSOR = "1771588800000000"
PAGE = Page(
    items=(),
    cursor="1771588900000000",
    gone=("at://did:plc:inventedinventedinvented/app.bsky.feed.post/3mfinvented02",),
)
