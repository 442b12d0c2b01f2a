from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.webhook import Webhook

SOURCE = Webhook(secret="invented")
PAGE = Page(
    items=(Item(id="9", title="Formulaire", text="Bonjour le SAV", published=datetime(2026, 2, 20, 0, 0, tzinfo=UTC)),)
)
