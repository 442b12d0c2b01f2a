"""How English sounds: vaderSentiment as it is, and which of its words it heard."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from functools import lru_cache

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from monitor.model import Reason

_TOKEN = re.compile(r"\S+")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_EMOTICON = 2  # VADER keeps the punctuation of what would be this short without it


@lru_cache(maxsize=1)
def analyzer() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


def weigh(prose: str) -> tuple[float, tuple[Reason, ...]]:
    """VADER's compound, and the words of its lexicon that it met, with the valence that the lexicon gives them."""
    prose = prose.replace("’", "'")  # it knows its contractions by the typewriter's apostrophe only
    return analyzer().polarity_scores(prose)["compound"], (*_words(prose), *_emoji(prose))


def _words(prose: str) -> Iterator[Reason]:
    lexicon = analyzer().lexicon
    for match in _TOKEN.finditer(prose):
        token = match.group()
        bare = token.strip(string.punctuation)
        word = bare if len(bare) > _EMOTICON else token
        if valence := lexicon.get(word.lower()):
            start = match.start() + token.index(word)
            yield Reason(start, start + len(word), word, valence, "lexicon")


def _emoji(prose: str) -> Iterator[Reason]:
    names, lexicon = analyzer().emojis, analyzer().lexicon
    for match in _BEYOND_ASCII.finditer(prose):
        if valence := sum(lexicon.get(word, 0.0) for word in names.get(match.group(), "").split()):
            yield Reason(match.start(), match.end(), match.group(), round(valence, 2), "emoji")
