from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.telegram import Telegram

SOURCE = Telegram(channel="bonsplans")
PAGE = Page(
    items=(
        Item(
            id="bonsplans/313",
            url="https://t.me/bonsplans/313",
            text="Rupture de stock.",
            published=datetime(2026, 2, 20, 11, 0, tzinfo=UTC),
            reach=3000000,
            parent="bonsplans/311",
        ),
        Item(
            id="bonsplans/311",
            url="https://t.me/bonsplans/311",
            text="Les fours Nordelec bradés.\n\nTrop beau ? shop.example",
            author="Bons plans cuisine",
            published=datetime(2026, 2, 20, 10, 0, tzinfo=UTC),
            reach=1200,
        ),
    ),
    cursor="2026-02-20T11:00:00+00:00 2026-02-20T10:00:00+00:00",
    title="Bons plans cuisine",
)
