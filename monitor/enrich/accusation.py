"""A precise fact that harms somebody's honour, true or not (in French law: elements of a *diffamation*)."""

from __future__ import annotations

from dataclasses import replace

from monitor.enrich.judging import judge
from monitor.model import Mention, Score, Span

HEARD = frozenset(
    "negation agent self other hedge acquittal denial victim warning judged fiction hypothesis emphasis".split()
)


def score_accusation(mention: Mention) -> Mention:
    return replace(mention, accusation=accusation_of(mention.item.prose, mention.language, mention.spans))


def accusation_of(prose: str, language: str, spans: tuple[Span, ...] = ()) -> Score:
    return judge(prose, language, "accusations", HEARD, spans)
