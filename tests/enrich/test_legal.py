"""Insult and accusation: what is one, what only looks like one, and where it stands."""

from __future__ import annotations

import pytest

from monitor.enrich.accusation import accusation_of
from monitor.enrich.insult import insult_of
from monitor.model import NO_SCORE, Span

INSULTS = (
    ("fr", "Bande d'incapables, rendez-moi mes clés.", "Bande d'incapables"),
    ("fr", "Vous êtes des clowns chez Velmora.", "Vous êtes des clowns"),
    ("fr", "Velmora, escrocs, je le dis tout haut !", "escrocs"),
    ("fr", "Quel ramassis de branquignols cette agence", "ramassis de branquignols"),
    ("fr", "Espèces de minables, vous ne répondez jamais.", "Espèces de minables"),
    ("fr", "Allez tous vous faire foutre, je résilie.", "Allez tous vous faire foutre"),
    ("fr", "Le directeur est un gros con, tout le monde le sait.", "est un gros con"),
    ("fr", "Ce sont des voleurs, rien de plus.", "sont des voleurs"),
    ("fr", "Tous des menteurs dans cette boutique.", "Tous des menteurs"),
    ("fr", "Pauvre type, ce gérant.", "Pauvre type"),
    ("fr", "Ces ordures… vous n'êtes que des ordures.", "vous n'êtes que des ordures"),
    ("fr", "bande de c0nnards, service de nuit", "bande de c0nnards"),
    ("fr", "Bande de c o n n a r d s", "Bande de c o n n a r d s"),
    ("fr", "Une bande d'e s c r o c s chez Velmora", "e s c r o c s"),
    ("fr", "Vous êtes des enc*lés chez Orsel", "Vous êtes des enc*lés"),
    ("fr", "BANDE D'ABRUTIIIIS", "BANDE D'ABRUTIIIIS"),
    ("fr", "Je n'ai jamais vu ça, bande de guignols.", "bande de guignols"),
    ("en", "Pathetic morons, all of you.", "Pathetic morons"),
    ("en", "You are a bunch of thieves.", "bunch of thieves"),
    ("en", "They are nothing but clowns over there.", "They are nothing but clowns"),
    ("en", "What an idiot, this manager.", "What an idiot"),
    ("en", "Go fuck yourselves, Orsel.", "Go fuck yourselves"),
    ("en", "The owner is a spineless coward.", "is a spineless coward"),
    ("en", "Crooks, crooks everywhere at Velmora.", "Crooks"),
    ("en", "Useless bloody parasites, the lot of them.", "Useless bloody parasites"),
    ("en", "You sh!t show of a company, you a$$holes.", "you a$$holes"),
    ("en", "You utter tw_ts at Velmora.", "You utter tw_ts"),
    ("fr", "Le SAV de Velmora est tenu par des débiles.", "débiles"),
)

NO_INSULTS = (
    ("fr", "Je me sens idiot d'avoir attendu."),
    ("fr", "Je suis un imbécile, j'ai raté l'heure."),
    ("fr", "Moi comme un con j'ai attendu trois heures."),
    ("fr", "Cette pizza est nulle."),
    ("fr", "Le nouveau logo est ridicule et le service est nul."),
    ("fr", "Ce ne sont pas des escrocs, au contraire."),
    ("fr", "Vous n'êtes pas des voleurs, j'ai retrouvé mon colis."),
    ("fr", "Un client m'a traitée de connasse devant la caisse."),
    ("fr", "Mon ex, ce salaud, travaille en face du magasin."),
    ("fr", "La collecte des ordures passe le mardi devant chez Velmora."),
    ("fr", "Nouveau rayon pour chiens et chats, et un rat dans une animalerie."),
    ("fr", "Le film Le voleur de bicyclette repasse ce soir."),
    ("fr", "Une baguette et un bâtard bien cuits, s'il vous plaît."),
    ("fr", "Les gourdes vendues chez Velmora fuient."),
    ("fr", "C'est minable, trois rendez-vous annulés."),
    ("fr", "Ségolène Royal assassine l'écologie."),
    ("fr", "« Repaire de beaufs » dit ce magazine de Velmora. Mépris de classe, point."),
    ("en", "They are not scammers, I got my parcel."),
    ("en", "I feel like an idiot for waiting."),
    ("en", "I am such a moron, I forgot my bag."),
    ("en", "This pizza is garbage."),
    ("en", "He called the waiter an idiot and had to leave."),
    ("en", "My ex, that bastard, works across the street."),
    ("en", "The pet shop sells rats, snakes and pigs."),
    ("en", "The new song ticks me off and weasels out of the melody."),
    ("en", "Tonight on Velmora: The Bastard Executioner."),
    ("en", "Velmora launches two hot sauces, Liar's Tongue and Filthy Crook."),
    ("en", "What a bastard of a morning, hail everywhere."),
    ("en", 'The columnist who branded the nurses "heartless butchers" has apologised.'),
)

ACCUSATIONS = (
    ("fr", "Ils ont volé ma caution.", "ont volé ma caution"),
    ("fr", "Elle falsifie les dates de péremption.", "falsifie les dates"),
    ("fr", "La présidente est partie après un détournement de fonds.", "détournement de fonds"),
    ("fr", "C'est du travail dissimulé, et personne ne bouge.", "travail dissimulé"),
    ("fr", "Ils m'ont escroqué de deux mille euros.", "m'ont escroqué"),
    ("fr", "Le gérant harcelait les stagiaires.", "harcelait les stagiaires"),
    ("fr", "Orsel a menti aux clients.", "a menti"),
    ("fr", "Velmora vend des produits périmés.", "vend des produits périmés"),
    ("fr", "Leur usine déverse ses déchets dans la rivière.", "déverse ses déchets"),
    ("fr", "Ils versent des pots-de-vin à la mairie.", "pots-de-vin"),
    ("fr", "Les heures supplémentaires ne sont jamais payées.", "supplémentaires ne sont jamais payées"),
    ("fr", "Velmora achète de faux avis par centaines.", "achète de faux avis"),
    ("fr", "Ils revendent nos données à des inconnus.", "revendent nos données"),
    ("fr", "Non seulement ils ont volé ma caution, mais ils en rient.", "ont volé ma caution"),
    ("en", "They stole my deposit.", "stole my"),
    ("en", "Orsel lied about the test results.", "lied about"),
    ("en", "The director embezzled the staff fund.", "director embezzled"),
    ("en", "They sell expired meat to schools.", "sell expired"),
    ("en", "Velmora bribed the inspectors.", "bribed the inspectors"),
    ("en", "The plant dumps toxic waste at night.", "dumps toxic"),
    ("en", "They never paid their workers.", "never paid their workers"),
    ("en", "They posted hundreds of fake reviews.", "posted hundreds of fake reviews"),
    ("en", "The garage forged my signature.", "forged my signature"),
    ("en", "They scammed me out of nine hundred pounds.", "scammed me"),
)

NO_ACCUSATIONS = (
    ("fr", "Ils n'ont jamais volé un client."),
    ("fr", "Velmora n'a pas menti sur ses prix."),
    ("fr", "Orsel dément avoir falsifié les comptes."),
    ("fr", "Le directeur, accusé à tort d'avoir détourné les fonds, reprend son poste."),
    ("fr", "Relaxée, la gérante n'est plus poursuivie pour détournement de fonds."),
    ("fr", "Attention, un faux SMS imite Orsel pour voler vos données."),
    ("fr", "Velmora victime d'un détournement de fonds."),
    ("fr", "Le vol a duré trois heures et l'avion a volé au-dessus des nuages."),
    ("fr", "Cette pizza est nulle et hors de prix."),
    ("en", "They never stole anything from anyone."),
    ("en", "Orsel denies it lied to customers."),
    ("en", "Cleared of fraud: she did not embezzle the money."),
    ("en", "Beware: a fake site pretending to be Orsel steals your data."),
    ("en", "This pizza is a crime."),
    ("en", "Keep employees informed and flyers happy."),
    ("en", "Fraudsters pay for takeaways at Velmora with stolen cards."),
    ("en", "Does your firm refund stolen card losses?"),
    ("fr", "Est-ce que vous couvrez le vol de vélo ?"),
    ("en", "Orsel is the victim of a fraud: someone stole its logo."),
)

LOWERED = (
    ("fr", "Ils ont volé ma caution.", "Ont-ils volé ma caution ? Ils ont volé ma caution ?"),
    ("fr", "Ils ont volé ma caution.", "Il paraît qu'ils ont volé ma caution."),
    ("en", "They stole my deposit.", "Apparently they stole my deposit."),
)


@pytest.mark.parametrize(("language", "prose", "span"), INSULTS)
def test_an_insult_is_found_where_it_stands(language: str, prose: str, span: str) -> None:
    score = insult_of(prose, language)

    assert score.label != "none"
    assert any(span in prose[reason.start : reason.end] for reason in score.reasons)


@pytest.mark.parametrize(("language", "prose"), NO_INSULTS)
def test_what_only_looks_like_an_insult_is_none(language: str, prose: str) -> None:
    assert insult_of(prose, language).label == "none"


@pytest.mark.parametrize(("language", "prose", "span"), ACCUSATIONS)
def test_an_accusation_is_found_where_it_stands(language: str, prose: str, span: str) -> None:
    score = accusation_of(prose, language)

    assert score.label != "none"
    assert any(span in prose[reason.start : reason.end] for reason in score.reasons)


@pytest.mark.parametrize(("language", "prose"), NO_ACCUSATIONS)
def test_what_only_looks_like_an_accusation_is_none(language: str, prose: str) -> None:
    assert accusation_of(prose, language).label == "none"


@pytest.mark.parametrize(("language", "plain", "careful"), LOWERED)
def test_doubt_lowers_an_accusation_without_excusing_it(language: str, plain: str, careful: str) -> None:
    asserted, doubted = accusation_of(plain, language), accusation_of(careful, language)

    assert asserted.label == "likely"
    assert doubted.reasons[0].weight < asserted.reasons[0].weight
    assert "lowered by" in doubted.reasons[0].why
    assert doubted.label != "none"


def test_insult_and_accusation_are_two_scores_of_one_text() -> None:
    prose = "Bande d'ordures, vous avez volé ma caution."

    assert insult_of(prose, "fr").label == "likely"
    assert accusation_of(prose, "fr").label == "likely"


@pytest.mark.parametrize(
    ("language", "prose"),
    [("fr", "Escrocs !"), ("", "Bande d'escrocs, vous avez volé ma caution."), ("es", "Un hotel con vistas al mar.")],
)
def test_too_short_a_text_or_one_in_an_unknown_language_is_not_judged(language: str, prose: str) -> None:
    assert insult_of(prose, language) == NO_SCORE
    assert accusation_of(prose, language) == NO_SCORE


def test_a_cue_far_from_the_brand_weighs_less() -> None:
    prose = "Velmora ouvre. " + "Il fait beau sur la ville. " * 40 + "Vous êtes des clowns."

    near, far = insult_of(prose, "fr"), insult_of(prose, "fr", (Span(0, 7, "Velmora"),))

    assert far.value < near.value
    assert far.reasons[0].why == "second person, lowered by distance from the brand"


def test_a_cursing_word_aimed_at_nobody_is_only_possible_beside_the_brand() -> None:
    assert insult_of("Il y avait un abruti dans la file, dommage.", "fr").label == "none"
    assert insult_of("Velmora, un abruti dans la file, dommage.", "fr", target="Velmora").label == "possible"


@pytest.mark.parametrize(
    ("language", "prose"),
    [
        ("en", "Velmora r s c u m b a g s"),
        ("fr", "La direction de Velmora : des pour-ri-tu-res"),
        ("fr", "Velmora, de vraies orԁures."),
    ],
)
def test_letters_parted_hyphenated_or_foreign_hide_no_insult(language: str, prose: str) -> None:
    assert insult_of(prose, language, target="Velmora").label != "none"


def test_a_name_that_goes_on_is_all_the_brand() -> None:
    assert accusation_of("Oswick Mutual stole my deposit.", "en", target="Oswick").label == "likely"
    assert insult_of("Velmora Rail, Dick Turpin at least wore a mask.", "en", target="Velmora").label == "none"


def test_another_s_handle_is_spoken_to() -> None:
    assert (
        insult_of("@cousin I was at Velmora on Monday. You idiots missed it.", "en", target="Velmora").label == "none"
    )


def test_two_words_are_judged_where_one_is_the_brand() -> None:
    assert insult_of("Connards @Velmora", "", target="Velmora").label == "likely"
    assert insult_of("Salopards !", "") == NO_SCORE


@pytest.mark.parametrize(
    ("language", "prose", "accused"),
    [
        ("en", "Nobody at the hearing asked Zanor about the deposits it stole from tenants.", True),
        ("fr", "Zanor ne parle jamais de l'argent qu'elle a volé aux locataires.", True),
        ("en", "Somebody stole from Zanor last night.", False),
        ("en", "Burglars broke into Zanor on Sunday; they stole from the till.", False),
    ],
)
def test_it_is_the_brand_that_was_named_and_nobody_else_and_no_victim_of_what_it_does(
    language: str, prose: str, accused: bool
) -> None:
    score = accusation_of(prose, language, target="Zanor")

    assert (score.label != "none") == accused
