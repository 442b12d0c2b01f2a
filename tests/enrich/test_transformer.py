"""A model of one's own, made here in a moment, too small to be any good."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.enrich import Models, enrich, scorers
from monitor.errors import VigieError
from monitor.model import Item, Mention

pytestmark = pytest.mark.transformers

MENTION = Mention(Item("1", text="Velmora is good"), "Velmora", "x", datetime(2026, 11, 22, tzinfo=UTC), language="en")


def made(directory: Path, labels: tuple[str, ...] = ("negative", "neutral", "positive")) -> Path:
    """A BERT of one narrow layer that says the same of everything."""
    torch = pytest.importorskip("torch", reason="vigie[transformers] is not installed")
    transformers = pytest.importorskip("transformers", reason="vigie[transformers] is not installed")
    directory.mkdir()
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "velmora", "is", "good"]
    (directory / "vocab.txt").write_text("\n".join(words))
    transformers.BertTokenizer(str(directory / "vocab.txt")).save_pretrained(directory)
    config = transformers.BertConfig(
        vocab_size=len(words),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=1,
        intermediate_size=8,
        num_labels=len(labels),
        id2label=dict(enumerate(labels)),
    )
    model = transformers.BertForSequenceClassification(config)
    with torch.no_grad():
        model.classifier.weight.zero_()
        model.classifier.bias.copy_(torch.tensor([0.0, 0.0, 3.0][: len(labels)]))
    model.save_pretrained(directory)
    return directory


def test_a_local_model_is_believed_and_the_lexicon_keeps_its_reasons(tmp_path: Path) -> None:
    chain = scorers(models=Models(transformer=made(tmp_path / "model")))

    heard = enrich(MENTION, chain).sentiment

    assert heard.label == "positive"
    assert heard.value == pytest.approx(0.864, abs=0.01)
    assert [reason.cue for reason in heard.reasons if reason.why == "lexicon"] == ["good"]


def test_classes_that_cannot_be_told_apart_are_refused(tmp_path: Path) -> None:
    directory = made(tmp_path / "model", ("sad", "glad"))
    assert json.loads((directory / "config.json").read_text())["id2label"] == {"0": "sad", "1": "glad"}

    with pytest.raises(VigieError, match="expected negative, neutral, positive"):
        enrich(MENTION, scorers(models=Models(transformer=directory)))


def test_what_is_not_there_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(VigieError) as refused:
        enrich(MENTION, scorers(models=Models(transformer=tmp_path / "nothing")))

    assert "vigie[transformers]" in refused.value.hint or "holds no model" in refused.value.message
