"""One scale for every tone, whoever heard it: from -1 to 1, called negative up to -EDGE and positive from EDGE on.

The heads' own thresholds lie about there, and where chances are compared there are none; to whoever sorts, filters or
averages the values a class has to begin where it begins for all.
"""

from __future__ import annotations

from dataclasses import replace

from monitor.model import Score

EDGE = 0.15
LEAST_STEP = 0.0001
INSIDE = EDGE - LEAST_STEP


def on_scale(tone: Score) -> Score:
    """The same class with a value that does not belie it: the nearest one that it may have."""
    value = tone.value
    if tone.label == "neutral":
        value = max(-INSIDE, min(INSIDE, value))
    else:
        value = max(EDGE, value) if tone.label == "positive" else min(-EDGE, value)
    return tone if value == tone.value else replace(tone, value=value)
