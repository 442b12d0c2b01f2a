"""What can be known from a mention alone: language, sentiment, insult, accusation, fingerprint, reach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Protocol

from monitor.enrich.accusation import score_accusation
from monitor.enrich.fingerprint import take_fingerprint
from monitor.enrich.insult import score_insult
from monitor.enrich.language import recognise
from monitor.enrich.reach import reach_of
from monitor.enrich.sentiment import score_sentiment
from monitor.model import Mention

__all__ = ["Enricher", "enrich", "enrichers", "reach_of"]


class Enricher(Protocol):
    """The mention, and what one more look at it tells. Pure, and picklable: it works in another process."""

    def __call__(self, mention: Mention) -> Mention: ...


def enrichers(languages: Sequence[str]) -> tuple[Enricher, ...]:
    """In the order in which each needs what those before it found. *languages* are those that are expected."""
    return (
        partial(recognise, languages=tuple(languages)),
        score_sentiment,
        score_insult,
        score_accusation,
        take_fingerprint,
    )


def enrich(mention: Mention, chain: Iterable[Enricher]) -> Mention:
    for look in chain:
        mention = look(mention)
    return mention
