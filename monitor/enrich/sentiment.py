"""How a mention sounds: its words weighed by an engine of its own language, blended with the stars where there are any.

    value = words                                where nobody gave stars
    value = 0.75 * stars + 0.25 * words          where somebody did; stars run from -1 (worst) to 1 (best)

Stars outweigh words because they are the author's own judgement: one star with polite words is a complaint, and two of
five stay negative however warm the words are. A language without an engine is judged by its stars alone, or not at all.
"""

from __future__ import annotations

from dataclasses import replace

from monitor.enrich import english, french
from monitor.model import NEUTRAL, Mention, Rating, Reason, Score

ENGINES = {"en": english.weigh, "fr": french.weigh}
THRESHOLD = 0.05  # VADER's; of nine pairs tried on XLM-T's French train split it does best too
STARS = 0.75
POINTS = 4.0  # the lexicons' scale ends here; the stars' reason is told on the same scale
MOST_REASONS = 8
LIMIT = 6_000  # characters; VADER's time grows faster than its text


def score_sentiment(mention: Mention) -> Mention:
    return replace(mention, sentiment=sentiment_of(mention.item.prose, mention.language, mention.item.rating))


def sentiment_of(prose: str, language: str, rating: Rating | None = None) -> Score:
    engine = ENGINES.get(language)
    if engine is None:
        return _stars_alone(rating) if rating else NEUTRAL
    words, reasons = engine(prose[:LIMIT])
    if rating is None:
        return _score(words, reasons, confidence=_confidence(words, len(reasons)))
    stars = 2 * rating.share - 1
    agreement = 1 - abs(stars - words) / 2
    value = STARS * stars + (1 - STARS) * words
    return _score(value, (_stars_reason(rating), *reasons), confidence=0.6 + 0.35 * agreement)


def label(value: float) -> str:
    if value <= -THRESHOLD:
        return "negative"
    return "positive" if value >= THRESHOLD else "neutral"


def _confidence(value: float, found: int) -> float:
    """Not yet measured against anything: grows with how far from neutral, small where no word was known."""
    return 0.4 + 0.5 * abs(value) if found else 0.3


def _stars_alone(rating: Rating) -> Score:
    return _score(2 * rating.share - 1, (_stars_reason(rating),), confidence=0.8)


def _stars_reason(rating: Rating) -> Reason:
    return Reason(0, 0, f"{rating.value:g}/{rating.best:g}", round(POINTS * (2 * rating.share - 1), 2), "rating")


def _score(value: float, reasons: tuple[Reason, ...], *, confidence: float) -> Score:
    heaviest = sorted(reasons, key=lambda reason: (reason.why != "rating", -abs(reason.weight)))
    value = round(max(-1.0, min(1.0, value)), 4)
    return Score(value, label(value), round(confidence, 2), tuple(heaviest[:MOST_REASONS]))
