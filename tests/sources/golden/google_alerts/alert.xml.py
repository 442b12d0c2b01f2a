from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.google_alerts import GoogleAlerts

SOURCE = GoogleAlerts(url="https://www.google.com/alerts/feeds/111/222")
PAGE = Page(
    items=(
        Item(
            id="tag:google.com,2013:googlealerts/feed:12501224780620368",
            url="https://gazette.example/2026/02/20/fours-nordelec/",
            title="Les fours Nordelec rappelés en Belgique",
            text="Trois modèles de Nordelec chauffent trop, selon ...",
            published=datetime(2026, 2, 20, 14, 26, 15, tzinfo=UTC),
        ),
    ),
    title="Alerte Google - Nordelec",
)
