"""Whether two waves tell one story."""

from __future__ import annotations

from monitor.model import Figures
from monitor.text import words

ALIKE = 0.5  # of the fewer themes: one word in two is no coincidence, since what everybody says is no theme


def same_story(one: Figures, other: Figures) -> bool:
    """Whether both verdicts rest on the same texts, or are about the same words."""
    if set(one.families) & set(other.families):
        return True
    here, there = _words(one.themes), _words(other.themes)
    return bool(here and there) and len(here & there) >= ALIKE * min(len(here), len(there))


def _words(themes: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word.text for theme in themes for word in words(theme))
