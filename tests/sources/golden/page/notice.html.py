from datetime import timedelta

from monitor.model import Item, Page
from monitor.sources.page import WatchedPage

SOURCE = WatchedPage(url="https://usagers.example/communiques")
PAGE = Page(
    items=(
        Item(
            id="a80076bab4b0965368ec",
            url="https://usagers.example/communiques",
            title="Communiqués - Association des usagers",
            text="Communiqués de l'association",
            language="fr",
            thread="https://usagers.example/communiques",
        ),
        Item(
            id="4e006fac475822a24a37",
            url="https://usagers.example/communiques",
            title="Communiqués - Association des usagers",
            text="Fours Nordelec : nous saisissons la justice",
            language="fr",
            thread="https://usagers.example/communiques",
        ),
        Item(
            id="6aa865e230ac89368aed",
            url="https://usagers.example/communiques",
            title="Communiqués - Association des usagers",
            text="Après 412 témoignages, l'association assigne le fabricant devant le tribunal de Valmy.",
            language="fr",
            thread="https://usagers.example/communiques",
        ),
        Item(
            id="d2f32bc7efc2bbcdd0a1",
            url="https://usagers.example/communiques",
            title="Communiqués - Association des usagers",
            text="Les usagers peuvent se joindre à l'action jusqu'au 30 juin.",
            language="fr",
            thread="https://usagers.example/communiques",
        ),
    ),
    title="Communiqués - Association des usagers",
    every=timedelta(seconds=900),
)
