"""The words of the angry that the others do not use."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise

from monitor.text import Word, one_line, words

THEMES, RANKED = 4, 100
TEXTS, LENGTH = 200, 1000  # how many texts, and how much of each, are read
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]{1,64}@\S+")
_BREAK = re.compile(r"[^\w\s'’-]|\n")
STOP = frozenset(
    """
    a about after again all also am an and any are as at be because been before being but by can could did do does don
    down each even ever every few for from get go going got had has have he her here hers him his how i if in into is it
    its just like ll many may me more most much must my no not now of off on once one only or other our out over own re
    really s same she should since so some still such t than that the their them then there these they thing this those
    through to too under until up us ve very was we well were what when where which while who whom why will with would
    yes yet you your

    ai aie ainsi alors apres au aucun aucune aussi autre autres aux avait avant avec avez avoir avons bien c ca car ce
    ceci cela celle celles celui ces cet cette ceux chaque chez ci comme comment contre d dans de deja depuis des donc
    dont du elle elles en encore entre es est et etaient etais etait ete etes etre eu eux fait faire fais faut fois font
    ici il ils j jamais je jusque l la le les leur leurs lors lui m ma mais me meme memes mes mettre moi moins mon n ne
    ni non nos notre nous on ont ou oui par parce pas peu peut peux plus pour pourquoi pourtant pouvez puis qu quand que
    quel quelle quelles quelque quelques quels qui quoi rien s sa sans se sera ses seulement si soit son sommes sont
    sous suis sur t ta tant te tel telle tes toi ton toujours tous tout toute toutes tres trop tu un une va vais vers
    voici voila vont vos votre vous vraiment vu y
    """.split()
)


def themes(angry: Sequence[str], others: Sequence[str], brand: str) -> tuple[str, ...]:
    """At most four words or pairs of words that mark *angry* texts among *others*, the most telling first, as they
    are written most often; without the *brand*'s own name."""
    name = {word.text for word in words(brand)} | {"".join(word.text for word in words(brand))}
    written: dict[str, Counter[str]] = defaultdict(Counter)
    here, there = _texts_with(angry, name, written), _texts_with(others, name, written)
    least = max(2, math.ceil(len(angry[:TEXTS]) / 10))
    weighed = {
        term: _telling(count, len(angry[:TEXTS]), there[term], len(others[:TEXTS]))
        for term, count in here.items()
        if count >= least
    }
    ranked = sorted(
        (term for term in weighed if weighed[term] > 0), key=lambda term: (-weighed[term], " " not in term, term)
    )
    return tuple(islice((written[term].most_common(1)[0][0] for term in _unrepeated(ranked[:RANKED], here)), THEMES))


def _texts_with(texts: Sequence[str], name: set[str], written: dict[str, Counter[str]]) -> Counter[str]:
    """How many texts hold each term; notes in *written* how."""
    holding: Counter[str] = Counter()
    for text in texts[:TEXTS]:
        terms = {}
        for term, form in _terms(_ADDRESS.sub(" . ", text[:LENGTH]), name):
            terms[term] = form
            written[term][form] += 1
        holding.update(terms.keys())
    return holding


def _terms(text: str, name: set[str]) -> Iterator[tuple[str, str]]:
    """Words, and pairs of them that only stop words part: *rupture de stock*."""
    telling = [word for word in words(text) if _tells(word, name)]
    for word in telling:
        yield word.text, text[word.start : word.end]
    for one, two in pairwise(telling):
        between = text[one.end : two.start]
        if len(between) <= 10 and not _BREAK.search(between) and not name & {word.text for word in words(between)}:
            yield f"{one.text} {two.text}", one_line(text[one.start : two.end])


def _tells(word: Word, name: set[str]) -> bool:
    return 2 < len(word.text) <= 30 and not word.text.isdigit() and word.text not in STOP and word.text not in name


def _telling(here: int, angry: int, there: int, others: int) -> float:
    """z of the log odds ratio of the term between both heaps, with half a text added to each cell; 0 when it is no
    more frequent among the angry."""
    odds = math.log((here + 0.5) / (angry - here + 0.5)) - math.log((there + 0.5) / (others - there + 0.5))
    noise = sum(1 / (cell + 0.5) for cell in (here, angry - here, there, others - there))
    return max(0.0, odds / math.sqrt(noise))


def _unrepeated(ranked: Sequence[str], here: Counter[str]) -> Iterator[str]:
    """A pair stands for its words when it is nearly as frequent as they are; otherwise the word stands for the pair."""
    shown: list[set[str]] = []
    pairs = [term for term in ranked if " " in term]
    for term in ranked:
        parts = set(term.split())
        inside = any(parts < set(pair.split()) and here[pair] >= 0.7 * here[term] for pair in pairs)
        if not inside and not any(parts & earlier for earlier in shown):
            shown.append(parts)
            yield term
