"""A query said back in plain words, as an indented tree; and for one text, what of it was found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from monitor.match.query import (
    And,
    Fact,
    Fuzzy,
    Leaf,
    Link,
    Named,
    Near,
    Node,
    Not,
    Or,
    Query,
    Raw,
    Regex,
    Term,
    Wild,
    Within,
)
from monitor.text import one_line

_ENGLISH = {
    "all": "all of:",
    "any": "at least one of:",
    "none": "but not:",
    "word": "the word “{}”",
    "phrase": "the words “{}”, one after the other",
    "slop": "the words “{}” in any order, with at most {} others among them",
    "begins": "a word like “{}” (* any letters, ? one)",
    "like": "the word “{}”, or one written nearly so (at most {} letters apart)",
    "split": "“{}” in one word or in two",
    "raw": "“{}” exactly as it is written here",
    "regex": "the expression {}",
    "title": "in the title:",
    "text": "in the text, not in the title:",
    "list": "one of the list “{}”:",
    "macro": "what “{}” stands for:",
    "near": "at most {} words from it:",
    "after": "after it, at most {} words away:",
    "sentence": "in the same sentence:",
    "sentence after": "after it in the same sentence:",
    "absent": "but nowhere {} words or fewer from it:",
    "absent after": "but not after it within {} words:",
    "absent sentence": "but not in the same sentence:",
    "absent sentence after": "but not after it in the same sentence:",
    "is": "{} is {}",
    "has": "there is: {}",
    "least": "{} is at least {}",
    "most": "{} is at most {}",
    "between": "{} is from {} to {}",
}
_FRENCH = {
    "all": "tout ceci :",
    "any": "au moins l'un de :",
    "none": "mais pas :",
    "word": "le mot « {} »",
    "phrase": "les mots « {} », à la suite",
    "slop": "les mots « {} » dans n'importe quel ordre, avec au plus {} autres parmi eux",
    "begins": "un mot comme « {} » (* des lettres, ? une seule)",
    "like": "le mot « {} », ou presque (à {} lettres près au plus)",
    "split": "« {} » en un mot ou en deux",
    "raw": "« {} » exactement comme écrit ici",
    "regex": "l'expression {}",
    "title": "dans le titre :",
    "text": "dans le texte, hors du titre :",
    "list": "l'un de la liste « {} » :",
    "macro": "ce que veut dire « {} » :",
    "near": "à {} mots au plus :",
    "after": "après, à {} mots au plus :",
    "sentence": "dans la même phrase :",
    "sentence after": "après, dans la même phrase :",
    "absent": "mais nulle part à {} mots ou moins :",
    "absent after": "mais pas après, à {} mots au plus :",
    "absent sentence": "mais pas dans la même phrase :",
    "absent sentence after": "mais pas après, dans la même phrase :",
    "is": "{} : {}",
    "has": "il y a : {}",
    "least": "{} : au moins {}",
    "most": "{} : au plus {}",
    "between": "{} : de {} à {}",
}
_FIELDS_IN_FRENCH = {
    "site": "le site",
    "url": "l'adresse",
    "author": "l'auteur",
    "source": "la source",
    "lang": "la langue",
    "country": "le pays",
    "type": "le type",
    "rating": "la note",
    "reach": "l'audience",
    "published": "la date",
    "sentiment": "le sentiment",
    "insult": "l'insulte",
    "accusation": "l'accusation",
    "has": "ceci",
}
_LANGUAGES: Mapping[str, Mapping[str, str]] = {"en": _ENGLISH, "fr": _FRENCH}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a query in plain words, and the part of the query that it says."""

    text: str
    node: Node


def explain(query: Query, *, language: str = "en") -> str:
    """What is looked for, one line a term, in English or French (English for any other *language*)."""
    return "\n".join(line.text for line in lines(query.root, language))


def lines(root: Node, language: str = "en") -> Iterator[Line]:
    """The same, each line with what of *root* it says; a line of nearness says all that comes before it as well."""
    return _lines(root, _LANGUAGES.get(language, _ENGLISH))


def _lines(node: Node, said: Mapping[str, str]) -> Iterator[Line]:
    match node:
        case Term() | Raw() | Regex() | Fact():
            yield Line(_leaf(node, said), node)
        case And(parts) | Or(parts):
            yield Line(said["all" if isinstance(node, And) else "any"], node)
            for part in parts:
                yield from _indented(part, said)
        case Not(part):
            yield Line(said["none"], node)
            yield from _indented(part, said)
        case Within(name, part):
            yield Line(said[name], node)
            yield from (replace(line, node=Within(name, line.node)) for line in _indented(part, said))
        case Named(kind, name, part):
            yield Line(said[kind].format(one_line(name)), node)
            yield from _indented(part, said)
        case Near(parts, links):
            yield from _lines(parts[0], said)
            for at, link in enumerate(links, 1):
                yield Line(f"  {_link(link, said)}", Near(parts[: at + 1], links[:at]))
                yield from _indented(parts[at], said, "    ")


def _indented(node: Node, said: Mapping[str, str], margin: str = "  ") -> Iterator[Line]:
    return (replace(line, text=margin + line.text) for line in _lines(node, said))


def _link(link: Link, said: Mapping[str, str]) -> str:
    kind = ["absent"] if link.absent else []
    kind += ["sentence"] if link.words is None else [] if link.absent or link.ordered else ["near"]
    kind += ["after"] if link.ordered else []
    return said[" ".join(kind)].format(link.words)


def _leaf(leaf: Leaf, said: Mapping[str, str]) -> str:
    written = one_line(leaf.written)
    match leaf:
        case Raw():
            return said["raw"].format(written)
        case Regex():
            return said["regex"].format(written)
        case Fact():
            return _fact(leaf, said)
        case Term(split=True):
            return said["split"].format(written.rstrip("~"))
        case Term(slop=int(slop)):
            return said["slop"].format(written, slop)
        case Term(words=(Wild(),)):
            return said["begins"].format(written)
        case Term(words=(Fuzzy(_, edits),)):
            return said["like"].format(written.partition("~")[0], edits)
        case Term(words):
            return said["word" if len(words) == 1 else "phrase"].format(written)


def _fact(fact: Fact, said: Mapping[str, str]) -> str:
    name = _FIELDS_IN_FRENCH[fact.field] if said is _FRENCH else f"the {fact.field}"
    if fact.field == "has":
        return said["has"].format(fact.value)
    if fact.value:
        return said["is"].format(name, one_line(fact.value))
    low, high = (_figure(fact, figure) for figure in (fact.low, fact.high))
    if low and high:
        return said["is"].format(name, low) if low == high else said["between"].format(name, low, high)
    return said["least"].format(name, low) if low else said["most"].format(name, high)


def _figure(fact: Fact, figure: float) -> str:
    """As people write it; "" for no bound."""
    if figure in (float("inf"), float("-inf")):
        return ""
    if fact.field != "published":
        return f"{figure:.6g}"
    return f"{datetime.fromtimestamp(round(figure), UTC):%Y-%m-%d %H:%M}".removesuffix(" 00:00")
