from datetime import UTC, datetime, timedelta

from monitor.model import Item, Page
from monitor.sources.stackexchange import StackExchange

SOURCE = StackExchange(query="velluno")
PAGE = Page(
    items=(
        Item(
            id="a79000009",
            url="https://stackoverflow.com/a/79000009",
            title="Kettle disconnects after 30 s",
            text="The Velluno SDK drops the link …",
            published=datetime(2026, 2, 20, 9, 0, tzinfo=UTC),
            thread="79000001",
            parent="q79000001",
        ),
        Item(
            id="q79000001",
            url="https://stackoverflow.com/q/79000001",
            title="Kettle disconnects after 30 s",
            text="My Velluno kettle disconnects.",
            published=datetime(2026, 2, 20, 6, 46, 40, tzinfo=UTC),
            thread="79000001",
        ),
    ),
    cursor="2026-02-20T09:00:00+00:00 1970-01-01T00:00:00+00:00",
    every=timedelta(seconds=10),
)
