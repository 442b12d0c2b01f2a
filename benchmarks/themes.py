"""Whether the themes of a crisis are what people complain of: `python benchmarks/themes.py`.

Sixteen invented crises, eight in each language. In each, some of the angry speak of the one thing that is new, in their
own words; the others complain of what this brand is always blamed for, which its past is full of. Beside the themes
stand the most frequent words, as a word cloud would show them.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from statistics import mean

from monitor.crisis.themes import STOP, themes
from monitor.model import Sample
from monitor.text import fold, words

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
BRAND = "Velmora"

# language -> (theme as it should be told, the ways in which people say it)
CRISES: dict[str, list[tuple[str, tuple[str, ...]]]] = {
    "fr": [
        ("rupture de stock", ("encore une rupture de stock sur les fours", "payé, puis une rupture de stock",
                              "leur rupture de stock dure depuis un mois", "commande annulée pour rupture de stock")),
        ("mise à jour", ("depuis la mise à jour plus rien ne marche", "cette mise à jour a effacé mes recettes",
                         "qui a testé la mise à jour ?", "mise à jour forcée, appareil inutilisable")),
        ("fuite de données", ("j'apprends la fuite de données par la presse", "une fuite de données et pas un mot",
                              "mon adresse est dans la fuite de données", "fuite de données : où est l'excuse")),
        ("odeur de brûlé", ("une odeur de brûlé dès le premier jour", "ça sent, odeur de brûlé et fumée",
                            "l'odeur de brûlé a réveillé toute la maison", "odeur de brûlé, j'ai tout débranché")),
        ("frais cachés", ("des frais cachés au moment de payer", "les frais cachés apparaissent à la fin",
                          "12 euros de frais cachés", "marre des frais cachés")),
        ("licenciements", ("honte à eux pour les licenciements", "des licenciements le jour des résultats records",
                           "soutien aux salariés, non aux licenciements", "ces licenciements sont indignes")),
        ("Remboursement", ("remboursement refusé sans raison", "j'attends mon remboursement",
                           "toujours aucun remboursement", "le remboursement n'est jamais arrivé")),
        ("punaises de lit", ("réveillés par des punaises de lit", "l'hôtel infesté, punaises de lit partout",
                             "des punaises de lit dans la chambre 12", "punaises de lit et pas d'excuses")),
    ],
    "en": [
        ("data breach", ("learned about the data breach from the press", "a data breach and not one word from you",
                         "my address is in the data breach", "data breach again, where is the apology")),
        ("battery", ("the battery swells after a week", "my battery got so hot it burned the table",
                     "do not charge it overnight, the battery melts", "second battery, same smoke")),
        ("cancelled flight", ("third cancelled flight this month", "stuck at the gate, cancelled flight, no hotel",
                              "a cancelled flight and no phone line", "cancelled flight, kids asleep on the floor")),
        ("price increase", ("a price increase of forty percent", "nobody announced the price increase",
                            "price increase for the same service", "their price increase came by text message")),
        ("login page", ("the login page is blank", "cannot get past the login page", "login page loops forever",
                        "the login page says my password is wrong")),
        ("lead paint", ("lead paint in a toy for babies", "they knew about the lead paint",
                        "lead paint found by the lab", "how does lead paint pass a check")),
        ("strike", ("drivers are on strike and rightly so", "strike at the warehouse, nothing ships",
                    "supporting the strike", "the strike is about safety")),
        ("fake reviews", ("they pay for fake reviews", "fake reviews everywhere under the product",
                          "caught with fake reviews", "fake reviews written by staff")),
    ],
}  # fmt: skip
USUAL = {
    "fr": ("le service client ne répond jamais", "livraison en retard comme d'habitude", "colis abîmé à l'arrivée",
           "le vendeur était désagréable", "trop cher pour ce que c'est", "file d'attente interminable en caisse",
           "le produit est tombé en panne", "personne au téléphone, service client nul"),
    "en": ("customer service never answers", "delivery late as usual", "the parcel arrived damaged",
           "the seller was rude", "too expensive for what it is", "endless queue at the till",
           "the product broke down", "nobody on the phone, customer service is useless"),
}  # fmt: skip
PLEASED = {
    "fr": ("merci pour l'accueil", "beau magasin, bons conseils", "livraison rapide, bravo", "j'adore leur four"),
    "en": ("thanks for the welcome", "nice shop, good advice", "fast delivery, well done", "love their oven"),
}
MOODS = {
    "fr": ("C'est une honte.", "Franchement nul.", "Je suis furieux !", "Scandaleux, vraiment.", "Plus jamais.", "",
           "Bravo {brand}…", "@{brand} vous lisez vos messages ?", "Bonjour, très déçue.", "Inadmissible !!!"),
    "en": ("What a disgrace.", "Absolutely awful.", "I am so angry!", "Terrible, really.", "Never again.", "",
           "Well done {brand}…", "@{brand} do you read this?", "Hello, very disappointed.", "Unacceptable!!!"),
}  # fmt: skip
QUOTED = {
    "fr": "« Nos équipes techniques mettent tout en œuvre pour un retour à la normale, déclare le directeur général »",
    "en": "“Our technical teams do all they can to return to normal, the chief executive officer declares today”",
}


def main() -> None:
    print(f"{'':28}{'first':>8}{'in three':>10}{'other words':>13}")
    for language in CRISES:
        for name, tell in (("most frequent words", frequent), ("themes", themes)):
            results = [judge(tell, language, *crisis) for crisis in CRISES[language]]
            first, found, noise = (mean(each) for each in zip(*results, strict=True))
            print(f"{name + ' ' + language:28}{first:8.0%}{found:10.0%}{noise:13.1f}")


def judge(tell: Callable[..., Sequence[str]], language: str, theme: str, ways: Sequence[str]) -> tuple[float, ...]:
    """Whether *theme* is told first, whether all its words are among the first three, and how many others are told;
    over twenty draws."""
    told = [tell(*drawn(random.Random(seed), language, ways), BRAND) for seed in range(20)]
    wanted = fold(theme).text
    places = [[fold(each).text for each in one] for one in told]
    return (
        mean(place[:1] == [wanted] for place in places),
        mean(telling(wanted) <= telling(" ".join(place[:3])) for place in places),
        mean(sum(not overlaps(each, wanted) for each in place) for place in places),
    )


def telling(text: str) -> set[str]:
    return {word.text for word in words(text)} - STOP


def overlaps(told: str, wanted: str) -> bool:
    return bool(set(told.split()) & set(wanted.split()))


def drawn(chance: random.Random, language: str, ways: Sequence[str]) -> tuple[list[Sample], list[Sample]]:
    """Twenty angry texts, twelve of them about what is new, some beside the same quotation; and the past."""
    numbers = iter(range(10**6))

    def sample(said: str, *, negative: bool = True) -> Sample:
        number, mood = next(numbers), chance.choice(MOODS[language]).format(brand=BRAND)
        prose = f"{mood} {said.capitalize()}" if chance.random() < 0.5 else f"{said} {mood}"
        quoted = f" {QUOTED[language]}" if negative and chance.random() < 0.35 else ""
        return Sample(number, NOW, "forum", f"author {number}", str(number), prose + quoted, 0, negative, False, False)

    angry = [sample(chance.choice(ways)) for _ in range(12)] + [
        sample(chance.choice(USUAL[language])) for _ in range(8)
    ]
    past = [sample(chance.choice(USUAL[language])) for _ in range(30)]
    return angry, past + [sample(chance.choice(PLEASED[language]), negative=False) for _ in range(30)]


def frequent(angry: Sequence[Sample], _: Sequence[Sample], brand: str) -> list[str]:
    """What a word cloud shows: the words that occur most often, little ones and the brand's name left out."""
    skipped = STOP | {word.text for word in words(brand)}
    counts = Counter(word.text for one in angry for word in words(one.prose) if word.text not in skipped)
    return [word for word, _ in counts.most_common(4)]


if __name__ == "__main__":
    main()
