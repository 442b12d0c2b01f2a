"""Common words that are also names: fruit, beasts, colours, places, people, and what every text says.

A list of our own, folded, short on purpose: what it holds is warned of where it stands alone.
"""

from __future__ import annotations

from enum import StrEnum


class Sense(StrEnum):
    FOOD = "food"
    BEAST = "beast"
    COLOUR = "colour"
    PLACE = "place"
    PERSON = "person"
    THING = "thing"
    EVERYDAY = "everyday"


_LISTS: dict[Sense, str] = {
    Sense.FOOD: (
        "orange apple pomme citron lemon mangue mango banane banana fraise raspberry framboise cerise cherry "
        "peche peach prune plum raisin grape poire pear abricot apricot olive noix nut amande almond miel "
        "honey sel salt sucre sugar poivre pepper menthe mint vanille vanilla cafe coffee cacao cocoa biscuit "
        "galette tarte"
    ),
    Sense.BEAST: (
        "puma jaguar lion tigre tiger panthere panther aigle eagle faucon falcon colibri cheval horse mustang "
        "fox renard loup wolf ours bear requin shark dauphin dolphin abeille bee fourmi ant cobra python "
        "crocodile camel chameau pingouin penguin hirondelle swallow cygne swan hibou owl chouette colvert "
        "coq rooster"
    ),
    Sense.COLOUR: (
        "rouge red bleu blue vert green jaune yellow noir black blanc white rose pink violet purple gris grey "
        "azur indigo ivoire ivory ocre corail coral"
    ),
    Sense.PLACE: (
        "paris london londres berlin rome madrid lyon lille nice nantes tours angers orleans vienne avignon "
        "bordeaux marseille geneve geneva amazon amazone colorado alaska sahara pacific pacifique atlas etna "
        "vesuvius olympe delphi avalon waterloo verdun trafalgar arcadia savoie bretagne normandie provence"
    ),
    Sense.PERSON: (
        "martin bernard dubois thomas robert richard petit durand leroy moreau simon laurent michel garcia "
        "marie jeanne louise alice emma victoria diana alexandra celine nathalie sophie claire lola clio zoe "
        "megane jules leon oscar hugo victor felix max tom charlie henry james smith jones brown taylor ford "
        "hermes mars jupiter saturne saturn venus apollo apollon athena minerva orion phoenix sirius"
    ),
    Sense.THING: (
        "gap shell dove tide bounce crest target visa discover express monster bolt square stripe slack zoom "
        "notion signal meta alphabet box oracle sun soleil lune moon etoile star ciel sky mer sea ocean vague "
        "wave terre earth feu fire pierre stone fleur flower foret forest montagne mountain lac lake pont "
        "bridge porte door fenetre window maison house avion plane bateau boat train velo bike clef key roue "
        "wheel table chaise canal poste carrefour casino free libre match but action galaxy pixel surface "
        "edge chrome safari opera leader champion total energie energy nature natura avenir future"
    ),
    Sense.EVERYDAY: (
        "le la les un une des du de et ou mais donc or ni car que qui quoi dont ce cette ces mon ton son "
        "notre votre leur je tu il elle nous vous ils elles on est sont etre avoir fait faire plus moins tout "
        "tous rien bien mal bon bonne mauvais grand nouveau oui non merci bonjour the a an and if of to in at "
        "by for with from this that these those my your his her our their i you he she it we they is are was "
        "be have has do does not no yes good bad new old all any some more less very just like get go one two "
        "first last time day year man thing people world life hand part place case week company system "
        "program question work government number night point home water room mother area money story fact "
        "month lot right study book eye job word business issue side kind head service friend father power "
        "hour game line end member law city community name president team minute idea kid body information "
        "back parent face others level office health person art war history party result change morning "
        "reason research girl guy moment air teacher force education jour annee temps homme femme vie monde "
        "main chose cas heure ville pays groupe probleme travail enfant mot raison argent prix client produit "
        "magasin site page livre"
    ),
}

COMMON: dict[str, Sense] = {word: sense for sense, words in _LISTS.items() for word in words.split()}
