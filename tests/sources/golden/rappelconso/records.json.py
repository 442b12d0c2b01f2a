from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.rappelconso import RappelConso

SOURCE = RappelConso(brand="Nordelec")
PAGE = Page(
    items=(
        Item(
            id="2026-02-0101",
            url="https://rappel.conso.gouv.fr/fiche-rappel/31001/Interne",
            title="Nordelec Four FX-12",
            text="Four encastrable\n\nLa porte peut se détacher à chaud\n\nBrûlures\n\nNe plus utiliser le produit\nRapporter le produit au point de vente\n\nToutes enseignes",
            author="RappelConso",
            published=datetime(2026, 2, 19, 8, 16, 21, tzinfo=UTC),
            language="fr",
        ),
    ),
    cursor="2026-02-19T08:16:21+00:00 1970-01-01T00:00:00+00:00",
)
