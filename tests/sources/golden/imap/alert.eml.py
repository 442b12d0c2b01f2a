from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.imap import Mailbox

SOURCE = Mailbox(server="imap.example", user="veille", password="invented")
PAGE = Page(
    items=(
        Item(
            id="https://gazette.example/nordelec-valmy",
            url="https://gazette.example/nordelec-valmy",
            title="Nordelec ferme son usine",
            text="La Gazette de l'Est\n\nTrois cents salariés sont concernés ...",
            published=datetime(2026, 2, 20, 10, 0, tzinfo=UTC),
        ),
    )
)
