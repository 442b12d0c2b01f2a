"""What a query asks of the matcher: nothing for a text that has none of its words, or a look at every text."""

from __future__ import annotations

from dataclasses import dataclass

from monitor.match.query import (
    And,
    Fact,
    Fuzzy,
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
    leaves,
)


@dataclass(frozen=True, slots=True)
class Cost:
    """How many leaves of each kind. *anchored*: it can only hold where one of its plain words, or the beginning of
    one, stands; texts without cost nothing beyond the one pass that serves all queries."""

    words: int = 0
    wild: int = 0
    fuzzy: int = 0
    exact: int = 0
    expressions: int = 0
    facts: int = 0
    anchored: bool = False


_ENGLISH = (
    "texts that have none of its words cost nothing: it is looked for in the one pass that serves all queries",
    "every text is looked at: no plain word is always needed",
)
_FRENCH = (
    "les textes sans aucun de ses mots ne coûtent rien : il est cherché dans le seul passage qui sert à tous",
    "chaque texte est examiné : aucun mot simple n'est toujours nécessaire",
)


def cost(query: Query) -> Cost:
    found = [leaf for leaf, _ in leaves(query.root)]
    terms = [leaf for leaf in found if isinstance(leaf, Term)]
    kinds = [word for term in terms for word in term.words]
    return Cost(
        words=sum(isinstance(word, str) for word in kinds),
        wild=sum(isinstance(word, Wild) for word in kinds),
        fuzzy=sum(isinstance(word, Fuzzy) for word in kinds),
        exact=sum(isinstance(leaf, Raw) for leaf in found),
        expressions=sum(isinstance(leaf, Regex) for leaf in found),
        facts=sum(isinstance(leaf, Fact) for leaf in found),
        anchored=anchored(query.root),
    )


def anchored(node: Node) -> bool:
    """Whether *node* needs a plain word, or the beginning of one, to hold."""
    match node:
        case Term(words=words):
            return any(
                isinstance(word, str) or (isinstance(word, Wild) and word.pattern[0] not in "?*") for word in words
            )
        case Raw(written=written):
            return any(map(str.isalnum, written))
        case Regex() | Fact() | Not():
            return False
        case And(parts):
            return any(map(anchored, parts))
        case Or(parts):
            return all(map(anchored, parts))
        case Near(parts):
            return anchored(parts[0])
        case Within(_, part) | Named(part=part):
            return anchored(part)


def cost_in_words(told: Cost, language: str = "en") -> str:
    """One sentence, in English or French (English for any other *language*)."""
    said = _FRENCH if language == "fr" else _ENGLISH
    return said[0] if told.anchored else said[1]
