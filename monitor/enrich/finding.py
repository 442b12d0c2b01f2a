"""One of six words for what was said, from the two legal scores and the tone."""

from __future__ import annotations

from monitor.enrich.accusation import accusation_of
from monitor.enrich.insult import insult_of
from monitor.model import NO_FINDING, NO_SCORE, Finding, Span

FELT = 0.05  # of sentiment, from which on it is criticism or praise


def finding_of(
    prose: str, language: str, *, spans: tuple[Span, ...] = (), target: str = "", sentiment: float = 0.0
) -> Finding:
    """*spans* are where the brand stands in the prose, *target* its name where they are not known."""
    insult, accusation = insult_of(prose, language, spans), accusation_of(prose, language, spans)
    if insult == NO_SCORE:
        return NO_FINDING
    insults, accuses = insult.label != "none", accusation.label != "none"
    if insults or accuses:
        return Finding("both" if insults and accuses else "insult" if insults else "accusation")
    return Finding("criticism" if sentiment <= -FELT else "praise" if sentiment >= FELT else "neutral")
