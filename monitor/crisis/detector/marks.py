"""What marks the complaints of a crisis, beside their number: they are graver, and people complain who never did."""

from __future__ import annotations

import math
from collections.abc import Sequence

from monitor.crisis.detector.habits import COMMON, Habits
from monitor.crisis.detector.ring import (
    ACCUSATIONS,
    INSULTS,
    KNOWN,
    KNOWN_OTHERS,
    NEW,
    NEW_OTHERS,
    UNIT,
    WEIGHT,
)

# How many times more frequent insults and accusations are in a crisis; how far it is believed that one is no graver
# than other days; and how many complaints tell as much of their mix as any number, since it drifts as their share does.
CRISIS_INSULTS, CRISIS_ACCUSATIONS = 1.35, 3.3
PLAIN, STEADY = 0.5, 50.0
# Times as frequent are authors who were, in a crisis and at an event; and how far it is believed that the usual public
# raises one, where a crisis is most of what is heard, and where it is hidden among the usual complaints of days.
HEARD_BEFORE, REGULARS, HIDDEN = 0.35, 0.25, 0.5


def graver(habits: Habits, counts: Sequence[int]) -> float:
    """How many times likelier a crisis is, so grave as the complaints are: a likelihood ratio, of which the usual mix
    makes one on average, so that a rarity may be divided by it."""
    usual = habits.grave
    weights = counts[WEIGHT] - counts[INSULTS] - counts[ACCUSATIONS], counts[INSULTS], counts[ACCUSATIONS]
    pairs = zip(weights, in_crisis(usual), usual, strict=True)
    ratio = sum(weight * math.log(then / now) for weight, then, now in pairs) / UNIT
    return _believed(ratio, counts[WEIGHT] / UNIT, PLAIN)


def stranger(habits: Habits, counts: Sequence[int], regulars: float = REGULARS) -> float:
    """How many times likelier a crisis is, when so many who complain are newcomers; a likelihood ratio as well.
    At an event there are newcomers of all moods; where authors have no names, it is 1."""
    usual = habits.strangers(counts[NEW_OTHERS], counts[KNOWN_OTHERS])
    return _newcomers(counts[NEW], counts[KNOWN], usual, regulars)


def crowded(habits: Habits, counts: Sequence[int]) -> float:
    """How many times likelier an event is, when so many who do not complain are newcomers."""
    return _newcomers(counts[NEW_OTHERS], counts[KNOWN_OTHERS], habits.newcomers, PLAIN)


def _newcomers(new: int, known: int, usual: float, plain: float) -> float:
    ratio = new * math.log((1 - HEARD_BEFORE * (1 - usual)) / usual) + known * math.log(HEARD_BEFORE)
    return _believed(ratio, new + known, plain)


def in_crisis(usual: tuple[float, float, float]) -> tuple[float, float, float]:
    """The mix of criticism, insults and accusations in a crisis of a brand whose complaints are *usually* so mixed: no
    brand's crises are believed to be milder than those of most."""
    _, insults, accusations = usual
    grave = CRISIS_INSULTS * max(insults, COMMON[1]), CRISIS_ACCUSATIONS * max(accusations, COMMON[2])
    plain = max(0.1, 1 - max(insults, COMMON[1]) - max(accusations, COMMON[2]))
    total = plain + sum(grave)
    return plain / total, grave[0] / total, grave[1] / total


def _believed(ratio: float, number: float, plain: float) -> float:
    """A likelihood ratio, from the logarithm of that of a *number* of complaints that are independent of each other."""
    return plain + (1 - plain) * math.exp(ratio * STEADY / (STEADY + number))
