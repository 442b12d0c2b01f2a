"""How mentions sound, in French and in English, with stars and without."""

from __future__ import annotations

import pytest

from monitor.enrich.sentiment import sentiment_of
from monitor.enrich.toward import headline, reported
from monitor.model import NEUTRAL, Rating, Span

FRENCH = (
    ("Franchement déçu, le colis est arrivé cassé.", "negative"),
    ("Service client injoignable depuis trois semaines, c'est inadmissible !", "negative"),
    ("La pire expérience de ma vie.", "negative"),
    ("C'est nul.", "negative"),
    ("Quelle arnaque !!!", "negative"),
    ("Une honte, je ne reviendrai plus jamais.", "negative"),
    ("Ce n'est pas bon du tout.", "negative"),
    ("Je n'aime pas leur nouvelle recette.", "negative"),
    ("Le vendeur n'était pas aimable.", "negative"),
    ("Aucun intérêt, passez votre chemin.", "negative"),
    ("Toujours pas remboursé, je suis furieuse.", "negative"),
    ("L'application plante à chaque ouverture, inutilisable.", "negative"),
    ("À fuir.", "negative"),
    ("Les plats étaient fades et froids, la salle bruyante.", "negative"),
    ("C'était joli mais l'accueil est exécrable.", "negative"),
    ("Ils se moquent de nous.", "negative"),
    ("Jamais contente de mes achats chez eux.", "negative"),
    ("Nuuuul de chez nul", "negative"),
    ("Encore une panne 😡", "negative"),
    ("Trop cher pour ce que c'est.", "negative"),
    ("Merci à toute l'équipe pour votre gentillesse !", "positive"),
    ("Livraison rapide, emballage soigné, je recommande.", "positive"),
    ("C'est vraiment excellent.", "positive"),
    ("J'adore ce parfum ❤️", "positive"),
    ("Accueil chaleureux et personnel très compétent.", "positive"),
    ("Pas mal du tout, cette nouvelle formule.", "positive"),
    ("Je n'ai jamais été déçu, un service parfait.", "positive"),
    ("Un peu lent au début, mais un résultat magnifique.", "positive"),
    ("Rien à redire, tout était impeccable.", "positive"),
    ("Sans problème, et pas cher.", "positive"),
    ("Bravo, c'est génial !", "positive"),
    ("Un vrai coup de cœur.", "positive"),
    ("Enfin un garagiste honnête.", "positive"),
    ("Super réactifs, au top", "positive"),
    ("Le meilleur pain du quartier.", "positive"),
    ("On s'est régalés, un délicieux moment.", "positive"),
    ("La boutique ouvre mardi à dix heures.", "neutral"),
    ("Le remboursement arrive sous dix jours.", "neutral"),
    ("Velmora nomme une directrice financière.", "neutral"),
    ("Quelqu'un sait où se trouve le magasin de Lyon ?", "neutral"),
    ("Il faut dire que tout le monde a pu entrer.", "neutral"),
    ("Le vol pour Porto part du terminal deux.", "neutral"),
    ("La réunion sur le prix du lait aura lieu jeudi.", "neutral"),
    ("Bonjour, je voudrais changer mon adresse.", "neutral"),
)

ENGLISH = (
    ("Worst airline ever, never again.", "negative"),
    ("The app crashes all day and support is terrible.", "negative"),
    ("This jacket is not good.", "negative"),
    ("I hate the new design.", "negative"),
    ("Rude staff and a horrible smell.", "negative"),
    ("They ruined my holiday.", "negative"),
    ("The soup was disgusting.", "negative"),
    ("I’m very disappointed with the refund.", "negative"),
    ("It isn’t great.", "negative"),
    ("Nice packaging, but the product is awful.", "negative"),
    ("Absolutely useless customer service", "negative"),
    ("My order is lost and nobody cares :(", "negative"),
    ("The waiter was angry and the food was bad.", "negative"),
    ("A total failure.", "negative"),
    ("Such a waste of money!", "negative"),
    ("I love this shop!", "positive"),
    ("Great value and friendly people.", "positive"),
    ("Thanks for the excellent support.", "positive"),
    ("Not bad at all.", "positive"),
    ("The best coffee in town.", "positive"),
    ("A bit slow, but the result is wonderful.", "positive"),
    ("Super happy with my new phone :)", "positive"),
    ("They helped us, very kind and honest.", "positive"),
    ("What a beautiful hotel 😍", "positive"),
    ("I recommend it, well done.", "positive"),
    ("Perfect from start to finish.", "positive"),
    ("Delicious, and the staff are lovely.", "positive"),
    ("The shop opens on Tuesday at ten.", "neutral"),
    ("Velmora appoints a chief financial officer.", "neutral"),
    ("Does anyone know where the Leeds store is?", "neutral"),
    ("The meeting about milk is on Thursday.", "neutral"),
    ("I changed my address last week.", "neutral"),
)

POLITE = "Bonjour, merci pour la livraison rapide et le joli paquet."


@pytest.mark.parametrize(("prose", "expected"), FRENCH)
def test_french_is_heard_as_a_french_reader_would(prose: str, expected: str) -> None:
    assert sentiment_of(prose, "fr").label == expected


@pytest.mark.parametrize(("prose", "expected"), ENGLISH)
def test_english_is_heard_as_vader_hears_it(prose: str, expected: str) -> None:
    assert sentiment_of(prose, "en").label == expected


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [
        ("C'est bon.", "C'est très bon."),
        ("C'est bon.", "C'est bon !!!"),
        ("le service est bon ici", "le service est BON ici"),
        ("C'est super.", "C'est suuuuper."),
        ("C'est assez bon.", "C'est bon."),
        ("C'est bon.", "C'est bon 😍"),
        ("C'est bon mais lent.", "C'est lent mais bon."),
    ],
)
def test_french_grammar_bends_the_words(weaker: str, stronger: str) -> None:
    assert sentiment_of(weaker, "fr").value < sentiment_of(stronger, "fr").value


def test_a_reason_tells_where_the_word_stands_what_it_weighs_and_what_bent_it() -> None:
    prose = "Accueil pas aimable, mais un repas délicieux."
    reasons = sentiment_of(prose, "fr").reasons

    lexical = [reason for reason in reasons if reason.why != "usage"]
    assert [prose[reason.start : reason.end] for reason in lexical] == ["délicieux", "aimable", "pas"]
    assert lexical[0].weight > 0 > lexical[1].weight
    assert [reason.why for reason in lexical] == ["after a but", "negated, before a but", "before a but"]


def test_english_reasons_point_at_words_emoticons_and_emoji() -> None:
    prose = "Great shop, (awful) parking :( but 😍"
    reasons = (reason for reason in sentiment_of(prose, "en").reasons if reason.why != "usage")
    found = {prose[reason.start : reason.end] for reason in reasons}

    assert found == {"Great", "awful", ":(", "😍"}


def test_reasons_are_the_eight_heaviest_in_their_order() -> None:
    reasons = sentiment_of("bon excellent correct joli nul atroce lent fade parfait merci utile", "fr").reasons

    weights = [abs(reason.weight) for reason in reasons]
    assert len(reasons) == 8
    assert weights == sorted(weights, reverse=True)


def test_one_star_with_polite_words_is_a_complaint() -> None:
    score = sentiment_of(POLITE, "fr", Rating(1))

    assert sentiment_of(POLITE, "fr").label == "positive"
    assert score.label == "negative"
    assert score.reasons[0].cue == "1/5"
    assert score.reasons[0].why == "rating"


@pytest.mark.parametrize(
    ("rating", "expected"),
    [
        (Rating(2), "negative"),
        (Rating(3), "positive"),
        (Rating(5), "positive"),
        (Rating(1, best=10), "negative"),
        (Rating(20, best=100, worst=0), "negative"),
    ],
)
def test_stars_count_on_their_own_scale(rating: Rating, expected: str) -> None:
    assert sentiment_of(POLITE, "fr", rating).label == expected


def test_words_decide_where_the_stars_are_in_the_middle() -> None:
    assert sentiment_of("Accueil exécrable, plats froids.", "fr", Rating(3)).label == "negative"


def test_stars_and_words_that_agree_are_surer_than_those_that_do_not() -> None:
    assert sentiment_of(POLITE, "fr", Rating(5)).confidence > sentiment_of(POLITE, "fr", Rating(1)).confidence


def test_a_language_without_an_engine_is_judged_by_its_stars_or_not_at_all() -> None:
    assert sentiment_of("Okropny sklep, nigdy więcej!", "pl") == NEUTRAL
    assert sentiment_of("Okropny sklep, nigdy więcej!", "pl", Rating(1)).label == "negative"
    assert sentiment_of("", "", Rating(5)).label == "positive"


def test_a_text_without_a_known_word_is_neutral_with_little_confidence() -> None:
    score = sentiment_of("Le ministre passera mardi.", "fr")

    assert score.label == "neutral"
    assert abs(score.value) < 0.1
    assert {reason.why for reason in score.reasons} <= {"usage"}
    assert 0 < score.confidence < 0.6


@pytest.mark.parametrize(
    "prose",
    [
        "Acme: terrible quality and rude people, avoid",
        "Terrible quality, rude people. Acme.",
        "The service is slow and the staff is rude, Acme",
    ],
)
def test_a_complaint_that_names_nobody_else_is_heard_whole_wherever_the_name_stands(prose: str) -> None:
    at = prose.index("Acme")

    assert sentiment_of(prose, "en", spans=[Span(at, at + 4, "Acme")]).label == "negative"


@pytest.mark.parametrize(
    ("language", "prose", "expected"),
    [
        ("en", "@velluno four hours on the tarmac and not one announcement", "negative"),
        ("en", "@velluno which terminal for Oslo", "neutral"),
        ("fr", "@velluno ma commande tourne en rond depuis lundi et personne ne répond", "negative"),
        ("fr", "@velluno le magasin de Tours est ouvert le lundi ?", "neutral"),
        ("fr", "@velluno reçu ce matin, tout fonctionne, merci à vous", "positive"),
        ("de", "@velluno seit Montag warte ich auf den Techniker", "negative"),
        ("de", "@velluno hat die Filiale in Ulm samstags auf", "neutral"),
        ("es", "@velluno llevo un mes sin noticias de mi pedido", "negative"),
        ("it", "@velluno da un mese aspetto il frigorifero", "negative"),
        ("pt", "@velluno estou há um mês esperando a geladeira", "negative"),
        ("nl", "@velluno ik wacht al een maand op mijn koelkast", "negative"),
    ],
)
def test_who_calls_the_brand_by_its_handle_is_heard_by_the_facts_he_tells(
    language: str, prose: str, expected: str
) -> None:
    assert sentiment_of(prose, language, spans=[Span(1, 8, "velluno")]).label == expected


@pytest.mark.parametrize(
    ("prose", "is_one"),
    [
        ("Velmora shares slump as chief executive resigns", True),
        ("Velmora shares slumped on Monday.", False),
        ("“Velmora shares slumped.”", False),
        ("Will Velmora survive?", False),
        ("Velmora shares slump " * 6, False),
    ],
)
def test_a_headline_is_short_and_has_no_full_stop(prose: str, is_one: bool) -> None:
    assert headline(prose) is is_one


@pytest.mark.parametrize(
    ("prose", "is_told"),
    [
        ("Velmora said on Monday that profits had fallen.", True),
        ("“We let our customers down,” said Velmora's chairman.", True),
        ("The chairman of Velmora called it 'our darkest hour' on Monday.", True),
        ("Velmora let us down on Monday.", False),
        ("Velmora's slogan is “People first”, and we waited an hour.", False),
        ("@user Velmora said on Monday that profits had fallen.", False),
    ],
)
def test_a_newspaper_quotes_people_and_does_not_speak_of_itself(prose: str, is_told: bool) -> None:
    assert reported(prose) is is_told
