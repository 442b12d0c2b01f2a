"""How the words of a mention sound: a lexicon of its language, a trained head, the stars where there are any. What else
is known of what they do to a brand comes behind (`agreement`).

    words = (a * (p(positive) - p(negative)) + b * lexicon) / (a + b)      a, b: the tuning of the language's head
    words = p(positive) - p(negative) of both, pooled (`head.Pool`)       news toward a brand, visits to a place
    value = words                                                         where nobody gave stars
    value = 0.75 * stars + 0.25 * words                                   where somebody did, from -1 to 1

`lexicon` is lowered first by the head's chance of neutral, by the tuning's share of it.

The lexicon is vaderSentiment for English, the same engine with vaderSentiment-fr's lexicon for French, and lexicons of
our own elsewhere; alone it decides where there is no head. Stars outweigh words because they are the author's own
judgement: one star with polite words is a complaint. A language without an engine is judged by its stars alone, or not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from math import exp
from pathlib import Path

from monitor.enrich import english, french, stems
from monitor.enrich.head import HEADLINE, STORY, Head, Logistic, Opinion, Pool, Tuning, head_of, hearing, visited
from monitor.enrich.own import correct, overlapped, own_words
from monitor.enrich.toward import PLAIN, headline, manner, reported, toward
from monitor.model import NEUTRAL, TONES, Lexicon, Mention, Rating, Reason, Score, Span

Engine = Callable[[str], tuple[float, tuple[Reason, ...]]]

ENGINES: Mapping[str, Engine] = {
    "en": english.weigh,
    "fr": french.weigh,
    **{language: partial(stems.weigh, language=language) for language in stems.SPOKEN},
}
LEXICON_ALONE = Tuning(
    head=(0.0,) * 4,
    negative=(-0.05,) * 4,
    positive=(0.05,) * 4,
    sure=((-0.4, 1.5, 1.0, 0.0, 0.0, 0.0),) * 4,
)
STARS = 0.75
STARS_SPLIT = 0.05  # beyond it, stars and words together are no more neutral
TOSS = 0.42  # a chance of one of three classes
POINTS = 4.0  # the lexicons' scale ends here; the stars' reason is told on the same scale
MOST_REASONS = 8
LIMIT = 6_000  # characters; beyond, nothing changes a verdict
NOBODY: Mapping[str, tuple[Lexicon, ...]] = {}
UNHEARD = Opinion(0.5, 0.0)


def score_sentiment(
    mention: Mention, lexicons: Mapping[str, tuple[Lexicon, ...]] = NOBODY, heads: Path | None = None
) -> Mention:
    """*lexicons* are the teams' own words, by brand; *heads* a directory of trained heads to be preferred to ours."""
    item, own = mention.item, lexicons.get(mention.brand, ())
    score = sentiment_of(item.prose, mention.language, item.rating, spans=mention.spans, lexicons=own, heads=heads)
    return mention.but(sentiment=score)


def listener(mention: Mention, heads: Path | None = None) -> str:
    """The name of the head that hears *mention* where the whole of it speaks of the brand; "" where there is none."""
    if mention.language not in ENGINES:
        return ""
    return _hearing(mention.item.prose[:LIMIT], mention.language, mention.spans, heads)[0]


def sentiment_of(
    prose: str,
    language: str,
    rating: Rating | None = None,
    *,
    spans: Sequence[Span] = (),
    lexicons: tuple[Lexicon, ...] = (),
    heads: Path | None = None,
) -> Score:
    if language not in ENGINES:
        return _stars_alone(rating) if rating else NEUTRAL
    prose = prose[:LIMIT]
    spans = [span for span in spans if span.end <= len(prose)]
    near, (_, head) = toward(prose, spans, language), _hearing(prose, language, spans, heads)
    aiming = head_of(language + (HEADLINE if headline(prose) else STORY), heads) if spans else None
    if aiming and (near != (0, len(prose)) or reported(prose)):
        head = aiming
    heard = hear(prose, language, head, own=lexicons, spans=spans, near=near)
    reasons = heard.reasons
    if rating is None:
        return heard if len(reasons) <= 1 else _score(heard.value, heard.label, heard.confidence, reasons)
    stars = 2 * rating.share - 1
    value = STARS * stars + (1 - STARS) * heard.value
    agreement = 1 - abs(stars - heard.value) / 2
    return _score(value, _split(value), 0.6 + 0.35 * agreement, (_stars_reason(rating), *reasons))


def _hearing(prose: str, language: str, spans: Sequence[Span], heads: Path | None) -> tuple[str, Head | None]:
    place = manner(prose, spans)
    return hearing(language, place, heads, visit=place == PLAIN and visited(prose, language))


def hear(
    prose: str,
    language: str,
    head: Head | None,
    *,
    own: tuple[Lexicon, ...] = (),
    spans: Sequence[Span] = (),
    near: tuple[int, int] | None = None,
) -> Score:
    """The words of *prose* alone, as the engine of *language* and *head* hear them; *near* is what speaks of the brand,
    whose names at *spans* say nothing."""
    names = _names(prose, spans)
    start, end = near or (0, len(prose))
    part = prose[start:end] if near else prose
    value, reasons = ENGINES[language](part)
    mine = own_words(part, own, language)
    value, reasons = correct(value, reasons, mine)
    if head is None:
        return judged(UNHEARD, value, _moved(reasons, start), LEXICON_ALONE, manner(prose, spans))
    if head.aims and near:
        opinion = head.hear(prose, value, reasons, names, (start, end))
        usage = _moved(opinion.reasons, -start)
    else:
        said = {word.lower() for reason in mine for word in reason.cue.split()}
        opinion = head.hear(part, value, reasons, names | said)
        usage = opinion.reasons
    if names:  # what stands beside a name pushes through it; the name itself is nobody's reason
        usage = tuple([each for each in usage if each.cue.lower().rstrip("'’") not in names])
    placed = _moved((*reasons, *_beside(usage, (*reasons, *mine))), start)
    if head.pool:
        return pooled(opinion, value, placed, head.pool)
    return judged(opinion, value, placed, head.tuning, manner(prose, spans))


def _beside(usage: tuple[Reason, ...], others: tuple[Reason, ...]) -> tuple[Reason, ...]:
    """What the lexicon has not told already."""
    return tuple([each for each in usage if not overlapped(each, others)]) if usage and others else usage


def _moved(reasons: tuple[Reason, ...], by: int) -> tuple[Reason, ...]:
    if not by:
        return reasons
    return tuple(replace(each, start=each.start + by, end=each.end + by) for each in reasons)


def judged(opinion: Opinion, value: float, reasons: tuple[Reason, ...], tuning: Tuning, place: int) -> Score:
    """One score of what the head and the lexicon say; *place*: the text's `manner`."""
    a, b = tuning.head[place], tuning.lexicon[place]
    if a and tuning.shift[place]:
        opinion = opinion.shifted(tuning.shift[place])
    total = (a * opinion.lean + b * value * (1 - tuning.calm[place] * opinion.neutral)) / (a + b)
    low, high = tuning.negative[place], tuning.positive[place]
    label = "negative" if total <= low else "positive" if total >= high else "neutral"
    distance = min(abs(total - low), abs(total - high))
    sure = _sure(distance, abs(total), opinion.lean * value, label, tuning.sure[place])
    return Score(round(total, 4), label, sure, reasons)


def pooled(opinion: Opinion, value: float, reasons: tuple[Reason, ...], pool: Pool) -> Score:
    """The likeliest class, and its chance as confidence; neutral where the toss of a coin would tell as much."""
    chances = pool.chances(opinion, value)
    best = max(range(len(TONES)), key=chances.__getitem__)
    if chances[best] < TOSS:
        best = TONES.index("neutral")
    return Score(round(chances[2] - chances[0], 4), TONES[best], round(chances[best], 2), reasons)


def _sure(distance: float, size: float, agreement: float, label: str, logistic: Logistic) -> float:
    """How often such a score is right: the farther from the nearest threshold, the oftener, and by its class."""
    bias, by_distance, by_size, by_agreement, if_negative, if_positive = logistic
    logit = bias + by_distance * distance + by_size * size + by_agreement * agreement
    logit += if_negative * (label == "negative") + if_positive * (label == "positive")
    return round(1 / (1 + exp(-logit)), 2)


def _names(prose: str, spans: Sequence[Span]) -> frozenset[str]:
    """The words of the brand's names: they say what is spoken of, not how."""
    return frozenset(word.lower() for span in spans for word in prose[span.start : span.end].split())


def _split(value: float) -> str:
    if value <= -STARS_SPLIT:
        return "negative"
    return "positive" if value >= STARS_SPLIT else "neutral"


def _stars_alone(rating: Rating) -> Score:
    value = 2 * rating.share - 1
    return _score(value, _split(value), 0.8, (_stars_reason(rating),))


def _stars_reason(rating: Rating) -> Reason:
    return Reason(0, 0, f"{rating.value:g}/{rating.best:g}", round(POINTS * (2 * rating.share - 1), 2), "rating")


def _rank(reason: Reason) -> tuple[bool, float]:
    return reason.why != "rating", -abs(reason.weight)


def _score(value: float, label: str, confidence: float, reasons: tuple[Reason, ...]) -> Score:
    heaviest = sorted(reasons, key=_rank)
    return Score(round(max(-1.0, min(1.0, value)), 4), label, round(confidence, 2), tuple(heaviest[:MOST_REASONS]))
