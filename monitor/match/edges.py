"""What may stand around a place and between two: signs that belong to a name, gaps, whole words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from monitor.match.phrases import Phrase, Rule
from monitor.match.prose import Place
from monitor.match.tokens import unspaced


def shortest(stretches: Sequence[Place]) -> Sequence[Place]:
    """Those that hold no other; *stretches* are in order."""
    kept: list[Place] = []
    for one in reversed(stretches):
        if kept and one.last >= kept[-1].last:
            continue
        if kept and one.first == kept[-1].first:  # one word that is read in several ways begins several
            kept.pop()
        kept.append(one)
    return kept[::-1]


def fits(gap: Rule, text: str, end: int, start: int) -> bool:
    """Whether *gap* may stand there. One character can be two words, and has none between: ¼ folds to 1⁄4."""
    return end > start or bool(gap.fullmatch(text, end, start))


def signed_after(phrase: Phrase, text: str, place: Place) -> Place | None:
    if not phrase.after:
        return place
    sign = phrase.after.match(text, place.end)
    return place._replace(end=sign.end()) if sign else None


def signed_before(phrase: Phrase, text: str, places: Iterable[Place]) -> Iterable[Place]:
    rule = phrase.before
    return [
        place._replace(start=place.start - 1)
        for place in places
        if rule and place.start and rule.match(text, place.start - 1)
    ]


def exactly(written: str, text: str, most: int) -> Iterable[tuple[int, int]]:
    """Where *written* stands, and neither end of it inside a word: of its first *most* places, inside or not."""
    at = -1
    for _ in range(most):
        at = text.find(written, at + 1)
        if at < 0:
            return
        end = at + len(written)
        if not (_joined(text, at) or _joined(text, end)):
            yield at, end


def _joined(text: str, at: int) -> bool:
    around = text[at - 1 : at + 1] if 0 < at < len(text) else ""
    return len(around) == 2 and around.isalnum() and not any(map(unspaced, around))
