from datetime import UTC, datetime

from monitor.model import Item, Page, Rating, Request
from monitor.sources.json_http import Json

SOURCE = Json(
    url="https://debats.example/api/comments?limit=3",
    items="data.comments",
    text="html",
    author="user.name",
    published="created",
    updated="edited",
    link="path",
    language="lang",
    rating="stars",
    thread="topic",
    parent="answers",
    next="meta.next",
    headers={"authorization": "Bearer invented"},
)
HEADERS = (("content-type", "application/json"),)
PAGE = Page(
    items=(
        Item(
            id="c-103",
            url="https://debats.example/topics/12#c-103",
            text="Mon four Nordelec a pris feu.",
            author="Ilyes",
            published=datetime(2026, 2, 18, 9, 0, tzinfo=UTC),
            updated=datetime(2026, 2, 19, 9, 0, tzinfo=UTC),
            language="fr",
            rating=Rating(value=1.5),
            thread="12",
            parent="c-101",
        ),
        Item(
            id="c-102", text="Same here.", published=datetime(2026, 2, 18, 8, 0, tzinfo=UTC), language="en", thread="12"
        ),
        Item(id="101", published=datetime(2026, 2, 17, 7, 0, tzinfo=UTC), rating=Rating(value=5.0), thread="12"),
    ),
    more=Request(
        url="https://debats.example/api/comments?before=c-101&limit=3",
        headers=(("accept", "application/json"), ("authorization", "Bearer invented")),
    ),
)
