"""One tone of two opinions: what the words say, and what the text does to the brand that it names.

    log p(class) ~ (1 - s) * log words(class) + s * log second(class)         s: SHARE, less for the sentence of a paper

A logarithmic pool (Genest and Zidek, 1986): whoever is sure is heard, whoever doubts is not. A lexicon finds no tone in
*Third engineer this month*, and the wrong one in *Orsel never stole a cent*; the second opinion has heard the like.
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
SIGNS = dict(zip(TONES, (-1.0, 0.0, 1.0), strict=True))


def agreed(words: Score, opinion: Chances, scene: Scene, share: float = SHARE) -> Score:
    """*words* as they were weighed alone, before anybody's stars. A team's own words are not argued with."""
    share *= max(0.0, 1 - opinion.news / PAPER)
    if not share or any(reason.why == WHY for reason in words.reasons):
        return words
    chances = _pooled(_spread(words), opinion.tones(), share)
    label = max(TONES, key=chances.__getitem__)
    value = round(chances["positive"] - chances["negative"], 4)
    return replace(
        words,
        value=value,
        label=label,
        confidence=round(chances[label], 2),
        reasons=_reasons(words, opinion, scene, SIGNS[label]),
    )


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
