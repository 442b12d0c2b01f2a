"""Which language a text is in: its little words first, then a trained model, the source's claim where both hesitate."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from itertools import repeat
from math import exp, sqrt

from monitor.enrich.reading import read
from monitor.model import Mention

LIMIT = 2_000  # characters are plenty to tell a language by
ENOUGH = 1.5  # votes; with fewer, the little words decide nothing alone
AHEAD = 1.4  # times the runner-up
SURE = 0.8  # the model's probability among the languages asked for
FOREIGN = 0.9  # the model's probability among all, for a language that nobody asked for
LEAST = 0.1  # its probability among all, below which it is only the best of a wrong choice
SHORT = 3  # words; below, the model only guesses
LONG = 6  # words; from here on, it is believed of languages that nobody asked for

WHOLE = 2520  # parts of a vote: shared by up to ten languages without a rest
LANE = 40  # bits: more than all words of a text can cast
_LANE = (1 << LANE) - 1

_NO_PROSE = re.compile(r"https?://\S+|www\.\S+|[@#]\w+|^\s*RT\b")
_SIGNS = ("@", "#", "http", "www.", "RT")  # where none of these stands, all is prose
_LETTERS = re.compile(r"[^\W\d_]{2,}")


def recognise(mention: Mention, languages: Sequence[str]) -> Mention:
    item = mention.item
    return replace(mention, language=language_of(item.prose, languages, item.language))


def language_of(prose: str, languages: Sequence[str], declared: str = "") -> str:
    """An ISO 639-1 code, which may be of none of *languages*; empty where nothing supports a decision."""
    reading = read(prose)
    text = prose[:LIMIT]
    said: Sequence[str] = reading.texts
    if len(prose) > LIMIT or any(sign in prose for sign in _SIGNS):
        said = [reading.texts[at] for at in reading.outside(_NO_PROSE) if reading.begins[at] < LIMIT]
        text = _NO_PROSE.sub(" ", text)
    if not _LETTERS.search(text):
        return ""
    claimed = re.split("[-_]", declared.strip().lower())[0] if declared else ""
    leader, clear = vote(said, claimed)
    if clear:
        return leader
    guess = _guess(text, languages, len(said)) if len(said) >= SHORT else ""
    return guess if guess and leader in {"", guess} else claimed


def vote(said: Sequence[str], claimed: str = "") -> tuple[str, bool]:
    """The language with the most little words, and whether it is clearly ahead; a claim by the source adds a vote."""
    shares = _shares()
    cast = sum(map(shares.get, said, repeat(0)))
    votes = {language: part for lane, language in _lanes() if (part := cast >> lane & _LANE)}
    if claimed in votes:
        votes[claimed] += WHOLE
    first = max(votes, key=votes.__getitem__, default="")
    most = votes.pop(first, 0)
    next_most = max(votes.values(), default=0)
    return first if most > next_most else "", most >= ENOUGH * WHOLE and most >= AHEAD * next_most


@lru_cache(maxsize=1)
def little_words() -> dict[str, frozenset[str]]:
    """Those that carry a language's grammar, folded, by language."""
    table = files("monitor.enrich").joinpath("tables", "stopwords.tsv").read_text("utf-8")
    rows = [row.split("\t") for row in table.splitlines() if not row.startswith("#")]
    return {language: frozenset(members.split()) for language, members in rows}


@lru_cache(maxsize=1)
def _lanes() -> tuple[tuple[int, str], ...]:
    """Where in a number the votes for each language stand."""
    return tuple((LANE * at, language) for at, language in enumerate(little_words()))


@lru_cache(maxsize=1)
def _shares() -> dict[str, int]:
    """What each little word gives to each language: all of them side by side in one number."""
    lists = little_words()
    holders = Counter(word for members in lists.values() for word in members)
    return {
        word: sum(WHOLE // count << lane for lane, language in _lanes() if word in lists[language])
        for word, count in holders.items()
    }


def _guess(text: str, languages: Sequence[str], length: int) -> str:
    """The likeliest of *languages*, or the one that nobody asked for in which the text surely is; empty in doubt."""
    # Measured start-up laziness: numpy and the model take a second, and many a process never needs them.
    from py3langid import rank

    scores: dict[str, float] = dict(rank(text))
    width = sqrt(len(text.encode("utf-8", "surrogatepass")))  # the model's own calibration for lengths
    foreign = max(scores, key=scores.__getitem__)
    weights = {language: exp((score - scores[foreign]) / width) for language, score in scores.items()}
    if length >= LONG and weights[foreign] >= FOREIGN * sum(weights.values()):
        return foreign
    asked = {language: weights.get(language, 0.0) for language in languages}
    guess = max(asked, key=asked.__getitem__, default="")
    certain = guess and asked[guess] >= SURE * sum(asked.values()) and asked[guess] >= LEAST * sum(weights.values())
    return guess if certain else ""
