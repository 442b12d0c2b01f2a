from datetime import UTC, datetime

from monitor.model import Item, Page
from monitor.sources.forum import Engine, Forum

SOURCE = Forum(url="https://forum.example/", engine=Engine.PHPBB)
PAGE = Page(
    items=(
        Item(
            id="https://forum.example/viewtopic.php?p=991#p991",
            url="https://forum.example/viewtopic.php?p=991#p991",
            title="Fours • Re: Nordelec ou pas ?",
            text="Le mien disjoncte depuis trois semaines.",
            author="Marmiton77",
            published=datetime(2026, 2, 20, 16, 0, tzinfo=UTC),
            language="fr",
        ),
    ),
    title="Forum des cuisiniers",
)
