from monitor.model import Item, Page, Rating
from monitor.sources.rating import AverageRating

SOURCE = AverageRating(url="https://shop.example/fx-12")
PAGE = Page(
    items=(
        Item(
            id="77afea53e72d96e3833b",
            url="https://shop.example/fx-12",
            title="Four FX-12",
            text="3.9 / 5 (128)",
            rating=Rating(value=3.9),
            thread="https://shop.example/fx-12",
        ),
        Item(
            id="ff345cf7bb78b3942a70",
            url="https://shop.example/fx-12",
            title="Nordelec & fils",
            text="87 / 100 (2041)",
            rating=Rating(value=87.0, best=100.0, worst=0.0),
            thread="https://shop.example/fx-12",
        ),
    ),
    title="Four FX-12",
)
