"""From cues to a score: what counts, what was held back and why, and at whom it aims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod

from monitor.enrich.scene import Scene
from monitor.model import NO_SCORE, Reason, Score

LIKELY, POSSIBLE = 0.6, 0.3
SILENCE = 0.7  # how sure we are of a text without a cue: hints and irony have none
MOST_REASONS = 8
FAR = 600  # characters from the brand's nearest name
# They make us less sure, and excuse nothing.
DOUBTS = {"a question": 0.8, "a hedge": 0.8, "distance from the brand": 0.6}


@dataclass(frozen=True, slots=True)
class Cue:
    """Words *first* to *last* of a scene that insult or accuse; *held* says why they do not count."""

    first: int
    last: int
    weight: float
    rule: str
    aim: str = ""
    held: str = ""
    doubts: tuple[str, ...] = ()

    @property
    def value(self) -> float:
        return 0.0 if self.held else round(self.weight * prod(DOUBTS[doubt] for doubt in self.doubts), 2)

    def reason(self, scene: Scene) -> Reason:
        start, end = scene.span(self.first, self.last)
        why = f"{self.rule}, held back: {self.held}" if self.held else self.rule
        if self.doubts and not self.held:
            why += f", lowered by {' and '.join(self.doubts)}"
        return Reason(start, end, scene.reading.prose[start:end], self.value, why)


@dataclass(frozen=True, slots=True)
class Heard:
    """A score, whom it aims at, and the cues that were heard and not counted."""

    score: Score = NO_SCORE
    aim: str = ""
    held: tuple[Reason, ...] = ()
    excuses: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()


SILENT = Heard(Score(confidence=SILENCE))


def total(scene: Scene, cues: Sequence[Cue]) -> Heard:
    """What is left of the three heaviest is joined as independent hints are: 1 - (1 - a)(1 - b)(1 - c)."""
    if not cues:
        return SILENT
    found = sorted((_doubted(scene, cue) for cue in cues), key=lambda cue: -cue.value)
    counted = [cue for cue in found if not cue.held][:MOST_REASONS]
    held = [cue for cue in found if cue.held][:MOST_REASONS]
    value = round(1 - prod(1 - cue.value for cue in counted[:3]), 2)
    confidence = round(0.9 * max(value, 1 - value), 2) if counted else SILENCE
    return Heard(
        Score(value, label(value), confidence, tuple(cue.reason(scene) for cue in counted)),
        counted[0].aim if counted else held[0].aim if held else "",
        tuple(cue.reason(scene) for cue in held),
        frozenset(cue.held for cue in held),
        frozenset(cue.rule for cue in counted),
    )


def _doubted(scene: Scene, cue: Cue) -> Cue:
    sentence = scene.sentence(cue.first)
    doubts = {
        "a question": scene.asked(cue.first),
        "a hedge": scene.has(sentence, "hedge"),
        "distance from the brand": _far(scene, cue),
    }
    return replace(cue, doubts=tuple(name for name, there in doubts.items() if there))


def _far(scene: Scene, cue: Cue) -> bool:
    start, end = scene.span(cue.first, cue.last)
    begins, ends = scene.reading.begins, scene.reading.ends
    return min((max(begins[at] - end, start - ends[at]) for at in scene.named), default=0) > FAR


def label(value: float) -> str:
    if value >= LIKELY:
        return "likely"
    return "possible" if value >= POSSIBLE else "none"
