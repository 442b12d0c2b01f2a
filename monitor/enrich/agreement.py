"""One tone of two opinions: what the words say, and what the text does to the brand that it names.

    log p(class) ~ (1 - s) * log words(class) + s * log second(class)         s: SHARE, less for the sentence of a paper

A logarithmic pool (Genest and Zidek, 1986): whoever is sure is heard, whoever doubts is not. A lexicon finds no tone in
*Third engineer this month*, and the wrong one in *Orsel never stole a cent*; the second opinion has heard the like.

A text is never blame by its tone and praise by its finding. Where both go opposite ways, the finding is believed; but
the tone where the words alone are surely blame (irony blames in words of praise, and not the other way), for what is
said to the brand's handle, which has a head of its own, where somebody gave stars, and where the second opinion has
half of its usual say or none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from monitor.enrich.own import WHY, overlapped
from monitor.enrich.scene import Scene
from monitor.enrich.second import AGAINST, Chances
from monitor.enrich.verdicts import MOST_REASONS
from monitor.model import TONES, Reason, Score

SHARE = 0.6  # of the second opinion
BESIDE_THEIRS = 0.25  # where the words were weighed by a head that the user trained
PAPER = 0.5  # the chance of a newspaper's sentence from which on the words are left alone with it
FAINT = 0.02  # a chance; none is smaller
EVEN = 1 / 3
CLEAR = 0.9  # how sure words of blame are, from which on no finding is held against them
TORN = 0.5  # how sure one may be of what only one of both says
TONE_OF = {"criticism": "negative", "praise": "positive"}
WORD_OF = {tone: word for word, tone in TONE_OF.items()}
SIGNS = dict(zip(TONES, (-1.0, 0.0, 1.0), strict=True))


def agreed(words: Score, opinion: Chances, scene: Scene, stance: str = "", share: float = SHARE) -> Score:
    """*words* as they were weighed alone, before anybody's stars; *stance* is the finding's word where it is no insult
    and no accusation. A team's own words are not argued with."""
    share = heeded(opinion, share)
    if not share or _theirs(words):
        return words
    chances = _pooled(_spread(words), opinion.tones(lawful=bool(stance)), share)
    label = max(TONES, key=chances.__getitem__)
    return replace(
        words,
        value=round(chances["positive"] - chances["negative"], 4),
        label=label,
        confidence=round(chances[label], 2),
        reasons=_reasons(words, opinion, scene, SIGNS[label]),
    )


def heeded(opinion: Chances, share: float = SHARE) -> float:
    """What the second opinion has of the tone: of its *share* the less, the more a sentence reads like a paper's."""
    return share * max(0.0, 1 - opinion.news / PAPER)


def believed(words: Score, tone: Score, opinion: Chances, share: float, *, called: bool) -> bool:
    """Whether *tone* is believed against a finding that goes the other way; *called*: it is said to a handle."""
    blame = tone.label == words.label == "negative" and words.confidence >= CLEAR
    return blame or called or _theirs(words) or heeded(opinion, share) <= SHARE / 2


def follow(tone: Score, word: str, opinion: Chances, scene: Scene) -> Score:
    """*tone* as the finding's *word* has it, where both go opposite ways."""
    meant = TONE_OF[word]
    reasons = _reasons(tone, opinion, scene, SIGNS[meant])
    return replace(tone, value=SIGNS[meant] * abs(tone.value), label=meant, confidence=TORN, reasons=reasons)


def opposed(tone: Score, word: str) -> bool:
    """Whether one is blame and the other praise."""
    return {TONE_OF.get(word), tone.label} == {"negative", "positive"}


def _theirs(words: Score) -> bool:
    """Whether a team's own lexicon was heard."""
    return any(reason.why == WHY for reason in words.reasons)


def _spread(words: Score) -> Mapping[str, float]:
    """A label and its confidence as a chance of each class."""
    sure = max(words.confidence, EVEN)
    return {name: sure if name == words.label else (1 - sure) / 2 for name in TONES}


def _pooled(first: Mapping[str, float], second: Mapping[str, float], share: float) -> dict[str, float]:
    chances = {name: max(first[name], FAINT) ** (1 - share) * max(second[name], FAINT) ** share for name in TONES}
    total = sum(chances.values())
    return {name: chance / total for name, chance in chances.items()}


def _reasons(words: Score, opinion: Chances, scene: Scene, sign: float) -> tuple[Reason, ...]:
    """Those that push where the tone went come first, then those that were outweighed."""
    told = words.reasons
    if sign:
        meant = "praise" if sign > 0 else max(AGAINST, key=opinion.each.__getitem__)
        usage = (replace(each, weight=sign * each.weight) for each in opinion.reasons(scene, meant))
        told += tuple(each for each in usage if not overlapped(each, told))
    return tuple(sorted(told, key=lambda each: each.weight * sign <= 0)[:MOST_REASONS])
