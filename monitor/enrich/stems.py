"""How German, Spanish, Italian, Portuguese and Dutch sound: our own short lexicons, negated as VADER negates."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from math import sqrt

from monitor.enrich.grams import marked
from monitor.enrich.valence import EMOJI, emoji_valence
from monitor.model import Reason

SPOKEN = ("de", "es", "it", "nl", "pt")
ALPHA = 15
NEGATED = -0.74
EXCLAMATION = 0.292
CAPITALS = 0.733
SHORTEST_STEM = 2
REMEMBERED = 20_000


def weigh(prose: str, language: str) -> tuple[float, tuple[Reason, ...]]:
    """The sum of all valences between -1 and 1, and what each word and emoji put into it, in points."""
    found = (*_words(prose, language), *_emoji(prose))
    total = sum(reason.weight for reason in found)
    total += EXCLAMATION * min(4, prose.count("!")) * ((total > 0) - (total < 0))
    return total / sqrt(total * total + ALPHA), found


def _words(prose: str, language: str) -> Iterator[Reason]:
    shouting = prose.isupper()
    at = 0
    for spelling, known, negated in zip(*marked(prose, language), strict=True):
        place = prose.find(spelling, at)
        if place < 0:  # the word that stands for an address
            continue
        at = place + len(spelling)
        if valence := valence_of(known.word, language):
            loud = not shouting and len(spelling) > 2 and spelling.isupper()
            points = valence + (CAPITALS if valence > 0 else -CAPITALS) * loud
            why = "negated" if negated else "stressed" if loud else "lexicon"
            yield Reason(place, at, spelling, round(points * (NEGATED if negated else 1), 2), why)


def _emoji(prose: str) -> Iterator[Reason]:
    if prose.isascii():
        return
    for match in EMOJI.finditer(prose):
        yield Reason(match.start(), match.end(), match.group(), emoji_valence(match.group()), "emoji")


@lru_cache(maxsize=REMEMBERED)
def valence_of(word: str, language: str) -> float:
    """That of the word itself, else of the longest stem that it begins with; 0 where neither is known."""
    whole, stems = _table(language)
    word = word.removeprefix("#")
    if word in whole:
        return whole[word]
    ends = range(len(word), SHORTEST_STEM - 1, -1)
    return next((stems[word[:end]] for end in ends if word[:end] in stems), 0.0)


@cache
def _table(language: str) -> tuple[dict[str, float], dict[str, float]]:
    """Whole words and stems, each with its valence."""
    whole: dict[str, float] = {}
    stems: dict[str, float] = {}
    rows = files("monitor.enrich").joinpath("tables", f"valence_{language}.tsv").read_text("utf-8").splitlines()
    for row in rows:
        if not row.startswith("#"):
            valence, members = row.split("\t")
            for member in members.split():
                (stems if member.endswith("*") else whole)[member.removesuffix("*")] = float(valence)
    return whole, stems
