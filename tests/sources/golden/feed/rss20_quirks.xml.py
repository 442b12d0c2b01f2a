from datetime import UTC, datetime, timedelta

from monitor.model import Item, Page
from monitor.sources.feed import Feed

SOURCE = Feed("https://courrier.example/flux/rss.xml")
HEADERS = (("content-type", "text/xml"),)
PAGE = Page(
    items=(
        Item(
            id="courrier-1017",
            url="https://courrier.example/articles/rappel-x200?a=1&b=2",
            title="Nordelec rappelle 3 000 fours X200",
            text="Un joint défectueux pourrait surchauffer.\n\nLa marque s'excuse.",
            author="Jeanne Aubry",
            published=datetime(2026, 2, 18, 7, 15, tzinfo=UTC),
            language="fr",
        ),
        Item(
            id="49627d8eef84131eb3ec",
            title="Sans identifiant ni lien",
            text="Un texte, et rien d'autre. �",
            language="fr",
        ),
        Item(
            id="breve~df5a23bf635c062c9965",
            title="Deux brèves sous un même identifiant : la première",
            published=datetime(2026, 2, 16, 10, 0, tzinfo=UTC),
            language="fr",
        ),
        Item(
            id="breve",
            title="Deux brèves sous un même identifiant : la seconde�",
            text="Une vidéo qui se raconte.",
            published=datetime(2026, 2, 15, 10, 0, tzinfo=UTC),
            language="fr",
        ),
        Item(
            id="https://courrier.example/articles/horloge",
            url="https://courrier.example/articles/horloge",
            title="Une horloge jamais réglée",
            language="fr",
        ),
        Item(
            id="https://blog.example/nordelec-en-panne",
            url="https://blog.example/nordelec-en-panne",
            title="Signalé par une alerte",
            language="fr",
        ),
    ),
    title="Le Courrier des électrons",
    every=timedelta(minutes=45),
)
