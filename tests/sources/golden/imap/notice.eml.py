from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.imap import Mailbox

SOURCE = Mailbox(server="imap.example", user="veille", password="invented", senders=("avis.example",))
PAGE = Page(
    items=(
        Item(
            id="<invented-2@avis.example>",
            title="Nouvel avis : 1 étoile",
            text="Yann K. a écrit :\n\nDeux semaines de retard.",
            author="Avis & Cie",
            published=datetime(2026, 2, 19, 17, 30, tzinfo=UTC),
            thread="Notifications <notif.avis.example>",
        ),
    )
)
