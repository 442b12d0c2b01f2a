"""A local model of the user's for sentiment, behind the interface of any enricher; needs `vigie[transformers]`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from monitor.errors import VigieError
from monitor.model import TONES, Mention

LIMIT = 2_000  # characters; what the model itself cuts off is fewer


@dataclass(frozen=True, slots=True)
class Transformer:
    """An enricher. *directory* holds a model for sequence classification and its tokenizer, as `save_pretrained` writes
    them, with labels that are called negative, neutral and positive, or are three in this order. Nothing is fetched."""

    directory: Path

    def __call__(self, mention: Mention) -> Mention:
        prose = mention.item.prose[:LIMIT]
        if not prose.strip():
            return mention
        chances = _chances(self.directory, prose)
        label = max(chances, key=chances.__getitem__)
        value = round(chances["positive"] - chances["negative"], 4)
        stated = replace(mention.sentiment, value=value, label=label, confidence=round(chances[label], 2))
        return replace(mention, sentiment=stated)


def _chances(directory: Path, prose: str) -> dict[str, float]:
    torch, tokenizer, model, names = _loaded(directory)
    with torch.no_grad():
        logits = model(**tokenizer(prose, truncation=True, return_tensors="pt")).logits[0]
    shares = torch.softmax(logits, dim=0).tolist()
    told = dict.fromkeys(TONES, 0.0)
    for name, share in zip(names, shares, strict=True):
        told[name] += share
    return told


@cache
def _loaded(directory: Path) -> tuple[Any, Any, Any, tuple[str, ...]]:
    """Raises VigieError where the extra is not installed, or the directory holds no such model."""
    try:
        import torch
        from transformers import AutoModelForSequenceClassification, AutoTokenizer
    except ImportError as missing:
        raise VigieError(
            f"{missing}", hint="pip install 'vigie[transformers]', or leave out scoring: transformer"
        ) from None
    try:
        tokenizer = AutoTokenizer.from_pretrained(directory, local_files_only=True)
        model = AutoModelForSequenceClassification.from_pretrained(directory, local_files_only=True).eval()
    except (OSError, ValueError) as error:
        raise VigieError(f"{directory} holds no model for sentiment: {error}", hint="see docs/scoring.md") from error
    return torch, tokenizer, model, _names(directory, model.config.id2label)


def _names(directory: Path, told: dict[int, str]) -> tuple[str, ...]:
    names = tuple(told[number].lower() for number in sorted(told))
    if set(names) <= set(TONES):
        return names
    if len(names) == len(TONES):
        return TONES
    raise VigieError(f"{directory} tells {', '.join(names)}", hint=f"expected {', '.join(TONES)}")
