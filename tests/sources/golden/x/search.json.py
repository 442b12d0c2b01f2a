from datetime import UTC, datetime

from monitor.model import Item, Page, Request, Rights
from monitor.sources.x import X

SOURCE = X(query="velluno", token="invented", budget=50.0, authors=True)
CURSOR = "1889999999999999999"
PAGE = Page(
    items=(
        Item(
            id="1890000000000000002",
            url="https://x.com/i/web/status/1890000000000000002",
            text="@velluno toujours pas de réponse, & ça dure",
            author="@jo_du_22",
            published=datetime(2026, 2, 20, 9, 0, tzinfo=UTC),
            language="fr",
            reach=512,
            thread="1890000000000000001",
            parent="1890000000000000001",
            rights=Rights(share=False),
        ),
    ),
    cursor="1889999999999999999|1890000000000000002|b26v89c19zqg8o3fo",
    more=Request(
        url="https://api.x.com/2/tweets/search/recent?query=velluno&max_results=100&tweet.fields=author_id%2Cconversation_id%2Ccreated_at%2Clang%2Cpublic_metrics%2Creferenced_tweets&expansions=author_id&user.fields=username%2Cpublic_metrics&since_id=1889999999999999999&next_token=b26v89c19zqg8o3fo",
        headers=(
            (
                "authorization",
                "Bearer invented",
            ),
        ),
    ),
    cost=15000,
    drain=True,
)
