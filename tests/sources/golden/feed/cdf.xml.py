from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.feed import Feed

SOURCE = Feed("http://vieux.example/channel.cdf")
HEADERS = ()
PAGE = Page(
    items=(
        Item(
            id="http://vieux.example/valmy.html",
            url="http://vieux.example/valmy.html",
            title="La brioche Valmy au microscope",
            text="On y a trouvé du beurre.",
            published=datetime(2026, 1, 4, 9, 30, tzinfo=UTC),
        ),
    ),
    title="Une chaîne d'un autre âge",
)
