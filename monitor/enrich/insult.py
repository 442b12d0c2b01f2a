"""Contempt or invective aimed at somebody, which imputes no fact (in French law: elements of an *injure*)."""

from __future__ import annotations

from dataclasses import replace

from monitor.enrich.judging import judge
from monitor.model import Mention, Score, Span

HEARD = frozenset({"negation", "self", "reported", "other", "friendly", "emphasis"})


def score_insult(mention: Mention) -> Mention:
    return replace(mention, insult=insult_of(mention.item.prose, mention.language, mention.spans))


def insult_of(prose: str, language: str, spans: tuple[Span, ...] = ()) -> Score:
    return judge(prose, language, "insults", HEARD, spans)
