from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.discussion import Discussion

SOURCE = Discussion(url="https://forum.example/t/99/")
PAGE = Page(
    items=(
        Item(
            id="757e21b28270169ebb9c",
            url="https://forum.example/t/99/",
            title="Nordelec FX-12 : votre avis",
            text="J'hésite à l'acheter.",
            author="Hugo",
            published=datetime(2026, 2, 18, 7, 0, tzinfo=UTC),
            thread="https://forum.example/t/99/",
        ),
        Item(
            id="https://forum.example/t/99/post-501",
            url="https://forum.example/t/99/post-501",
            title="Nordelec FX-12 : votre avis",
            text="Fuyez : aucun SAV.",
            author="Jeanne",
            published=datetime(2026, 2, 18, 8, 0, tzinfo=UTC),
            updated=datetime(2026, 2, 18, 9, 0, tzinfo=UTC),
            thread="https://forum.example/t/99/",
        ),
        Item(
            id="27f3d3654d0b20afe181",
            url="https://forum.example/t/99/",
            title="Nordelec FX-12 : votre avis",
            text="Le mien va bien.",
            author="Karim",
            published=datetime(2026, 2, 19, 10, 0, tzinfo=UTC),
            thread="https://forum.example/t/99/",
        ),
        Item(
            id="218c26f1abdbfd54bc4c",
            url="https://forum.example/t/99/",
            title="Le FX-12 est-il bruyant ?",
            text="Surtout la nuit.",
            author="Lina",
            thread="https://forum.example/t/99/",
        ),
        Item(
            id="0810041e9ec7ac8da3c8",
            url="https://forum.example/t/99/",
            title="Le FX-12 est-il bruyant ?",
            text="Oui, et beaucoup.",
            published=datetime(2026, 2, 20, 7, 0, tzinfo=UTC),
            thread="https://forum.example/t/99/",
        ),
    ),
    title="Nordelec FX-12 : votre avis | Forum",
)
