"""Doubts about a query in words: what was found, why it matters, what to do. English and French."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import astuple, dataclass

from monitor.match.linting import Doubt, Finding


@dataclass(frozen=True, slots=True)
class Told:
    what: str
    why: str
    todo: str


_SENSES = {
    "en": {
        "food": "something to eat",
        "beast": "an animal",
        "colour": "a colour",
        "place": "a place",
        "person": "somebody's name",
        "thing": "an everyday thing",
    },
    "fr": {
        "food": "quelque chose qui se mange",
        "beast": "un animal",
        "colour": "une couleur",
        "place": "un lieu",
        "person": "le nom de quelqu'un",
        "thing": "une chose de tous les jours",
    },
}

_SAID: dict[Doubt, dict[str, Told]] = {
    Doubt.NEVER: {
        "en": Told(
            "this can never be found",
            "it cannot be together with “{part}”, which is asked for as well",
            "use OR, or remove one",
        ),
        "fr": Told(
            "ceci ne sera jamais trouvé",
            "cela ne va jamais avec « {part} », qui est demandé aussi",
            "mettez OR, ou retirez l'un des deux",
        ),
    },
    Doubt.KILLED: {
        "en": Told("this excludes all that is found", "it holds wherever “{part}” does", "exclude less, or remove it"),
        "fr": Told(
            "ceci exclut tout ce qui est trouvé",
            "c'est vrai partout où « {part} » l'est",
            "excluez moins, ou retirez-le",
        ),
    },
    Doubt.REDUNDANT: {
        "en": Told("this changes nothing", "“{part}” says as much already", "remove it"),
        "fr": Told("ceci ne change rien", "« {part} » le dit déjà", "retirez-le"),
    },
    Doubt.PREFIX: {
        "en": Told(
            "{part} begins many words",
            "under {most} letters before the * much else is found",
            "write more letters, or the words themselves with OR",
        ),
        "fr": Told(
            "bien des mots commencent par {part}",
            "à moins de {most} lettres avant *, on trouve bien autre chose",
            "écrivez plus de lettres, ou les mots eux-mêmes avec OR",
        ),
    },
    Doubt.FUZZY: {
        "en": Told(
            "{part} is short for ~{number}",
            "under {most} letters, other words are as near as its misspellings",
            "write the misspellings out with OR: vigie query suggest shows them",
        ),
        "fr": Told(
            "{part} est court pour ~{number}",
            "à moins de {most} lettres, d'autres mots sont aussi proches que ses fautes",
            "écrivez les fautes avec OR : vigie query suggest les montre",
        ),
    },
    Doubt.WIDE: {
        "en": Told(
            "{number} words are a whole paragraph",
            "further than {most} words apart, two words seldom speak of each other",
            "write a smaller number, or SENTENCE; AND if the distance does not matter",
        ),
        "fr": Told(
            "{number} mots font tout un paragraphe",
            "au-delà de {most} mots, deux mots parlent rarement l'un de l'autre",
            "écrivez un nombre plus petit, ou SENTENCE ; AND si la distance n'importe pas",
        ),
    },
    Doubt.HOMONYM: {
        "en": Told(
            "“{part}” is also {sense}",
            "nothing beside it says which one is meant",
            "ask for a word of the trade near it, as in {part} NEAR/10 (shop OR order), or exclude the other sense",
        ),
        "fr": Told(
            "« {part} » est aussi {sense}",
            "rien à côté ne dit duquel on parle",
            "demandez un mot du métier à côté, comme {part} NEAR/10 (magasin OR commande), ou excluez l'autre sens",
        ),
    },
    Doubt.EVERYDAY: {
        "en": Told("“{part}” stands in nearly every text", "it tells nothing", 'put it in a phrase: "{part} ..."'),
        "fr": Told(
            "« {part} » est dans presque tous les textes",
            "cela ne dit rien",
            'mettez-le dans une suite de mots : "{part} ..."',
        ),
    },
    Doubt.SPELLINGS: {
        "en": Told(
            "the words with ~ and ? are looked for among the first {number} different words of a text only",
            "there are so many of them",
            "write the spellings out with OR, or the beginning of the word and *; or cut the query in two",
        ),
        "fr": Told(
            "les mots avec ~ et ? ne sont cherchés que parmi les {number} premiers mots différents d'un texte",
            "ils sont trop nombreux",
            "écrivez les formes avec OR, ou le début du mot et * ; ou coupez la requête en deux",
        ),
    },
    Doubt.EXPRESSIONS: {
        "en": Told(
            "expressions are looked for in the first {number} characters of a text only",
            "they are long, together",
            "cut them, lower their counts, or write words instead",
        ),
        "fr": Told(
            "les expressions ne sont cherchées que dans les {number} premiers caractères d'un texte",
            "elles sont longues, à elles toutes",
            "raccourcissez-les, baissez leurs répétitions, ou écrivez des mots",
        ),
    },
    Doubt.SMALL: {
        "en": Told(
            "“{part}” is looked for as a word",
            "operators are written in capitals",
            'write {most}, or "{part}" between quotes if the word is meant',
        ),
        "fr": Told(
            "« {part} » est cherché comme un mot",
            "les opérateurs s'écrivent en capitales",
            'écrivez {most}, ou "{part}" entre guillemets si c\'est le mot',
        ),
    },
    Doubt.STRAY: {
        "en": Told(
            "{number} of {hits} mentions that were marked do not speak of the brand",
            "the words that tell them: {part}",
            "exclude these words, or ask for others near the name: see `context:`",
        ),
        "fr": Told(
            "{number} des {hits} mentions marquées ne parlent pas de la marque",
            "les mots qui les trahissent : {part}",
            "excluez ces mots, ou demandez-en d'autres près du nom : voir `context:`",
        ),
    },
    Doubt.FLOOD: {
        "en": Told(
            "about {number} mentions a day are to be expected",
            "in the last {days} days {hits} were found",
            "ask for more with AND or NEAR, or exclude what is not meant",
        ),
        "fr": Told(
            "environ {number} mentions par jour sont à attendre",
            "ces {days} derniers jours, {hits} ont été trouvées",
            "demandez davantage avec AND ou NEAR, ou excluez ce qui n'est pas visé",
        ),
    },
}


def told(finding: Finding, language: str = "en") -> Told:
    """*finding* in words; English for a *language* that is not ours."""
    spoken = language if language in _SENSES else "en"
    words = dict(finding.words)
    words["sense"] = _SENSES[spoken].get(words.get("sense", ""), "")
    said = _SAID[finding.doubt][spoken]
    return Told(*(text.format_map(words) for text in (said.what, said.why, said.todo)))


def table() -> Iterator[tuple[str, str]]:
    """Each sentence in English with its French, as phrase books have them: {} for what is filled in."""
    for said in _SAID.values():
        for english, french in zip(astuple(said["en"]), astuple(said["fr"]), strict=True):
            yield re.sub(r"\{\w+\}", "{}", english), re.sub(r"\{\w+\}", "{}", french.replace("{sense}", "{fr}"))
    yield from zip(_SENSES["en"].values(), _SENSES["fr"].values(), strict=True)
