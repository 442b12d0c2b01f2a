"""What is said: the words and phrases of the angry that neither the others nor the brand's own past use.

A term counts once for each person and each text, however many copies there are and however often it is repeated; a
passage that somebody quotes is not what he says. How telling a term is, is the log odds ratio of the voices that use it
against those that do not, here and elsewhere, in units of its own noise (Monroe, Colaresi and Quinn 2008, with half a
voice added to each cell instead of a prior).
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from monitor.model import Sample
from monitor.text import Word, one_line, words

THEMES, RANKED = 4, 100
TEXTS, LENGTH = 200, 1000  # how many texts, and how much of each, are read
PAST = 600  # texts of the others and of the past
LONGEST = 3  # words of a phrase, those between them that tell nothing apart
LEAST_TELLING = 1.3  # standard errors; what is less telling is told by chance
LEAST_SHARE = 10  # at least one voice in so many, and never one alone
MOST = 0.6  # of the voices, where nobody else spoke
STEM = 5  # letters that are left of a word whose ending is not looked at

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]{1,64}@\S+")
_QUOTED = re.compile(r"""«[^»]{20,}»|“[^”]{20,}”|"[^"]{20,}"|^\s*>.*$|\bRT\s+@\w+.*""", re.MULTILINE)
_BREAK = re.compile(r"[^\w\s'’-]|\n")
_ENDING = re.compile(r"(?:ement|ee?|er|ez|ed|ing)$")
# Words that every text has, and those that only say that somebody is angry: the question is at what.
STOP = frozenset(
    """
    a about after again ago all already also always am an and any anybody anyone anything are aren as at back bad be
    because been before being best better but buy by called can come could day days did didn do does doesn don down
    each else even ever every everybody everyone everything few find for from gave get give go going good got great
    guys had has hasn have haven he hello help her here hers hey him his hour hours how i if in into is isn it its
    just know let like ll look love made make many may me month months more most much must my need new no nobody not
    nothing now of off on once one only or other our out over own please put re really s said same say see she
    should shouldn since so some somebody someone something still stop such t take tell than thank thanks that the
    their them then there these they thing think this those through time times to today told tomorrow too tried try
    two under until up us use used using ve very want was wasn we week weeks well were weren what when where which
    while who whom why will with won work working would wouldn year years yes yesterday yet you your

    ai aie ainsi alors an annee annees ans apres au aucun aucune aussi autre autres aux avait avant avec avez avoir
    avons bien bonjour bonsoir c ca car ce ceci cela celle celles celui ces cet cette ceux chaque chez ci comme
    comment contre coup cours d dans de deja demain depuis des deux dire dit donc dont du elle elles en encore entre
    es est et etaient etais etait ete etes etre eu euros eux faire fais fait faut fois font franchement genre gens
    heure heures hier ici il ils j jamais je journee jours jusqu jusque l la le les leur leurs lors lorsque lui
    m ma mais mal me meme memes merci mes mettre mieux minute minutes moi moins mois mon monde n ne ni non nos notre
    nous nouveau nouvelle on ont ou oui par parce parle parler pas passe personne petit peu peut peux pis plait
    plein plus pour pourquoi pourtant pouvez prendre pris puis qu quand que quel quelle quelles quelque quelques
    quels qui quoi rendre reste rien s sa salut sans se semaine semaines sera ses seulement si soit sommes son sont
    sous suis suite sur svp t ta tant te tel telle temps tes toi ton toujours tous tout toute toutes tres trois trop
    trouve trouver tu un une urgent va vais vaut venir vers veut veux vient voici voila voir voire vois vont vos
    votre vous vrai vraie vraiment vu y

    angry annoyed awful disappointed disappointing disaster disgrace disgraceful disgusted disgusting fed furious
    garbage hate horrible joke mad never outraged pathetic poor ridiculous rubbish sad shame shameful shocking sick
    terrible unacceptable unbelievable useless worse worst

    abuse affreux catastrophe catastrophique colere consternant deception decevant decu decue decus degoute degoutee
    deplorable furieuse furieux grave hallucinant honte honteux horreur inacceptable inadmissible incroyable indigne
    lamentable marre minable nul nulle nulles nuls pire pitoyable ras ridicule scandaleux triste
    """.split()
)


@dataclass(frozen=True, slots=True)
class Heap:
    """Texts as voices: *voices* counts who uses a term, *written* how it is written."""

    size: int
    voices: Counter[str]
    written: dict[str, Counter[str]] = field(default_factory=dict)


def themes(angry: Sequence[Sample], others: Sequence[Sample], brand: str) -> tuple[str, ...]:
    """At most four words or phrases of up to three that mark *angry* among *others* (those who are not, and whoever
    spoke before), the most telling first, as they are written most often; without the *brand*'s own name."""
    name = {word.text for word in words(brand)} | {"".join(word.text for word in words(brand))}
    here, there = _heap(angry[:TEXTS], name), _heap(others[:PAST], name)
    least = max(2, math.ceil(here.size / LEAST_SHARE))
    telling = _telling if there.size else _common
    weighed = {term: telling(term, here, there) for term, voices in here.voices.items() if voices >= least}
    ranked = sorted(
        (term for term in weighed if weighed[term] >= LEAST_TELLING),
        key=lambda term: (-weighed[term], -_size(term), term),
    )
    return tuple(islice((_most_written(here, term) for term in _unrepeated(ranked[:RANKED], here.voices)), THEMES))


def _heap(samples: Sequence[Sample], name: set[str]) -> Heap:
    users: dict[str, set[object]] = defaultdict(set)
    written: dict[str, Counter[str]] = defaultdict(Counter)
    texts = {sample.fingerprint or sample.id: sample for sample in reversed(samples)}
    for sample in texts.values():
        voice = sample.author.strip().casefold() or sample.id
        for term, form in dict(_terms(_own_words(sample.prose[:LENGTH]), name)).items():
            users[term].add(voice)
            written[term][form] += 1
    size = len({sample.author.strip().casefold() or sample.id for sample in texts.values()})
    return Heap(size, Counter({term: len(voices) for term, voices in users.items()}), written)


def _own_words(prose: str) -> str:
    """*prose* without what it quotes, unless it does nothing else, and without addresses."""
    own = _QUOTED.sub(" . ", prose)
    return _ADDRESS.sub(" . ", own if any(char.isalpha() for char in own) else prose)


def _terms(text: str, name: set[str]) -> Iterator[tuple[str, str]]:
    """Words, and phrases that only stop words part (*rupture de stock*), by their stems, with how they are written."""
    run: list[Word] = []
    for word in words(text):
        if _BREAK.search(text[run[-1].end : word.start] if run else "") or word.text in name:
            run = []
        if not _tells(word, name):
            continue
        run = [*run[1 - LONGEST :], word]
        for first in range(len(run)):
            yield " ".join(_stem(each.text) for each in run[first:]), one_line(text[run[first].start : word.end])


def _stem(word: str) -> str:
    singular = word[:-1] if word[-1] in "sx" and len(word) > 3 else word
    stem = _ENDING.sub("", singular)
    return stem if len(stem) >= STEM else singular


def _tells(word: Word, name: set[str]) -> bool:
    return 2 < len(word.text) <= 30 and not word.text.isdigit() and word.text not in STOP and word.text not in name


def _telling(term: str, here: Heap, there: Heap) -> float:
    """z of the log odds ratio; 0 when the term is no more frequent among the angry."""
    cells = (here.voices[term], here.size - here.voices[term], there.voices[term], there.size - there.voices[term])
    used, unused, elsewhere, nowhere = (cell + 0.5 for cell in cells)
    odds = math.log(used / unused) - math.log(elsewhere / nowhere)
    return max(0.0, odds / math.sqrt(1 / used + 1 / unused + 1 / elsewhere + 1 / nowhere))


def _common(term: str, here: Heap, _: Heap) -> float:
    """Where nobody else spoke, what most of them say is what they speak of."""
    return LEAST_TELLING + here.voices[term] / here.size if here.voices[term] >= max(3, here.size * MOST) else 0.0


def _size(term: str) -> int:
    return term.count(" ")


def _most_written(heap: Heap, term: str) -> str:
    return heap.written[term].most_common(1)[0][0]


def _unrepeated(ranked: Sequence[str], voices: Counter[str]) -> Iterator[str]:
    """A phrase stands for its words when it is nearly as frequent as they are; otherwise the word stands for it."""
    shown: list[set[str]] = []
    for term in ranked:
        parts = set(term.split())
        inside = any(parts < set(longer.split()) and voices[longer] >= 0.7 * voices[term] for longer in ranked)
        if not inside and not any(parts & earlier for earlier in shown):
            shown.append(parts)
            yield term
