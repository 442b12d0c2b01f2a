"""Which story an incident tells, and whether what is said now is that story again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from monitor.model import Figures, Incident, Verdict
from monitor.text import words

ALIKE = 0.5  # of the fewer themes: one word in two is no coincidence, since what everybody says is no theme
THEMES, FAMILIES = 16, 100  # that an incident remembers: enough for all that a story turns into, not for every story


def tells(incident: Incident, figures: Figures) -> bool:
    """Whether *figures* rest on texts that *incident* ever rested on, or are about words that it was ever about."""
    if set(_families(incident)) & set(figures.families):
        return True
    here, there = _words(_themes(incident)), _words(figures.themes)
    return bool(here and there) and len(here & there) >= ALIKE * min(len(here), len(there))


def is_another(incident: Incident, figures: Figures) -> bool:
    """Whether both stories are known, and are two."""
    return bool(_themes(incident) and figures.themes) and not tells(incident, figures)


def moved_on(incident: Incident, verdict: Verdict) -> Incident:
    """The incident with *verdict* as its last; what it was about before is remembered, in all its lives."""
    return replace(
        incident, verdict=verdict, themes=_themes(incident)[:THEMES], families=_families(incident)[:FAMILIES]
    )


def _themes(incident: Incident) -> tuple[str, ...]:
    return _each(incident.verdict.figures.themes, incident.themes)


def _families(incident: Incident) -> tuple[str, ...]:
    return _each(incident.verdict.figures.families, incident.families)


def _each(*told: Iterable[str]) -> tuple[str, ...]:
    """Once, the latest first."""
    return tuple(dict.fromkeys(one for some in told for one in some))


def _words(themes: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word.text for theme in themes for word in words(theme))
