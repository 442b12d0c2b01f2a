"""What can be known from a mention alone: language, sentiment, what the law may say, fingerprint, reach."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from monitor.enrich.agreement import BESIDE_THEIRS
from monitor.enrich.finding import judge
from monitor.enrich.fingerprint import take_fingerprint
from monitor.enrich.language import recognise
from monitor.enrich.reach import reach_of
from monitor.enrich.sentiment import score_sentiment
from monitor.enrich.transformer import Transformer
from monitor.enrich.vocabulary import LANGUAGES
from monitor.model import Brand, Lexicon, Mention

__all__ = ["OURS", "Enricher", "Models", "enrich", "enrichers", "reach_of", "scorers"]


@dataclass(frozen=True, slots=True)
class Models:
    """Directories of the user: trained heads that are preferred to ours, a transformer that is believed instead."""

    heads: Path | None = None
    transformer: Path | None = None


OURS = Models()


class Enricher(Protocol):
    """The mention, and what one more look at it tells. Pure, and picklable: it works in another process."""

    def __call__(self, mention: Mention) -> Mention: ...


def enrichers(languages: Sequence[str], brands: Sequence[Brand] = (), models: Models = OURS) -> tuple[Enricher, ...]:
    """In the order in which each needs what those before it found. *languages* are those that are expected; *brands*
    bring words of their own."""
    return (
        partial(recognise, languages=tuple(languages)),
        *scorers(brands, models),
        take_fingerprint,
    )


def scorers(brands: Sequence[Brand] = (), models: Models = OURS) -> tuple[Enricher, ...]:
    """What scores a mention whose language is known."""
    own = lexicons_of(brands)
    words: Enricher = partial(score_sentiment, lexicons=own, heads=models.heads)
    theirs = (Transformer(models.transformer),) if models.transformer else ()
    return words, *theirs, partial(judge, lexicons=own, shares=shares_of(models))


def shares_of(models: Models) -> dict[str, float]:
    """What the second opinion has of the tone, by language, beside models of the user's own."""
    if models.transformer:
        return dict.fromkeys(LANGUAGES, 0.0)
    theirs = models.heads.glob("*.head") if models.heads else ()
    return {file.stem[:2]: BESIDE_THEIRS for file in theirs}


def lexicons_of(brands: Iterable[Brand]) -> dict[str, tuple[Lexicon, ...]]:
    """The words of each brand that has any, by its name."""
    return {brand.name: brand.lexicons for brand in brands if brand.lexicons}


def enrich(mention: Mention, chain: Iterable[Enricher]) -> Mention:
    for look in chain:
        mention = look(mention)
    return mention
