from datetime import UTC, datetime

from monitor.model import Item, Page, Rights
from monitor.sources.linkedin import LinkedIn

SOURCE = LinkedIn(post="urn:li:share:6844785523593134080", token="invented")
PAGE = Page(
    items=(
        Item(
            id="urn:li:comment:(urn:li:activity:6844785523593134080,7000000000000000001)",
            url="https://www.linkedin.com/feed/update/urn:li:share:6844785523593134080",
            text="Belle annonce, mais vos salariés de Valmy ?",
            published=datetime(2026, 2, 19, 11, 20, tzinfo=UTC),
            updated=datetime(2026, 2, 19, 11, 30, tzinfo=UTC),
            thread="urn:li:share:6844785523593134080",
            rights=Rights(keep_days=2, share=False),
        ),
    ),
    cursor="2026-02-19T11:30:00+00:00 1970-01-01T00:00:00+00:00",
)
